// hostcallenv: n calls of an import env.add(i32, i32) i32, which a second module provides.
// The callee costs next to nothing, so this times the call path out of Go.
package main

//go:wasmimport env add
//go:noescape
func add(a, b int32) int32

func main() {
	const n = 50000000
	sum := int32(0)
	for i := range n {
		sum = add(sum, int32(i))
	}
	if want := int32(uint64(n) * uint64(n-1) / 2 & 0xffffffff); sum != want {
		panic("wrong sum")
	}
	println("hostcallenv", sum)
}
