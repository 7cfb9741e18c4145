// Like gc, what is wrong with the boundary's types is told when everything else is right.
package main

//go:wasmimport env now
func now() int

func main() {
	var unused int
}
