(module
  (type (;0;) (func (result i32)))
  (type (;1;) (func (param i32)))
  (type (;2;) (func (param i32) (result i64)))
  (type (;3;) (func (param i32) (result i64 i32)))
  (import "env" "deferred" (func $env.deferred (;0;) (type 1) (param i32)))
  (memory (;0;) 1)
  (export "defers" (func $defers:export))
  (export "memory" (memory 0))
  (func $panicNil (;1;) (type 0) (result i32)
    i32.const 2
  )
  (func $defers (;2;) (type 3) (param i32) (result i64 i32)
    (local i32)
    block ;; label = @1
      i32.const 1
      local.set 1
      local.get 0
      i32.eqz
      br_if 0 (;@1;)
      local.get 0
      i64.load offset=8
      i32.const 0
      return
    end
    call $panicNil
    drop
    local.get 1
    call $env.deferred
    i64.const 0
    i32.const 2
  )
  (func $defers:export (;3;) (type 2) (param i32) (result i64)
    local.get 0
    call $defers
    if ;; label = @1
      unreachable
    end
  )
)
