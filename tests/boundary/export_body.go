// An export has a body.
package main

//go:wasmexport f
func f()

func main() {}
