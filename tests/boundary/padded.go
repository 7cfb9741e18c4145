// The marker belongs to the front: at the end Go pads it.
package main

import "structs"

type last struct {
	x int32
	_ structs.HostLayout
}

type first struct {
	_ structs.HostLayout
	x int32
}

//go:wasmimport env f
func f(*last, *first)

func main() { f(&last{x: 1}, &first{x: 2}) }
