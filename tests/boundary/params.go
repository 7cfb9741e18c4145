// Types that do not cross as parameters: no fixed width, no fixed layout, or more than a scalar.
package main

type small int8

type point struct{ x, y int32 }

//go:wasmimport env ints
func ints(a int, b uint, c int8, d byte, e small)

//go:wasmimport env compound
func compound(a []byte, b [2]int32, c point, d struct{})

//go:wasmimport env dynamic
func dynamic(a func(), b any, c error, d complex64)

//go:wasmimport env variadic
func variadic(a ...int32)

//go:wasmimport env table
func table(a map[string]int32, b chan int32)

func main() {}
