(module
  (type (;0;) (func (param i32) (result i64)))
  (memory (;0;) 1)
  (export "pick" (func $pick))
  (export "memory" (memory 0))
  (func $pick (;0;) (type 0) (param i32) (result i64)
    (local i64)
    block ;; label = @1
      block ;; label = @2
        block ;; label = @3
          block ;; label = @4
            local.get 0
            br_table 1 (;@3;) 0 (;@4;) 1 (;@3;) 2 (;@2;)
          end
          i64.const 10
          local.set 1
          br 2 (;@1;)
        end
        i64.const 0
        local.set 1
        br 1 (;@1;)
      end
      i64.const 20
      local.set 1
    end
    local.get 1
  )
)
