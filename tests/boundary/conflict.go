// One host function cannot have two types.
package main

//go:wasmimport env f
func f(a int32)

//go:wasmimport env f
func g(a int64) int32

func main() {
	f(1)
	println(g(2))
}
