// What may cross is the same for imports and exports, and told in the same words.
package main

import "unsafe"

type S struct{ x int32 }

//go:wasmexport a
func a(int, byte, ...int32) {}

//go:wasmexport b
func b(x *struct{ x int32 }, s S, m map[string]int) {}

//go:wasmexport c
func c() string { return "" }

//go:wasmexport d
func d() (n int32, err error) { return }

//go:wasmexport e
func e(s string, p unsafe.Pointer, q *[2]int32, u uintptr) bool { return s == "" }


func main() {}
