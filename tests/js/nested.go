// Exports and callbacks that JavaScript calls from inside calls of Go: they wait, nest and make the memory grow
// (wasm-boundary.md G05 to G09, G19, R23).
package main

import (
	"syscall/js"
	"time"
)

//go:wasmimport _gotest callExport
func callExport(a int32, b int64) int64

//go:wasmimport _gotest add
func add(a, b uint32) uint32

var ch = make(chan int64)

//go:wasmexport testExport0
func testExport0() { println("testExport0") }

//go:wasmexport testExport
func testExport(a int32, b int64) int64 {
	if a > 0 {
		return 1 + callExport(a-1, b)
	}
	go func() { time.Sleep(2 * time.Millisecond); ch <- b }()
	return <-ch
}

func main() {
	g := js.Global()
	g.Set("grow", js.FuncOf(func(this js.Value, args []js.Value) any {
		room := make([]byte, 4<<20)
		room[len(room)-1] = 7
		return int(room[len(room)-1])
	}))
	object := g.Call("eval", "({ get room() { return grow() }, toString() { return 'text ' + grow() } })")
	println(object.Get("room").Int(), g.Call("String", object).String())
	println(add(1<<31, 1<<31), callExport(2, 1<<40))
	done := make(chan bool)
	g.Call("setTimeout", js.FuncOf(func(this js.Value, args []js.Value) any { done <- true; return nil }), 1)
	println(<-done)
}
