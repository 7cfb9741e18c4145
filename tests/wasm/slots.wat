(module
  (type (;0;) (func (result i64)))
  (type (;1;) (func (param i32 i32)))
  (type (;2;) (func (param i64 i32) (result i64)))
  (import "env" "fill" (func $env.fill (;0;) (type 1) (param i32 i32)))
  (memory (;0;) 2)
  (global $stack_pointer (;0;) (mut i32) i32.const 66560)
  (export "calls" (func $calls))
  (export "leaf" (func $leaf))
  (export "memory" (memory 0))
  (func $calls (;1;) (type 0) (result i64)
    (local i32)
    global.get $stack_pointer
    i32.const 112
    i32.sub
    local.tee 0
    global.set $stack_pointer
    local.get 0
    i32.const 8
    i32.add
    i32.const 100
    call $env.fill
    local.get 0
    local.get 0
    i64.load32_u offset=20
    i64.store
    local.get 0
    i32.const 112
    i32.add
    global.set $stack_pointer
    local.get 0
    i64.load
  )
  (func $leaf (;2;) (type 2) (param i64 i32) (result i64)
    (local i32)
    global.get $stack_pointer
    i32.const 64
    i32.sub
    local.tee 2
    local.get 0
    i64.store offset=24
    local.get 2
    local.get 1
    i32.add
    i64.load
  )
)
