// Each type that may cross, both ways, through a host that calls back (wasm-boundary.md Y01 to Y12, R08, R09).
package main

import "unsafe"

//go:wasmimport host call
func call(which int32, arg int64) int64

//go:wasmimport host text
func text(s string) int32

//go:wasmimport host half
func half(f float64, g float32) float64

type (
	count = uint32
	flag  bool
)

//go:wasmexport add
func add(a int32, b count) int64 { return int64(a) + int64(b) }

//go:wasmexport negate
func negate(b bool) flag { return flag(!b) }

//go:wasmexport length
func length(s string) int32 {
	if len(s) > 0 && unsafe.StringData(s) != last {
		println("the bytes were copied")
	}
	return int32(len(s))
}

//go:wasmexport halve
func halve(f float64, g float32) float64 { return f/2 + float64(g)/2 }

//go:wasmexport address
func address(p unsafe.Pointer, n uintptr) uintptr { return uintptr(p) + n + 1<<32 }

//go:wasmexport !weird@[name]
func weird() {}

//go:wasmexport deep
func deep(n int64) int64 {
	if n == 0 {
		return 0
	}
	return 1 + call(4, n-1)
}

var last *byte

func main() {
	println(call(0, 5))
	for _, n := range []int64{0, 1, 2, 256, 255, -1} {
		print(call(1, n), " ")
	}
	println()
	s := "grüße"
	for _, s := range []string{"", "abc", s[2:4], "\xff\xfe"} {
		last = unsafe.StringData(s)
		print(text(s), " ")
	}
	println()
	println(half(3, 5))
	println(call(3, -1))
	println(call(4, 1000), add(1, 2))
}
