// An export has one name, in front of a function.
package main

//go:wasmexport f g
func g() {}

//go:wasmexport v
var v = func() {}

func main() {
	//go:wasmexport local
	g()
}
