// Methods of embedded types, results in memory, generics, literals, static initial values.
package main

import "unsafe"

type Big struct {
	a [6]int
	s string
}
type Small struct {
	_ int32
	a int16
	b int8
	f float32
}
type W struct{ I }
type I interface {
	M(int) int
	N() Big
}
type T1 struct{ b Big }

func (t T1) M(x int) int               { return t.b.a[0] + x }
func (t T1) N() Big                    { t.b.s += "N"; return t.b }
func (t *T1) Set(x int)                { t.b.a[0] = x }
func seven() (a, b, c, d, e, f, g int) { return 1, 2, 3, 4, 5, 6, 7 }
func named(x int) (b Big, err string) {
	defer func() { b.a[1] = 50 + x; err += "!" }()
	b.s = "named"
	if x == 1 {
		return Big{s: "one"}, "e1"
	}
	b.a[0] = x
	return
}
func deferLoop(n int) (s string) {
	var t T1
	for i := 0; i < n; i++ {
		t.b.a[0] = i
		defer func(b Big) { s += string(rune('a' + b.a[0])) }(t.b)
		defer t.Set(i)
		var x I = t
		defer x.M(i)
		f := t.N
		defer f()
	}
	return "r"
}
func nested() {
	x := 1
	y := 2
	f := func() func() int {
		z := x + y
		return func() int {
			z++
			x++
			return x*100 + y*10 + z
		}
	}
	g := f()
	println(g(), g(), x, y)
	for i := range 3 {
		defer func() {
			func() { print(i, " ") }()
		}()
	}
	b := Big{s: "cap"}
	h := func() string { return b.s }
	println(h())
	var rec func(n int) int
	rec = func(n int) int {
		if n == 0 {
			return 0
		}
		return n + rec(n-1)
	}
	println(rec(10))
	println(func(a, b int) int { return a*b + x }(3, 4))
}

type Node[T any] struct {
	v    T
	l, r *Node[T]
}

func (n *Node[T]) Insert(v T, less func(a, b T) bool) *Node[T] {
	if n == nil {
		return &Node[T]{v: v}
	}
	if less(v, n.v) {
		n.l = n.l.Insert(v, less)
	} else {
		n.r = n.r.Insert(v, less)
	}
	return n
}
func (n *Node[T]) Walk(f func(T)) {
	if n != nil {
		n.l.Walk(f)
		f(n.v)
		n.r.Walk(f)
	}
}

type Stringer interface{ String() string }
type A int
type B struct{ s string }

func (a A) String() string  { return "A" + string(rune('0'+int(a))) }
func (b *B) String() string { return "B" + b.s }
func Join[S Stringer](xs []S) (r string) {
	for _, x := range xs {
		r += x.String()
		f := x.String
		r += f()
	}
	return
}
func New[P interface {
	*T
	Set(int)
}, T any](n int) T {
	var t T
	P(&t).Set(n)
	return t
}
func Eq[T comparable](a, b T) bool                       { return a == b }
func Zero[T any]() (z T)                                 { return }
func Conv[F, T ~int | ~int8 | ~float64 | ~uint16](f F) T { return T(f) + T(1) }
func TypeName[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	case Big:
		return "Big"
	}
	return "?"
}

type Opt func(*T1)

func apply(os ...Opt) T1 {
	var t T1
	for _, o := range os {
		o(&t)
	}
	return t
}

type Matrix [3][3]float64

