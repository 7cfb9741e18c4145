// Not there yet, and refused: nothing is compiled to something else.
package main

func main() {
	m := map[string]int{"a": 1}
	println(m["a"])
}
