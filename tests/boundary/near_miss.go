// A space behind the slashes makes an ordinary comment; of two directives the last one counts.
package main

//go:wasmimport env first
//go:wasmimport env second
func twice()

// go:wasmimport env now
func now() int64

func main() { twice() }
