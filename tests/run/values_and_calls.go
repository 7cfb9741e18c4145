// Calls, closures, defer, switches, strings, arithmetic, arrays, and the order in which operands are evaluated.
package main

type P struct{ x, y int }
type Big struct {
	a, b, c, d, e int
	s             string
}
type Shape interface {
	Area() float64
	Name() string
}
type Sq struct{ s float64 }
type Rect struct {
	w, h float64
	n    string
}

func (s Sq) Area() float64    { return s.s * s.s }
func (s Sq) Name() string     { return "sq" }
func (r *Rect) Area() float64 { return r.w * r.h }
func (r *Rect) Name() string  { return r.n }

type Emb struct {
	*Rect
	P
	k int
}

func (p P) Sum() int           { return p.x + p.y }
func (p *P) Inc()              { p.x++; p.y++ }
func big(n int) Big            { return Big{n, n + 1, n + 2, n + 3, n + 4, "big"} }
func mod(b Big) Big            { b.a = 100; b.s += "!"; return b }
func swap(a, b Big) (Big, Big) { return b, a }
func multi() (int, string, float64, P, []int, error) {
	return 1, "two", 3.5, P{4, 5}, []int{6}, nil
}
func vari(pre string, xs ...int) int {
	t := 0
	for i, x := range xs {
		t += x * (i + 1)
	}
	println(pre, len(xs), t)
	return t
}
func deferOrder() (r int) {
	defer func() { r *= 2; println("d1", r) }()
	defer println("d2")
	for i := 0; i < 3; i++ {
		defer func(n int) { println("loop", n, i) }(i)
	}
	r = 21
	return r + 0
}
func deferSimple(n int) (s string) {
	defer func() { s += "-end" }()
	if n > 0 {
		defer func() { s += "-pos" }()
	}
	if n > 1 {
		return "big"
	}
	s = "small"
	return
}
func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		println(f(), f())
	}
	x := 1
	inc := func() { x++ }
	inc()
	inc()
	println(x)
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	println(fib(15))
	b := big(5)
	g := func() int { return b.c }
	println(g())
	h := func() { b.c = 77 }
	h()
	println(b.c, g())
}

func types(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int:
		return "int" + string(rune('0'+v))
	case string, []byte:
		_ = v
		return "stringish"
	case Shape:
		return "shape " + v.Name()
	case error:
		return "error " + v.Error()
	case func() int:
		return "func"
	case P:
		return "P"
	case *P:
		return "*P"
	case Big:
		return "Big " + v.s
	default:
		return "other"
	}
}

type myErr int

func (e myErr) Error() string { return "myErr" }

func strs(s string) {
	for i, r := range s {
		print(i, ":", r, " ")
	}
	println()
	b := []byte(s)
	b[0] = 'X'
	println(string(b), s, len(s), s[1:3], s == string(b), s < "zzz")
	rs := []rune(s)
	println(len(rs), string(rs[1:2]), string(rs))
	t := ""
	for i := range 3 {
		t += s[:i] + "|"
	}
	println(t)
}

func arith() {
	var i8 int8 = 127
	i8++
	var u8 uint8 = 0
	u8--
	var i16 int16 = -32768
	i16--
	println(i8, u8, i16, -i8, ^u8)
	var m int64 = -1 << 63
	d := int64(-1)
	println(m/d, m%d, 7/-2, -7%3)
	var s uint = 70
	println(1<<s == 0, int32(-8)>>s, uint32(8)>>s, int8(-128)>>1)
	f := 1e20
	println(int64(f/1e10), uint8(int(300)&0xff), uint64(1.5e19))
	var f32 float32 = 16777216
	println(f32+1 == f32, f32)
	c := complex(1, 2)
	c2 := c * c / complex(0, 1)
	println(c2, real(c2), imag(c2), c == complex(1, 2))
	nan := f - f
	nan = nan / nan
	println(nan != nan, nan < 1, max(1, 2, 3), min(2.5, 1.5), min("b", "a"))
}

func arrays() {
	a := [5]int{1, 2, 3, 4, 5}
	b := a
	b[2] = 99
	println(a[2], b[2], a == b, a == [5]int{1, 2, 3, 4, 5})
	for i, v := range a {
		a[4-i] = v * 10
	}
	println(a[0], a[1], a[2], a[3], a[4])
	s := a[1:3:4]
	println(len(s), cap(s))
	s = append(s, 1000)
	println(a[3])
	s = append(s, 2000)
	s[0] = -1
	println(a[1], len(s))
	var grid [3][4]int
	for i := range grid {
		for j := range grid[i] {
			grid[i][j] = i * j
		}
	}
	println(grid[2][3], len(grid), len(grid[0]))
	one := [1]string{"x"}
	k := 0
	one[k] += "y"
	println(one[k])
	p := &grid[1]
	p[1] = 42
	println(grid[1][1])
	ss := [][]int{{1}, {2, 3}, nil}
	ss[2] = append(ss[2], ss[1]...)
	println(len(ss[2]), ss[2][1], copy(ss[1], []int{9, 9, 9}), ss[1][1])
	arr := [4]int(append([]int{}, 1, 2, 3, 4))
	ap := (*[2]int)(arr[:])
	ap[1] = 5
	println(arr[1], arr[3])
	clear(arr[:2])
	println(arr[0], arr[1], arr[2])
	idx := [...]string{2: "c", 0: "a"}
	println(len(idx), idx[0]+idx[1]+idx[2])
}

