// Results: one at most, and no strings.
package main

//go:wasmimport env now
func now() int

//go:wasmimport env name
func name() string

//go:wasmimport env pair
func pair() (status int32, size int32)

//go:wasmimport env worse
func worse(list []int32) (a, b int)

func main() {}
