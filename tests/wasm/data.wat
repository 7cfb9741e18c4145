(module
  (type (;0;) (func))
  (type (;1;) (func (param i32 i32)))
  (import "env" "write" (func $env.write (;0;) (type 1) (param i32 i32)))
  (memory (;0;) 1)
  (export "_start" (func $_start))
  (export "memory" (memory 0))
  (func $_start (;1;) (type 0)
    i32.const 1033
    i32.const 6
    call $env.write
    i32.const 1033
    i32.const 6
    call $env.write
    i32.const 1040
    i32.const 6
    call $env.write
    i32.const 1024
    i32.load
    i32.const 1032
    i32.load8_u
    call $env.write
  )
  (data (;0;) (i32.const 1024) "\0a\04\00\00\00\00\00\00\05hello\0a")
)
