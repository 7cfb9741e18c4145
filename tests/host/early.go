// An export that is called before the program has begun (wasm-boundary.md §5.3).
package main

//go:wasmimport host nothing
func nothing()

//go:wasmexport f
func f() { nothing() }

func main() { nothing() }
