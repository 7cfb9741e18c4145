// What a policy refuses (wasm-boundary.md §7, P01 to P06).
package main

import "example.com/app/a"

//go:wasmimport env log
func log(n int32)

//go:wasmimport env unused
func unused()

//go:wasmexport run
func run() { log(a.Get()) }

func main() { run() }
