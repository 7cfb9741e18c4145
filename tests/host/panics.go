// Panics in exports do not cross the host's frame (wasm-boundary.md §5.4, R15 to R18).
package main

import "runtime"

//go:wasmimport host call
func call(which int32)

//go:wasmexport fails
func fails() { panic("in the export") }

//go:wasmexport recovers
func recovers() {
	defer func() { println("recovered:", recover().(string)) }()
	panic("in the export")
}

//go:wasmexport exits
func exits() { runtime.Goexit() }

//go:wasmexport waits
func waits() { select {} }

//go:wasmexport reenters
func reenters(which int32) {
	defer println("this is not printed")
	defer func() { recover() }()
	call(which)
}

func main() {
	defer println("nor is this")
	defer func() { recover() }()
	call(1)
	call(which())
}
