// Assigning to an element of a nil map panics.
package main

func main() {
	var m map[string]int
	println(len(m), m["a"])
	m["a"] = 1
}
