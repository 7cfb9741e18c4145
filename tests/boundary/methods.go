// A method may be an import; its receiver is the first parameter.
package main

type handle uint32

//go:wasmimport env close
func (h handle) close()

type wide struct{ a, b int64 }

//go:wasmimport env drop
func (w wide) drop()

func main() {}