var order []string

func tr(s string, n int) int { print(s, " "); return n }

func evalOrder() {
	a := []int{0, 0, 0}
	i := 0
	i, a[i] = 1, 5
	println(i, a[0], a[1])
	a[tr("x", 1)], a[tr("y", 2)] = tr("z", 3), tr("w", 4)
	println(a[1], a[2])
	x := 1
	f := func() int { x = 10; return 1 }
	y := x + f()
	println(y)
	m := tr("a", 1) + tr("b", 2)*tr("c", 3)
	println(m)
	_ = tr("p", 0) == 1 && tr("q", 1) == 1 || tr("r", 1) == 1
	println()
	a[0], a[1], a[2] = a[2], a[0], a[1]
	println(a[0], a[1], a[2])
	b1, b2 := big(1), big(2)
	b1, b2 = b2, b1
	println(b1.a, b2.a)
	b1, b2 = swap(b1, b2)
	println(b1.a, b2.a)
}

func labels() {
outer:
	for i := 0; i < 5; i++ {
		for j := 0; ; j++ {
			switch {
			case j == 3:
				continue outer
			case i == 3:
				break outer
			case j == 1:
				break
			default:
				if i == 1 {
					goto next
				}
			}
			print(i, j, " ")
		}
	next:
		print("n ")
	}
	println()
	switch x := 3; x {
	case 1, 3:
		println("one-three")
		fallthrough
	case 4:
		println("four")
	case 5:
		println("five")
	default:
		println("def")
	}
	for i := range 12 {
		switch i {
		case 0:
			print("zero ")
		case 1, 2:
			print("one-two ")
		case 3:
			print("three ")
		case 5:
			print("five ")
		case 7:
			print("seven ")
		case 9:
			print("nine ")
		default:
			print("? ")
		}
	}
	println()
	switch s := "hello"; s {
	case "a", "b":
		println("no")
	case "hello":
		println("yes")
	}
}

type L struct {
	next *L
	v    int
}

func (l *L) len() int {
	n := 0
	for ; l != nil; l = l.next {
		n++
	}
	return n
}

type Num interface{ ~int | ~float64 }

func Sum[T Num](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}
func Map[A, B any](xs []A, f func(A) B) []B {
	var r []B
	for _, x := range xs {
		r = append(r, f(x))
	}
	return r
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() T {
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x
}

type Pair[K comparable, V any] struct {
	k K
	v V
}

func (p Pair[K, V]) Is(k K) bool { return p.k == k }

func main() {
	b := big(1)
	c := mod(b)
	println(b.a, c.a, b.s, c.s, b == c, b == big(1))
	shapes := []Shape{Sq{3}, &Rect{2, 4, "r"}, Emb{Rect: &Rect{1, 1, "e"}}}
	for _, s := range shapes {
		println(s.Name(), s.Area())
	}
	e := Emb{&Rect{5, 6, "emb"}, P{1, 2}, 7}
	e.Inc()
	println(e.Sum(), e.w, e.x, e.Area())
	f := e.Sum
	e.Inc()
	println(f(), P.Sum(e.P), (*P).Sum(&e.P), Shape.Name(e))
	g := e.P.Inc
	g()
	println(e.x)
	a1, a2, a3, a4, a5, a6 := multi()
	println(a1, a2, a3, a4.x, a4.y, len(a5), a6 == nil)
	vari("v")
	vari("v", 1)
	vari("v", 1, 2, 3)
	vari("v", []int{4, 5}...)
	println(deferOrder())
	println(deferSimple(0), deferSimple(1), deferSimple(2))
	closures()
	for _, x := range []any{nil, 3, "s", []byte{1}, Sq{1}, &Rect{n: "rr"}, myErr(1), func() int { return 1 }, P{}, &P{}, big(3), 1.5} {
		println(types(x))
	}
	strs("héllo, 世界")
	arith()
	arrays()
	evalOrder()
	labels()
	l := &L{&L{&L{nil, 3}, 2}, 1}
	println(l.len(), (*L)(nil).len())
	println(Sum(1, 2, 3), Sum(1.5, 2.5), len(Map([]int{1, 2}, func(i int) string { return "x" })))
	st := &Stack[Big]{}
	st.Push(big(1))
	st.Push(big(2))
	println(st.Pop().a, st.Pop().b)
	p := Pair[string, P]{"k", P{1, 2}}
	println(p.Is("k"), p.Is("z"), p == Pair[string, P]{"k", P{1, 2}})
	var i1, i2 any = P{1, 2}, P{1, 2}
	println(i1 == i2, i1 == any(P{2, 1}), i1 == P{1, 2}, i1 != nil)
	var err error = myErr(3)
	v, ok := err.(myErr)
	_, ok2 := err.(Shape)
	sh, ok3 := any(Sq{2}).(Shape)
	println(v, ok, ok2, sh.Area(), ok3)
	if q, ok := any("str").(string); ok {
		println(q)
	}
	var np *P
	println(np == nil, any(np) == nil, any(nil) == nil)
	new1 := new(P)
	new1.Inc()
	println(*&new1.x, new1.Sum())
}
