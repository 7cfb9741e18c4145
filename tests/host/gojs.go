// The memory frame of the module gojs: every offset, and a host that calls back (wasm-boundary.md §3.1, G01).
package main

//go:wasmimport gojs frame
func frame(a int8, b int16, c int32, d string, e []byte, f float32, g bool, h int64, i any) (r1 int8, r2 string, r3 bool)

//go:wasmimport gojs results
func results() (int64, int32)

//go:wasmimport gojs both
func both(b bool) bool

//go:wasmexport nested
func nested(n int32) {
	if n > 0 {
		var room [200]int32
		room[n] = n
		x, y := results()
		println("nested", n, x, y, room[n])
	}
}

func main() {
	r1, r2, r3 := frame(-1, -2, -3, "text", make([]byte, 5, 7), 1.5, true, 1<<40, nil)
	println(r1, r2, r3)
	x, y := results()
	println(x, y)
	println(both(true), both(false))
	f := both
	println(f(true))
}
