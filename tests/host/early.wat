(module
  (import "guest" "f" (func $f))
  (func (export "nothing"))
  (start $f))
