// A directive shares its line with nothing.
package main

var v int //go:wasmimport env a
func f()  {}

func main() { f() }
