// Plugin is a module that its host calls. It shows the ways in which more than numbers cross: strings, structs and bytes. Here
// the host does so from a function that main calls; built with -buildmode=c-shared, the same exports need no main.
package main

import (
	"structs"
	"unsafe"
)

// A Point lies in memory as C lays it out, so that the host can read and write it through a pointer.
type Point struct {
	_    structs.HostLayout
	X, Y int32
	Name [8]byte
	Far  float64
}

//go:wasmimport app locate
func locate(p *Point, name string)

//go:wasmimport app show
func show(bytes unsafe.Pointer, n int32)

// run is the application, which calls the functions below.
//
//go:wasmimport app run
func run() int32

// rooms are what the host has been given: an address is good as long as Go can reach what lies there.
var rooms = map[unsafe.Pointer][]byte{}

// Room gives the host n bytes of memory to write to, until it calls Done.
//
//go:wasmexport room
func Room(n int32) unsafe.Pointer {
	room := make([]byte, n)
	p := unsafe.Pointer(unsafe.SliceData(room))
	rooms[p] = room
	return p
}

//go:wasmexport done
func Done(p unsafe.Pointer) { delete(rooms, p) }

// Greet takes a string that the host has written, and shows what it makes of it.
//
//go:wasmexport greet
func Greet(name string) int32 {
	var p Point
	locate(&p, name)
	text := []byte("Hello, " + name + "!")
	show(unsafe.Pointer(unsafe.SliceData(text)), int32(len(text)))
	return p.X + p.Y + int32(p.Far)
}

func main() { println(run()) }
