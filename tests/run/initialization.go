// Package variables are initialized by their dependencies, then init functions run in their order.
package main

var (
	a = b + 1
	b = f()
	c = "first"
)

func f() int {
	println("f", c)
	return 41
}

func init() { println("init 1", a) }

func init() { println("init 2", b) }

func main() { println("main") }
