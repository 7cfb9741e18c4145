(module
  (type (;0;) (func (param i64)))
  (type (;1;) (func (param i64 i32)))
  (import "env" "tick" (func $env.tick (;0;) (type 0) (param i64)))
  (memory (;0;) 1)
  (export "goto" (func $goto))
  (export "memory" (memory 0))
  (func $goto (;1;) (type 1) (param i64 i32)
    (local i64 i64 i32)
    local.get 1
    if ;; label = @1
      local.get 0
      local.set 3
      i32.const 1
      local.set 4
    else
      local.get 0
      local.set 2
      i32.const 0
      local.set 4
    end
    loop ;; label = @1
      block ;; label = @2
        block ;; label = @3
          local.get 4
          br_table 0 (;@3;) 1 (;@2;)
        end
        local.get 2
        i64.const 1
        i64.sub
        local.tee 0
        i64.const 1
        i64.gt_s
        if ;; label = @3
          local.get 0
          local.set 3
          i32.const 1
          local.set 4
          br 2 (;@1;)
        end
        return
      end
      local.get 3
      local.tee 0
      call $env.tick
      local.get 0
      local.set 2
      i32.const 0
      local.set 4
      br 0 (;@1;)
    end
  )
)
