// Behind a pointer stands only what Go and the host lay out alike.
package main

import "structs"

type plain struct{ x int32 }

type marked struct {
	_ structs.HostLayout
	x int32
	a [2]uint8
}

type outer struct {
	_     structs.HostLayout
	inner plain
}

type own struct{ _ hostLayout }

type hostLayout struct{}

//go:wasmimport env good
func good(a *int8, b *float64, c *[4]uint16, d *struct{}, e *marked, f *[2]marked)

//go:wasmimport env bad
func bad(a *int, b *uintptr, c **int32, d *string, e *[]byte, f *any, g *[2]int)

//go:wasmimport env structs
func structures(a *plain, b *outer, c *own, d *structs.HostLayout)

func main() {}
