;; The host of the thermostat: a room that cools down, or warms up while the heater is on.
;;
;; `guest` is the program's side: what it exports, its memory above all. A host written in another language finds the same
;; functions and the same memory; see docs/boundary.md.
(module
  (import "guest" "memory" (memory $memory 1))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (export "memory" (memory $memory)) ;; where WASI looks when this module calls it

  (global $degrees (mut f64) (f64.const 21))
  (global $heating (mut i32) (i32.const 0))
  (global $minute (mut i64) (i64.const 0))

  ;; func temperature() float64
  (func (export "temperature") (result f64)
    (global.get $degrees))

  ;; func heat(on bool)
  (func (export "heat") (param $on i32)
    (global.set $heating (local.get $on)))

  ;; func clock(now unsafe.Pointer) int32: another minute, written where the program says.
  (func (export "clock") (param $now i32) (result i32)
    (global.set $minute (i64.add (global.get $minute) (i64.const 1)))
    (global.set $degrees
      (f64.add (global.get $degrees)
        (select (f64.const 0.25) (f64.const -0.25) (global.get $heating))))
    (i64.store (local.get $now) (global.get $minute))
    (i32.const 0))

  ;; func log(message string): to standard error, by way of WASI, which writes from this module's own memory. Here that is
  ;; the program's, and the list of one buffer goes to its first bytes, which no Go program uses.
  (func (export "log") (param $text i32) (param $len i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $len))
    (drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.store8 (i32.const 0) (i32.const 10))
    (i32.store (i32.const 4) (i32.const 0))
    (i32.store (i32.const 8) (i32.const 1))
    (drop (call $fd_write (i32.const 2) (i32.const 4) (i32.const 1) (i32.const 12))))
)
