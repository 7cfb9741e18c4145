// Closures share variables; each iteration of a loop has its own; method values keep their receiver.
package main

type counter struct{ n int }

func (c *counter) add(d int) int { c.n += d; return c.n }

func fib() func() int {
	a, b := 0, 1
	return func() int {
		a, b = b, a+b
		return a
	}
}

func main() {
	next := fib()
	for range 5 {
		print(next(), " ")
	}
	println()
	var funcs []func() int
	for i := 0; i < 3; i++ {
		funcs = append(funcs, func() int { i *= 10; return i })
	}
	println(funcs[0](), funcs[1](), funcs[2](), funcs[2]())
	c := &counter{1}
	add := c.add
	add(2)
	println(c.n, (*counter).add(c, 4))
}
