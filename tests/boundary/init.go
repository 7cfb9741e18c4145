// The program's own initialization is not the host's.
package main

//go:wasmimport env f
func init()

func main() {}
