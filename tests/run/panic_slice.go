// Bounds of a slice expression in the wrong order.
package main

func main() {
	s := "hello"
	i, j := 3, 1
	println(s[i:j])
}
