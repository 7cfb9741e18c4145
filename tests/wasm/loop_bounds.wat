(module
  (type (;0;) (func (param i32 i32 i64) (result i64)))
  (type (;1;) (func (param i32 i32 i64) (result i64 i32)))
  (type (;2;) (func (param i64 i64 i32 i32) (result i32)))
  (memory (;0;) 1)
  (export "sum" (func $sum:export))
  (export "memory" (memory 0))
  (func $panicBounds (;0;) (type 2) (param i64 i64 i32 i32) (result i32)
    i32.const 2
  )
  (func $sum (;1;) (type 1) (param i32 i32 i64) (result i64 i32)
    (local i64 i64 i64 i32)
    block ;; label = @1
      i64.const 0
      local.get 2
      i64.lt_s
      if ;; label = @2
        loop ;; label = @3
          local.get 3
          local.tee 5
          local.get 1
          local.tee 6
          i64.extend_i32_u
          i64.ge_u
          br_if 2 (;@1;)
          local.get 4
          local.get 0
          local.get 3
          i32.wrap_i64
          i32.const 3
          i32.shl
          i32.add
          i64.load
          i64.add
          local.set 4
          local.get 3
          i64.const 1
          i64.add
          local.tee 3
          local.get 2
          i64.lt_s
          br_if 0 (;@3;)
          local.get 4
          local.set 2
        end
      else
        i64.const 0
        local.set 2
      end
      local.get 2
      i32.const 0
      return
    end
    i64.const 0
    local.get 5
    local.get 6
    i64.extend_i32_u
    i32.const 1
    i32.const 0
    call $panicBounds
  )
  (func $sum:export (;2;) (type 0) (param i32 i32 i64) (result i64)
    local.get 0
    local.get 1
    local.get 2
    call $sum
    if ;; label = @1
      unreachable
    end
  )
)
