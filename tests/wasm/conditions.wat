(module
  (type (;0;) (func (param i64)))
  (type (;1;) (func (param i64 i64) (result i64)))
  (import "env" "tick" (func $env.tick (;0;) (type 0) (param i64)))
  (memory (;0;) 1)
  (export "both" (func $both))
  (export "memory" (memory 0))
  (func $both (;1;) (type 1) (param i64 i64) (result i64)
    block ;; label = @1
      local.get 0
      i64.const 0
      i64.gt_s
      if ;; label = @2
        local.get 1
        i64.const 0
        i64.gt_s
        if ;; label = @3
          local.get 0
          call $env.tick
          br 2 (;@1;)
        end
      end
      i64.const 5
      local.set 1
    end
    local.get 1
  )
)
