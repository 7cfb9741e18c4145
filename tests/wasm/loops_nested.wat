(module
  (type (;0;) (func (param i64)))
  (type (;1;) (func (param i64 i64)))
  (import "env" "tick" (func $env.tick (;0;) (type 0) (param i64)))
  (memory (;0;) 1)
  (export "nest" (func $nest))
  (export "memory" (memory 0))
  (func $nest (;1;) (type 1) (param i64 i64)
    (local i64 i64)
    block ;; label = @1
      i64.const 0
      local.get 0
      i64.lt_s
      if ;; label = @2
        loop ;; label = @3
          block ;; label = @4
            i64.const 0
            local.get 0
            i64.lt_s
            if ;; label = @5
              i64.const 0
              local.set 3
              loop ;; label = @6
                local.get 2
                local.get 3
                i64.eq
                br_if 2 (;@4;)
                local.get 3
                local.get 1
                i64.eq
                br_if 5 (;@1;)
                local.get 3
                call $env.tick
                local.get 3
                i64.const 1
                i64.add
                local.tee 3
                local.get 0
                i64.lt_s
                br_if 0 (;@6;)
              end
            end
          end
          local.get 2
          i64.const 1
          i64.add
          local.tee 2
          local.get 0
          i64.lt_s
          br_if 0 (;@3;)
        end
      end
    end
  )
)
