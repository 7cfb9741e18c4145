// Function literals that are only called where they stand, or by a defer that runs once, and what they share with the
// function around; beside them literals that live on.
package main

type big struct{ a, b, c, d, e, f int }

func named(n int) (r int, s string) {
	defer func() { r += n; s += "." }()
	defer func(k int) { r *= k }(3)
	func() {
		r++
		func() { s = "x"; n++ }()
	}()
	return r + n, s + "y"
}

func inMemory() (b big) {
	c := big{f: 1}
	defer func() { b.a = c.f; c.f++ }()
	func() { c.f *= 10; b.f = c.f }()
	b.e = 5
	return b
}

func loops() []func() int {
	var fs []func() int
	for i := 0; i < 3; i++ {
		sum := 0
		func() { sum += i }()
		func() {
			for j := range 3 {
				func() { sum += j }()
			}
		}()
		kept := sum
		func() { fs = append(fs, func() int { kept++; return kept }) }()
	}
	return fs
}

func jumps() (r int) {
	n := 0
again:
	x := n
	defer func() { x++; r = r*10 + x }()
	if n++; n < 4 {
		goto again
	}
	return 0
}

func param(p big, q int) int {
	func() { p.a++; q++ }()
	defer func() { q = 0 }()
	return p.a + q
}

func panics() (r int) {
	x := 1
	defer func() {
		recover()
		r = x
	}()
	for {
		func() {
			if x *= 2; x > 1000 {
				panic("enough")
			}
		}()
	}
}

func main() {
	r, s := named(4)
	println(r, s)
	b := inMemory()
	println(b.a, b.e, b.f)
	for _, f := range loops() {
		println(f(), f())
	}
	println(jumps(), param(big{a: 1}, 2), panics())
	func(x int) {
		defer func() { println("last", x) }()
		x++
	}(1)
}
