// Loops over functions: every way out of the body, nested loops, deferred calls of the function around, and iterators that
// do what they must not.
package main

type iter = func(yield func(int) bool)

func upto(n int) iter {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				println("  stopped at", i)
				return
			}
		}
	}
}

type list struct {
	head string
	rest *list
}

func (l *list) All(yield func(int, string) bool) {
	for i := 0; l != nil; i, l = i+1, l.rest {
		if !yield(i, l.head) {
			return
		}
	}
}

type big struct{ a, b, c, d, e int }

func bigs(yield func(big) bool) {
	_ = yield(big{1, 2, 3, 4, 5}) && yield(big{e: 10})
}

func returns(n int) (a int, b string, c big) {
	for i := range upto(10) {
		for j, s := range (&list{"x", &list{"y", nil}}).All {
			if i*10+j == n {
				return i, s, big{e: j}
			}
		}
	}
	return -1, "none", c
}

func unnamed(n int) (int, big) {
	for b := range bigs {
		if b.e == n {
			return b.a, b
		}
	}
	return 0, big{}
}

func swap(n int) (x, y big) {
	x.a, y.a = 1, 2
	for i := range upto(5) {
		if i == n {
			return y, x
		}
	}
	return
}

func labels() {
outer:
	for i := range 4 {
	middle:
		for j := range upto(4) {
			for k := range upto(4) {
				switch {
				case k == 1 && j == 0:
					continue middle
				case j == 2:
					continue outer
				case i == 2:
					break outer
				case k == 3:
					break middle
				}
				println(i, j, k)
			}
		}
	}
}

func jumps() {
	n := 0
again:
	for i := range upto(3) {
		if i == 1 && n < 2 {
			n++
			goto again
		}
		if i == 2 {
			goto inside
		}
		println("jump", n, i)
		continue
	inside:
		println("inside", i)
		for range upto(1) {
			goto done
		}
	}
done:
	println("done")
}

func defers() (s string) {
	defer func() { s += "!" }()
	for i := range upto(3) {
		defer func() { s += string(rune('a' + i)) }()
		for j := range upto(2) {
			defer println("  deferred", i, j)
			if i == 1 {
				return "r"
			}
		}
	}
	return "never"
}

func recovers() (n int) {
	defer func() {
		println("recovered", recover().(string))
		n++
	}()
	for i := range upto(5) {
		n = i * 10
		if i == 3 {
			panic("in the body")
		}
	}
	return -1
}

func assigns() {
	var x [2]int
	i := 0
	for x[i], i = range func(yield func(int, int) bool) { yield(5, 1); yield(6, 0) } {
		println("assigned", x[0], x[1], i)
	}
	for range upto(2) {
		x[0]++
	}
	println(x[0])
}

func generic[S ~func(func(E) bool), E any](s S) (n int) {
	for range s {
		n++
	}
	return n
}

func closures() {
	var fs []func() int
	for i := range upto(3) {
		fs = append(fs, func() int { i *= 2; return i })
	}
	for _, f := range fs {
		println(f(), f())
	}
}

func try(name string, f func()) {
	defer func() {
		if e, ok := recover().(error); ok {
			println(name+":", e.Error())
		} else {
			println(name + ": fine")
		}
	}()
	f()
}

func misuse() {
	try("after false", func() {
		for range func(yield func() bool) { yield(); yield() } {
			break
		}
	})
	var kept func() bool
	try("keeping", func() {
		for range func(yield func() bool) { kept = yield; yield() } {
		}
	})
	try("after the loop", func() { kept() })
	try("after a panic", func() {
		for range func(yield func() bool) {
			func() {
				defer func() { recover() }()
				yield()
			}()
			yield()
		} {
			panic("body")
		}
	})
	try("swallowed", func() {
		for range func(yield func() bool) {
			defer func() { recover() }()
			yield()
		} {
			panic("body")
		}
	})
	try("nil", func() {
		var f iter
		for range f {
		}
	})
}

func main() {
	for _, n := range []int{0, 31, 200} {
		a, b, c := returns(n)
		println(a, b, c.e)
	}
	_, b := unnamed(10)
	println(b.e)
	x, y := swap(2)
	println(x.a, y.a)
	labels()
	jumps()
	println(defers())
	println(recovers())
	assigns()
	println(generic(upto(7)))
	closures()
	misuse()
}
