// The host knows no type parameters.
package main

//go:wasmimport env f
func f[T any](T)

func main() {}
