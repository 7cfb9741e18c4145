// A method is no export.
package main

type handle uint32

//go:wasmexport get
func (h handle) get() {}

func main() {}
