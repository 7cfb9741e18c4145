// Variables whose addresses are taken: those that are referred to later must not share or lose their memory, wherever
// the compiler puts the others.
package main

type node struct {
	value int
	next  *node
}

type pair struct{ a, b *int }

type big struct {
	words [40]int
	self  *big
}

var global *int
var sink []*int

func deep(p *int) *int   { return deeper(p) }
func deeper(p *int) *int { return deepest(pair{p, nil}).a }

//go:noinline
func deepest(p pair) pair { return pair{p.b, p.a} }

//go:noinline
func swap(p *pair) { p.a, p.b = p.b, p.a }

//go:noinline
func keep(p *int) { global = p }

//go:noinline
func read(p *int) int { return *p }

//go:noinline
func storeIn(list *[]*int, p *int) { *list = append(*list, p) }

//go:noinline
func first(n *node) *node { return n.next }

func returned() *int {
	x := 41
	p := &x
	*p++
	return deep(p)
}

func returnedTwice() (*int, *int) {
	x, y := 1, 2
	p := pair{&x, &y}
	swap(&p)
	return p.a, p.b
}

// fill overwrites the stack below.
//
//go:noinline
func fill(n int) int {
	var a [100]int
	for i := range a {
		a[i] = n
	}
	return sum(&a)
}

//go:noinline
func sum(a *[100]int) int {
	s := 0
	for _, x := range a {
		s += x
	}
	return s
}

func list(n int) *node {
	var head *node
	for i := range n {
		head = &node{i, head}
	}
	return head
}

// total builds a list that does not leave the function, so all its nodes are alive at once.
func total(n int) int {
	var head *node
	for i := range n {
		head = &node{i, head}
	}
	s := 0
	for ; head != nil; head = first(head) {
		s = s*10 + head.value
	}
	return s
}

// previous keeps the variable of the round before.
func previous() int {
	var last *int
	s := 0
	for i := range 5 {
		x := i * i
		if last != nil {
			s += read(last)*100 + read(&x)
		}
		last = &x
	}
	return s
}

// inArray keeps variables of several rounds in a local array.
func inArray() int {
	var a [3]*int
	for i := range a {
		x := i + 7
		a[i] = &x
	}
	s := 0
	for _, p := range a {
		s = s*100 + *p
	}
	return s
}

// fresh must see zero in every round.
func fresh() int {
	s := 0
	for i := range 4 {
		var x [4]int
		s += x[i]
		x[i] = i + 1
		s += add(&x) * 10
	}
	return s
}

//go:noinline
func add(x *[4]int) int { return x[0] + x[1] + x[2] + x[3] }

func closures() []func() int {
	var list []func() int
	for i := range 3 {
		n := i * 10
		list = append(list, func() int { n++; return n })
	}
	return list
}

//go:noinline
func apply(f func(int) int, n int) int { return f(n) }

//go:noinline
func applyTwice(f func(int) int, n int) int { return apply(f, apply(f, n)) }

func localClosure() int {
	count := 0
	inc := func(n int) int { count += n; return count }
	applyTwice(inc, 3)
	return count
}

// leakThroughClosure: what the closure stores outlives the call.
func leakThroughClosure() {
	x := 77
	apply(func(n int) int { global = &x; return n }, 1)
}

// returnThroughClosure: the closure gives its variable away.
func returnThroughClosure() *int {
	x := 78
	f := func() *int { return &x }
	return callIt(f)
}

//go:noinline
func callIt(f func() *int) *int { return f() }

// argumentOfClosure: what is passed to a closure that is not known is out of hand.
func argumentOfClosure(f func(*int)) {
	x := 79
	f(&x)
}

func recursiveClosure(n int) int {
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	return fib(n)
}

func deferred() (s string) {
	for i := range 3 {
		x := i
		defer func() { s += string(rune('a' + x)); x++ }()
	}
	y := 5
	p := &y
	defer func() { s += string(rune('0' + *p)) }()
	*p++
	return "r"
}

func panicking() (r int) {
	x := 9
	defer func() {
		recover()
		r = x
	}()
	y := &x
	*y = 10
	panic(y)
}

type shape interface{ area() int }
type square struct{ side int }
type rect struct{ w, h *int }

func (s *square) area() int { return s.side * s.side }
func (r rect) area() int    { return *r.w * *r.h }

func (s *square) grow() *square { s.side++; return s }

var shapes []shape

//go:noinline
func measure(s shape) int { return s.area() }

//go:noinline
func register(s shape) { shapes = append(shapes, s) }

func interfaces() int {
	s := square{3}
	n := measure(&s)
	w, h := 2, 5
	register(rect{&w, &h})
	t := square{1}
	register(t.grow().grow())
	return n
}

func escapingBig() *big {
	var b big
	b.self = &b
	b.words[39] = 4
	return b.self
}

func slices() [][]int {
	var all [][]int
	for i := range 3 {
		s := make([]int, 4)
		s[i] = i + 1
		all = append(all, s)
	}
	return all
}

func localSlices() int {
	n := 0
	for i := range 3 {
		s := make([]int, 3, 4)
		n = n*10 + s[i]
		s[i] = 5
		s = append(s, i)
		n += len(s)*cap(s) + s[3]
	}
	return n
}

func subslice() []int {
	var a [8]int
	for i := range a {
		a[i] = i
	}
	s := a[2:]
	return s[1:4]
}

func stores() []*int {
	var list []*int
	for i := range 3 {
		x := i + 100
		storeIn(&list, &x)
	}
	return list
}

func variadic(p ...*int) []*int { return p }

func shadow() int {
	x := 1
	p := &x
	{
		x := 2
		q := &x
		if *p == 1 {
			p = q
		}
	}
	fill(3)
	return *p
}

func conditional(c bool) *int {
	x, y := 1, 2
	p := &x
	if c {
		p = &y
	}
	return p
}

func main() {
	p := returned()
	q, r := returnedTwice()
	println(fill(7))
	println(p == nil, *q, *r)
	for n := list(4); n != nil; n = n.next {
		print(n.value, " ")
	}
	println(total(5), previous(), inArray(), fresh())
	for _, f := range closures() {
		f()
		print(f(), " ")
	}
	println(localClosure(), recursiveClosure(15))
	leakThroughClosure()
	fill(1)
	println(*global)
	p = returnThroughClosure()
	fill(2)
	println(*p)
	argumentOfClosure(func(p *int) { sink = append(sink, p) })
	fill(3)
	println(*sink[0])
	x := 80
	keep(&x)
	x++
	println(*global, deferred(), panicking(), interfaces())
	fill(4)
	for _, s := range shapes {
		print(s.area(), " ")
	}
	b := escapingBig()
	fill(5)
	println(b.words[39], b.self == b)
	for _, s := range slices() {
		print(s[0], s[1], s[2], " ")
	}
	println(localSlices())
	s := subslice()
	fill(6)
	println(s[0], s[2], len(s), cap(s))
	for _, p := range stores() {
		print(*p, " ")
	}
	y, z := 3, 4
	v := variadic(&y, &z)
	fill(7)
	println(*v[0], *v[1], shadow(), *conditional(true), *conditional(false))
}
