// One host function cannot have two types; pointers of any kind are the same to the host.
package main

import "unsafe"

//go:wasmimport env write
func write(p *byte, n int32)

//go:wasmimport env write
func writeRaw(p unsafe.Pointer, n uint32)

//go:wasmimport env f
func f(a int32)

//go:wasmimport env f
func g(a int64) int32

func main() {
	write(nil, 0)
	writeRaw(nil, 0)
	f(1)
	println(g(2))
}
