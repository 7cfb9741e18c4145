// TinyGo's spelling of the border (wasm-boundary.md §6.4, T01 to T05).
package main

import "unsafe"

//go:wasm-module host
//export call
func call(which int, small uint8) int16

//go:wasm-module host
//export sum
func sum(p *int, b []byte) int

//go:wasmexport add
//export add
func add(a, b int32) int32 { return a + b }

//export narrow
func narrow(a int8, b uint16, c int, d uint, e bool) int16 {
	println(a, b, c, d, e)
	return int16(a)
}

//export bytes
func bytes(b []byte, s string) int { return len(b) + len(s) + cap(b) }

func main() {
	println(call(-1, 255))
	n := 7
	println(sum((*int)(unsafe.Pointer(&n)), make([]byte, 3, 5)))
}
