// An interface that holds another type than the asserted one.
package main

func main() {
	var v any = "text"
	println(v.(int))
}
