// What only variables on the stack refer to survives a collection: pointers in structs, arrays, slices, closures and
// copies of these, over calls in which the collector runs.
package main

import "runtime"

type box struct {
	a, b *int
	list [3][]int
	s    string
}

//go:noinline
func fresh(n int) *int {
	p := new(int)
	*p = n
	return p
}

//go:noinline
func churn() {
	for i := range 1000 {
		garbage = append(garbage[:i%7], make([]int, 20+i%30))
	}
	runtime.GC()
}

var garbage [][]int

//go:noinline
func fillBox(b *box, n int) {
	b.a, b.b = fresh(n), fresh(n+1)
	for i := range b.list {
		b.list[i] = append(b.list[i], n+i, n*i)
	}
	b.s = string([]byte{byte('a' + n%26), 'z'})
}

//go:noinline
func (b *box) sum() int {
	s := *b.a + *b.b + len(b.s) + int(b.s[0])
	for _, l := range b.list {
		for _, x := range l {
			s += x
		}
	}
	return s
}

func copies(n int) int {
	var b box
	fillBox(&b, n)
	c := b
	b = box{}
	churn()
	d := c
	churn()
	return d.sum() + c.sum()
}

func array(n int) int {
	var a [8]*int
	for i := range a {
		a[i] = fresh(n + i)
	}
	churn()
	s := 0
	for i := range a {
		s += *a[(i*n)&7]
	}
	return s
}

//go:noinline
func call(f func() int) int { churn(); return f() }

func closures(n int) int {
	p, q := fresh(n), fresh(2*n)
	f := func() int { q = fresh(*q + 1); return *p + *q }
	return call(f) + call(f) + *q
}

func rounds(n int) int {
	s := 0
	last := fresh(0)
	for i := range n {
		x := struct{ p, q *int }{fresh(i), last}
		y := &x
		churn()
		s += *y.p*10 + *y.q
		last = y.p
	}
	return s
}

func deep(n int, up *box) int {
	var b box
	fillBox(&b, n)
	if n == 0 {
		churn()
		return b.sum()
	}
	return deep(n-1, &b) + b.sum() + up.sum()
}

func main() {
	var b box
	fillBox(&b, 3)
	println(copies(5), array(3), closures(4), rounds(6), deep(9, &b))
	done := make(chan int)
	for i := range 3 {
		go func() {
			var b box
			fillBox(&b, i)
			c := &b
			runtime.Gosched()
			churn()
			done <- c.sum() + copies(i)
		}()
	}
	churn()
	s := 0
	for range 3 {
		s += <-done
	}
	println(s, b.sum())
}
