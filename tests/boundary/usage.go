// A directive with a wrong number of words is a usage error at its own position.
package main

//go:wasmimport env
func one()

//go:wasmimport env log abi0
func three()

//go:wasmimport env log // remark
func remark()

//go:wasmexport
func bare() {}

//go:wasmexport a b
func two() {}

func main() {}
