(module
  (type (;0;) (func (param i32 i32) (result i32)))
  (type (;1;) (func (param i64 i64) (result i64)))
  (type (;2;) (func (param i64 i32) (result i64 i64)))
  (memory (;0;) 1)
  (export "shl_i32" (func $shl_i32))
  (export "shl_i64" (func $shl_i64))
  (export "shr_i32" (func $shr_i32))
  (export "shr_i64" (func $shr_i64))
  (export "div_i32" (func $div_i32))
  (export "div_i64" (func $div_i64))
  (export "constants" (func $constants))
  (export "memory" (memory 0))
  (func $shl_i32 (;0;) (type 0) (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.shl
    i32.const 0
    local.get 1
    i32.const 32
    i32.lt_u
    select
  )
  (func $shl_i64 (;1;) (type 1) (param i64 i64) (result i64)
    local.get 0
    local.get 1
    i64.shl
    i64.const 0
    local.get 1
    i64.const 64
    i64.lt_u
    select
  )
  (func $shr_i32 (;2;) (type 0) (param i32 i32) (result i32)
    local.get 0
    local.get 1
    i32.const 31
    local.get 1
    i32.const 32
    i32.lt_u
    select
    i32.shr_s
  )
  (func $shr_i64 (;3;) (type 1) (param i64 i64) (result i64)
    local.get 0
    local.get 1
    i64.const 63
    local.get 1
    i64.const 64
    i64.lt_u
    select
    i64.shr_s
  )
  (func $div_i32 (;4;) (type 0) (param i32 i32) (result i32)
    local.get 0
    i64.extend_i32_s
    local.get 1
    i64.extend_i32_s
    i64.div_s
    i32.wrap_i64
  )
  (func $div_i64 (;5;) (type 1) (param i64 i64) (result i64)
    (local i32)
    i64.const 0
    local.get 0
    i64.sub
    local.get 0
    i64.const 1
    local.get 1
    local.get 1
    i64.const -1
    i64.eq
    local.tee 2
    select
    i64.div_s
    local.get 2
    select
  )
  (func $constants (;6;) (type 2) (param i64 i32) (result i64 i64)
    local.get 0
    i64.const 10
    i64.div_s
    local.get 1
    i32.const 63
    i32.and
    i64.extend_i32_u
    i64.shl
    local.get 0
    i64.const 63
    i64.shr_s
  )
)