func (m Matrix) Mul(o *Matrix) (r Matrix) {
	for i := range m {
		for j := range o[i] {
			for k := 0; k < 3; k++ {
				r[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return
}

var pkgA = pkgB + 1
var pkgB = f2()
var table = [...]struct {
	n string
	v []int
	p *Small
}{{"a", []int{1, 2}, &Small{a: 1}}, {"b", nil, nil}, {n: "c", v: []int{5: 6}}}
var fnTable = map0()
var ifaces = []any{1, "x", 2.5, true, nil, 'r', uint8(3), A(4), &B{"z"}, [2]int{1, 2}}
var fns = []func(int) int{func(x int) int { return x + 1 }, dbl}

func dbl(x int) int { return 2 * x }
func map0() int     { return len(table) }
func f2() int       { return 41 }

type E1 struct{ E2 }
type E2 struct{ *E3 }
type E3 struct{ v int }

func (e *E3) Get() int { return e.v }
func (e E3) Val() int  { return e.v * 2 }

const (
	c0 = iota * 10
	c1
	c2
)
const huge = 1 << 100

func gotos() {
	i := 0
loop:
	if i < 3 {
		x := i * i
		p := &x
		print(*p, " ")
		i++
		goto loop
	}
	println()
}
func shadows(x int) int {
	if x := x + 1; x > 5 {
		x := x * 2
		return x
	} else if y := x * 3; y > 6 {
		return y
	}
	return x
}
func ptrs() {
	a := [3]int{1, 2, 3}
	p := &a[1]
	*p = 20
	s := a[:]
	s[2] += 5
	q := &s[2]
	*q++
	println(a[0], a[1], a[2])
	t := struct {
		x, y int
		z    [2]string
	}{1, 2, [2]string{"p", "q"}}
	pz := &t.z
	pz[0] += "!"
	py := &t.y
	*py <<= 3
	println(t.x, t.y, t.z[0], t.z[1])
	type rec struct {
		n *rec
		v int
	}
	r := &rec{v: 1}
	r.n = &rec{r, 2}
	r.n.n.v++
	println(r.v, r.n.v, r.n.n == r)
	pp := &r
	(*pp).v += 10
	(**pp).n.v -= 10
	println(r.v, r.n.v)
	u := *(*uint64)(unsafe.Pointer(&[]float64{1.5}[0]))
	println(u, unsafe.Sizeof(t), unsafe.Offsetof(t.z))
	bs := []byte("hello")
	str := unsafe.String(&bs[0], 3)
	println(str, *(*byte)(unsafe.Add(unsafe.Pointer(&bs[0]), 4)))
}
func small() {
	x := Small{a: 1, b: 2, f: 3}
	y := x
	y.b = -128
	y.b--
	println(x == y, y.b, x.f == y.f)
	y.b = 2
	println(x == y, x != y)
	m := [2]Small{x, y}
	println(m[0] == m[1])
	var e struct{}
	var z [0]int
	println(e == struct{}{}, len(z), any(e) == any(struct{}{}))
	type pair struct {
		a any
		s string
	}
	println(pair{1, "x"} == pair{1, "x"}, pair{1, "x"} == pair{2, "x"}, pair{[2]int{1, 2}, ""} == pair{[2]int{1, 2}, ""})
	var bits uint8 = 0b1010_1010
	bits &^= 0b10
	bits ^= 0xff
	bits <<= 1
	bits |= 1
	bits >>= 2
	println(bits, bits%7, -bits)
	var sh uint8 = 200
	println(int8(sh), uint32(1)<<sh, int16(-5)>>sh, uint64(1)<<(sh-140))
	for r := range "a\xffz\u20ac" {
		print(r, " ")
	}
	for _, r := range "a\xffz\u20ac" {
		print(r, " ")
	}
	println(string([]rune{65, 0x20ac, -1}), string(rune(66)))
	var i8 int8 = -128
	println(i8/-1, i8*i8, -i8, i8%-1, i8>>1, uint8(i8)>>1)
	var i32 int32 = -1 << 31
	println(i32/-1, i32-1, uint32(i32), int64(uint32(i32)), uint64(i32))
}

func main() {
	var i I = W{T1{Big{s: "w"}}}
	println(i.M(3), i.N().s)
	f := i.N
	g := I.M
	h := T1.M
	k := (*T1).Set
	var t T1
	k(&t, 9)
	println(f().s, g(i, 4), h(t, 1), t.b.a[0])
	a, b, c, d, e, ff, gg := seven()
	println(a, b, c, d, e, ff, gg)
	for x := range 3 {
		b, s := named(x)
		println(b.a[0], b.a[1], b.s, s)
	}
	println(deferLoop(4))
	nested()
	println()
	var root *Node[string]
	for _, s := range []string{"m", "c", "x", "a"} {
		root = root.Insert(s, func(a, b string) bool { return a < b })
	}
	root.Walk(func(s string) { print(s, " ") })
	println()
	println(Join([]A{1, 2}), Join([]*B{{"x"}, {"y"}}), Join([]Stringer{A(3), &B{"q"}}))
	println(New[*T1](5).b.a[0], Eq("a", "a"), Eq(Big{}, Big{s: "x"}), Eq[any](1, 1), Zero[Big]().s == "", Zero[*int]() == nil)
	println(Conv[int, int8](127), Conv[float64, uint16](3.7), TypeName(1), TypeName("s"), TypeName(Big{}), TypeName(2.5))
	println(apply(func(t *T1) { t.b.a[2] = 3 }, func(t *T1) { t.b.a[2] *= 7 }).b.a[2])
	m := Matrix{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}
	r := m.Mul(&m)
	println(r[0][0], r[1][2], r[2][2], m == r)
	println(pkgA, pkgB, table[0].v[1], table[0].p.a, len(table[2].v), table[2].v[5], fnTable, fns[0](1), fns[1](4))
	for _, x := range ifaces {
		switch v := x.(type) {
		case int, float64:
			print("num ")
		case rune:
			print("rune ", v, " ")
		case string:
			print(v, " ")
		case Stringer:
			print(v.String(), " ")
		case [2]int:
			print(v[1], " ")
		case nil:
			print("nil ")
		default:
			print("? ")
		}
	}
	println()
	e1 := E1{E2{&E3{21}}}
	println(e1.Get(), e1.Val(), E1.Get(e1), e1.E3.v, interface{ Val() int }(e1).Val())
	println(c0, c1, c2, huge>>98, float32(0.1) == 0.1, 'a'+1, "s"+"t")
	gotos()
	println(shadows(1), shadows(3), shadows(9))
	ptrs()
	small()
	var arr []func()
	for i, s := range []string{"a", "b"} {
		arr = append(arr, func() { print(i, s, " ") })
	}
	for _, f := range arr {
		f()
	}
	println()
	var np *Big
	defer func() {
		println("end", np == nil)
	}()
	x, y := 1, 2
	x, y = y, x+y
	p := &x
	*p, y = y, *p
	println(x, y, *p)
	if v, ok := any(&t).(interface{ Set(int) }); ok {
		v.Set(77)
	}
	println(t.b.a[0])
	lits := []*Big{{s: "l1"}, {a: [6]int{5: 1}}}
	println(lits[0].s, lits[1].a[5])
	nestedLit := [][]Big{{{s: "n"}}, {}}
	println(nestedLit[0][0].s, len(nestedLit[1]))
	var z complex64 = 3 + 4i
	z *= z
	println(z, real(z), -z == 7-24i)
	sl := make([]Big, 2, 10)
	sl = append(sl, sl...)
	sl[3].s = "four"
	sl = append(sl[:1], sl[3:]...)
	println(len(sl), sl[1].s)
	str := "x"
	for range 3 {
		str += str
	}
	println(str, len(str), str > "xx", str[2:5])
	print(1.0, " ", float32(2.5), " ", 1e100, " ", -0.0, " ", true, " ", 'x', " ", uint8(200), "\n")
}
