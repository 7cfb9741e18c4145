// An index out of range ends the program with the text of gc.
package main

func main() {
	s := []int{1, 2, 3}
	i := len(s)
	println(s[i])
}
