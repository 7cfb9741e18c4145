// Coroutines: iter.Pull.
package main

import "iter"

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer println("done")
		for i := 0; i < n; i++ {
			if !yield(i) {
				println("stopped at", i)
				return
			}
		}
	}
}

func pairs(s ...string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, x := range s {
			if !yield(i, x) {
				return
			}
		}
	}
}

func main() {
	next, stop := iter.Pull(count(3))
	for {
		v, ok := next()
		if !ok {
			break
		}
		println(v)
	}
	println(next())
	stop()
	next, stop = iter.Pull(count(10))
	println(next())
	println(next())
	stop()
	println(next())
	both, end := iter.Pull2(pairs("a", "b"))
	println(both())
	println(both())
	println(both())
	end()
	next, stop = iter.Pull(func(yield func(int) bool) {
		yield(1)
		panic("in the sequence")
	})
	println(next())
	func() {
		defer func() { println(recover().(string)) }()
		next()
	}()
	stop()
}
