// A directive belongs to a function; before anything else it is refused (gc ignores it in silence).
package main

//go:wasmimport env a
var v int

//go:wasmimport env b
type t int

//go:wasmexport c
const k = 1

func main() {
	//go:wasmimport env d
	println(v)
}

//go:wasmexport e
