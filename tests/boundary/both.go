// A function is an import or an export.
package main

//go:wasmimport env f
//go:wasmexport f
func f()

func main() {}
