// The host finds a name once, and some have a meaning for it.
package main

//go:wasmexport memory
func a() {}

//go:wasmexport same
func b() {}

//go:wasmexport same
func c() {}

//go:wasmexport main.b
func d() {}

//go:wasmexport main
func main() {}
