// What the host implements has no body; what Go implements has one.
package main

//go:wasmimport env random
func random() uint64 { return 4 }

// go:wasmimport env spaced
func spaced()

//go:wasmexport run
func exported()

func missing()

func main() {}
