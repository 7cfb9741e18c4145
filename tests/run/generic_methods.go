// Methods with type parameters of their own as values and as expressions; they are in no method table.
package main

type T struct{ a int }

func (t T) M[X any](x X) (int, X) { return t.a, x }

func (t *T) P[X any](x X) X { t.a++; return x }

type G[A any] struct{ a A }

func (g G[A]) M[X any](x X) (A, X) { return g.a, x }

type E struct{ *T }

func call[F any](f F) F { return f }

func gen[X any](g G[X], x X) {
	f := g.M[X]
	a, b := f(x)
	println(any(a) == any(x), any(b) == any(x))
	h := G[X].M[string]
	_, s := h(g, "s")
	println(s)
}

func main() {
	t := T{3}
	f := t.M[string]
	a, s := f("x")
	println(a, s)
	g := t.P[int]
	println(g(5), t.a)
	e := E{&t}
	h := e.M[bool]
	a, b := h(true)
	println(a, b, t.a)
	me := T.M[int]
	println(me(t, 7))
	mp := (*T).P[int]
	println(mp(&t, 7), t.a)
	mv := (*T).M[int]
	println(mv(&t, 7))
	var fn func(int) (int, int) = t.M
	println(fn(4))
	gen(G[int]{1}, 2)
	gen(G[string]{"a"}, "a")
	defer t.P[int](3)
	defer e.M[int](3)
	println(e.M(3.5))
	ep := (*E).P[int]
	println(ep(&e, 1), t.a)
}

type sized struct{}

func (sized) Size() int           { return 1 }
func (sized) Conv[X any](x X) int { return 2 }

func init() {
	var x any = sized{}
	_, a := x.(interface{ Size() int })
	_, b := x.(interface{ Conv(int) int })
	println(a, b)
}
