// Itabs that the compiler made and those made at run time are the same, and hold what is called.
package main

type namer interface {
	Name() string
	Unused() int
}

type lister interface{ List() []int }

type both interface {
	namer
	lister
}

type t struct{ n int }

func (t t) Name() string   { return "t" }
func (t t) Unused() int    { return 1 }
func (t t) List() []int    { return []int{t.n} }
func (t *t) Pointer() bool { return true }

var sink any

func main() {
	var n namer = t{3}
	sink = t{3}
	d := sink.(namer)
	println(n == d, d.Name())
	l, ok := sink.(lister)
	println(ok, l.List()[0])
	b := sink.(both)
	println(b.Name(), b.List()[0], namer(b) == n)
	_, ok = sink.(interface{ Pointer() bool })
	println(ok)
	x := t{4}
	sink = &x
	p, ok := sink.(interface{ Pointer() bool })
	println(ok, p.Pointer(), sink.(namer).Name())
	m := map[namer]int{n: 1}
	println(m[d], m[b])
}
