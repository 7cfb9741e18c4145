// The program as it was.
package main

//go:wasmimport env log
func log(n int64)

func main() { log(1) }
