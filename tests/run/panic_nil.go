// A field behind a nil pointer.
package main

type node struct{ next, prev *node }

func main() {
	var n node
	println(n.next.prev == nil)
}
