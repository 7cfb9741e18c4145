(module
  (type (;0;) (func (result i32)))
  (type (;1;) (func (param i64) (result i64)))
  (type (;2;) (func (param i64) (result i64 i32)))
  (type (;3;) (func (param i64) (result i64 i64)))
  (type (;4;) (func (param i64) (result i64 i64 i32)))
  (type (;5;) (func (param i64 i64) (result i64 i64 i32)))
  (memory (;0;) 1)
  (export "caller" (func $caller:export))
  (export "tail" (func $tail:export))
  (export "memory" (memory 0))
  (func $divide (;0;) (type 5) (param i64 i64) (result i64 i64 i32)
    (local i32)
    block ;; label = @1
      local.get 1
      i64.eqz
      br_if 0 (;@1;)
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
      local.get 0
      local.get 1
      i64.rem_s
      i32.const 0
      return
    end
    i64.const 0
    i64.const 0
    call $panicDivide
  )
  (func $panicDivide (;1;) (type 0) (result i32)
    i32.const 2
  )
  (func $caller (;2;) (type 2) (param i64) (result i64 i32)
    block ;; label = @1
      local.get 0
      i64.const 7
      call $divide
      br_if 0 (;@1;)
      call $divide
      br_if 0 (;@1;)
      i64.add
      i32.const 0
      return
    end
    i64.const 0
    i32.const 2
  )
  (func $tail (;3;) (type 4) (param i64) (result i64 i64 i32)
    i64.const 7
    local.get 0
    call $divide
  )
  (func $caller:export (;4;) (type 1) (param i64) (result i64)
    local.get 0
    call $caller
    if ;; label = @1
      unreachable
    end
  )
  (func $tail:export (;5;) (type 3) (param i64) (result i64 i64)
    local.get 0
    call $tail
    if ;; label = @1
      unreachable
    end
  )
)
