// Exports are not there yet.
package main

//go:wasmexport answer
func answer() int32 { return 42 }

func main() {}
