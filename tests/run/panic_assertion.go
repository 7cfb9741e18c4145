// Type assertions that do not hold.
package main

type shape interface{ area() int }

type square int

func (s square) area() int { return int(s * s) }

func main() {
	var v any = "text"
	_, ok := v.(int)
	println(ok)
	var s shape = square(3)
	println(s.(square).area())
	println(v.(shape).area())
}
