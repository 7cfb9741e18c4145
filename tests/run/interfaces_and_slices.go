// Methods through interfaces and pointers, sorting, recursion over closures, slices that share arrays.
package main

type T struct{ x int }

func (t T) V() int { return t.x }

type I interface{ V() int }
type V struct{ *T }

type Acc struct{ sum [8]int }

func (a *Acc) Add(i, n int) *Acc { a.sum[i] += n; return a }
func (a Acc) Total() (t int) {
	for _, v := range a.sum {
		t += v
	}
	return
}

type F func(int) int

func (f F) Twice(x int) int { return f(f(x)) }

type S []int

func (s S) Len() int           { return len(s) }
func (s *S) Push(x int)        { *s = append(*s, x) }
func (s S) Less(i, j int) bool { return s[i] < s[j] }
func (s S) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

type Sorter interface {
	Len() int
	Less(i, j int) bool
	Swap(i, j int)
}

func sort(s Sorter) {
	for i := 1; i < s.Len(); i++ {
		for j := i; j > 0 && s.Less(j, j-1); j-- {
			s.Swap(j, j-1)
		}
	}
}

func cleanup(n int) (err error) {
	defer func() {
		if err == nil {
			err = E("wrapped")
		}
	}()
	for i := 0; i < n; i++ {
		if i == 2 {
			return E("two")
		}
	}
	return nil
}

type E string

func (e E) Error() string { return string(e) }

type big1 struct{ a, b, c, d, e, f int64 }

func mk(n int64) (big1, big1, error) { return big1{a: n}, big1{f: n}, nil }

var g1, g2, gerr = mk(7)
var gs = S{3, 1, 2}

func variadicAny(xs ...any) int  { return len(xs) }
func fwd(xs ...any) int          { return variadicAny(xs...) }
func three() (int, string, bool) { return 1, "a", true }

type Tree struct {
	L, R *Tree
	V    int
}

func (t *Tree) Each(f func(int) bool) bool {
	return t == nil || t.L.Each(f) && f(t.V) && t.R.Each(f)
}

type Enum uint8

const (
	A Enum = iota
	B
	C
)

func (e Enum) String() string { return [...]string{"A", "B", "C"}[e] }

func bits(x uint32) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func bubble(a []float64) {
	for i := len(a) - 1; i > 0; i-- {
		for j := 0; j < i; j++ {
			if a[j] > a[j+1] {
				a[j], a[j+1] = a[j+1], a[j]
			}
		}
	}
}

func sieve(n int) int {
	comp := make([]bool, n+1)
	c := 0
	for i := 2; i <= n; i++ {
		if !comp[i] {
			c++
			for j := i * i; j <= n; j += i {
				comp[j] = true
			}
		}
	}
	return c
}

func hash(s string) (h uint32) {
	h = 2166136261
	for i := 0; i < len(s); i++ {
		h ^= uint32(s[i])
		h *= 16777619
	}
	return
}

type Visitor func(depth int) Visitor

func main() {
	v := V{&T{4}}
	var i I = v
	println(i.V(), v.V(), (*T).V(v.T))
	var a Acc
	a.Add(0, 1).Add(7, 2).Add(3, 3)
	b := a
	b.Add(1, 100)
	println(a.Total(), b.Total())
	ptr := &a
	println(ptr.Total(), Acc.Total(a))
	fn := F(func(x int) int { return x * 3 })
	println(fn.Twice(2))
	s := S{5, 2, 9, 1}
	s.Push(4)
	sort(s)
	for _, x := range s {
		print(x, " ")
	}
	println(s.Len())
	sort(gs)
	println(gs[0], gs[1], gs[2])
	println(cleanup(1).Error(), cleanup(5).Error())
	println(g1.a, g2.f, gerr == nil)
	println(variadicAny(three()), fwd(1, nil, "x"), fwd(), variadicAny(nil...))
	t := &Tree{&Tree{nil, nil, 1}, &Tree{&Tree{nil, nil, 3}, nil, 4}, 2}
	sum := 0
	println(t.Each(func(v int) bool { sum += v; return v < 3 }), sum)
	println(C.String(), Enum(1).String(), bits(0xf0f0), hash("hello"), sieve(1000))
	fl := []float64{3, 1, 2.5}
	bubble(fl)
	println(fl[0], fl[1], fl[2])
	var visit Visitor
	n := 0
	visit = func(d int) Visitor {
		n += d
		if d > 3 {
			return nil
		}
		return visit
	}
	for w, d := visit, 0; w != nil; d++ {
		w = w(d)
	}
	println(n)
	type kv struct {
		k string
		v int
	}
	kvs := []kv{{"a", 1}, {"b", 2}}
	for i := range kvs {
		kvs[i].v *= 10
		p := &kvs[i]
		p.k += "!"
	}
	for _, e := range kvs {
		e.v = 0
		print(e.k, e.v, " ")
	}
	println(kvs[1].v)
	m := [2][2]int{{1, 2}, {3, 4}}
	for _, row := range m {
		row[0] = 9
	}
	for i, row := range &m {
		m[1][1] = 50
		print(i, row[1], " ")
	}
	println(m[0][0])
	var iface any = m
	m[0][0] = 77
	println(iface.([2][2]int)[0][0], iface == any(m))
	c := make([]byte, 0, 4)
	c = append(c, "abc"...)
	d := append(c, 'd')
	e := append(c, 'e')
	println(string(d), string(e), len(c), cap(c[1:2:3]))
	var nilS []int
	println(len(nilS), cap(nilS), nilS == nil, len(nilS[:0]), nilS[0:] == nil)
	x := 5
	switch {
	case x > 3 && x < 10:
		println("mid")
	}
	const big = 1 << 40
	println(big>>38, uint8(big>>33), int64(big)*2)
	var u uint = 3
	println(u-4 > 0, ^u>>60, u<<63>>62)
	f := 0.1
	println(f+0.2 == 0.3, float32(f)+float32(0.2), int(-2.7+f), uint32(3.9*f))
	println(len("日本"), []rune("日本")[1], string([]byte{0xe6, 0x97, 0xa5}))
}
