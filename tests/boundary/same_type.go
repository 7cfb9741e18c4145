// Declarations that are the same to the host make one import; a string is a pointer and a length.
package main

import "unsafe"

//go:wasmimport env write
func write(p *byte, n int32)

//go:wasmimport env write
func writeRaw(p unsafe.Pointer, n uint32)

//go:wasmimport env write
func writeText(text string)

func main() {
	write(nil, 0)
	writeRaw(nil, 0)
	writeText("x")
}
