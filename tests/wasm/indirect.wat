(module
  (type (;0;) (func (param i32 i32 f64 i32 i32 i64 i64) (result i32 i32)))
  (type (;1;) (func (result i32)))
  (type (;2;) (func (param i32) (result i32)))
  (type (;3;) (func (param i32) (result i32 i32)))
  (type (;4;) (func (param i32 i32 f64 i32 i32 i32 i32) (result i32)))
  (type (;5;) (func (param i32 i32 f64 i32 i32 i64 i64) (result i32)))
  (table (;0;) 3 3 funcref)
  (memory (;0;) 1)
  (export "plain" (func $plain:export))
  (export "indirect" (func $indirect:export))
  (export "memory" (memory 0))
  (elem (;0;) (i32.const 1) func $plain:status $failing)
  (func $plain (;0;) (type 5) (param i32 i32 f64 i32 i32 i64 i64) (result i32)
    local.get 0
    local.get 5
    i32.wrap_i64
    i32.add
  )
  (func $panicNil (;1;) (type 1) (result i32)
    i32.const 2
  )
  (func $indirect (;2;) (type 3) (param i32) (result i32 i32)
    block ;; label = @1
      i32.const 0
      i32.const 0
      f64.const 0x1p-1 (;=0.5;)
      local.get 0
      local.get 0
      local.get 0
      i64.extend_i32_u
      i64.const 0
      i32.const 1
      call_indirect (type 0)
      br_if 0 (;@1;)
      i32.const 0
      i32.const 0
      f64.const 0x1p-1 (;=0.5;)
      local.get 0
      local.get 0
      local.get 0
      i64.extend_i32_u
      i64.const 0
      i32.const 1032
      i32.load
      call_indirect (type 0)
      br_if 0 (;@1;)
      i32.xor
      i32.const 0
      return
    end
    i32.const 0
    i32.const 2
  )
  (func $failing (;3;) (type 0) (param i32 i32 f64 i32 i32 i64 i64) (result i32 i32)
    block ;; label = @1
      local.get 6
      i32.wrap_i64
      local.tee 0
      i32.eqz
      br_if 0 (;@1;)
      local.get 0
      i32.load
      i32.const 0
      return
    end
    i32.const 0
    call $panicNil
  )
  (func $plain:status (;4;) (type 0) (param i32 i32 f64 i32 i32 i64 i64) (result i32 i32)
    local.get 0
    local.get 1
    local.get 2
    local.get 3
    local.get 4
    local.get 5
    local.get 6
    call $plain
    i32.const 0
  )
  (func $plain:export (;5;) (type 4) (param i32 i32 f64 i32 i32 i32 i32) (result i32)
    local.get 0
    local.get 1
    local.get 2
    local.get 3
    local.get 4
    local.get 5
    i64.extend_i32_u
    local.get 6
    i64.extend_i32_u
    call $plain
  )
  (func $indirect:export (;6;) (type 2) (param i32) (result i32)
    local.get 0
    call $indirect
    if ;; label = @1
      unreachable
    end
  )
  (data (;0;) (i32.const 1032) "\02")
)
