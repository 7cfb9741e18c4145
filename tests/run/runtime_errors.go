// The texts of all runtime errors that the language knows.
package main

import "unsafe"

type T struct{ a, b int }
type S string
type I interface{ M() }
type J interface {
	M()
	N()
}
type V struct{}

func (V) M() {}

type P struct{}

func (*P) M() {}

type rec struct{ f any }

var (
	i, j, k = 5, 3, 9
	neg     = -1
	u8      = uint8(200)
	u64     = uint64(1 << 63)
	s       = []int{1, 2, 3, 4}
	arr     = [4]int{1, 2, 3, 4}
	str     = "four"
	zero    = 0
	m       map[string]int
	im      = map[any]int{}
	c       chan int
	e       any
	iface   I
	parr    *[4]int
	big     int64 = 1 << 40
	fn      func()
	bytes   []byte
)

func try(name string, f func()) {
	defer func() {
		switch r := recover().(type) {
		case interface {
			error
			RuntimeError()
		}:
			println(name+":", r.Error())
		case error:
			println(name, "plain", r.Error())
		case string:
			println(name, "string", r)
		case nil:
			println(name, "nothing")
		default:
			println(name, "other")
		}
	}()
	f()
}

func indices() {
	try("index", func() { _ = s[i] })
	try("index neg", func() { _ = s[neg] })
	try("index u8", func() { _ = s[u8] })
	try("index u64", func() { _ = s[u64] })
	try("index big", func() { _ = s[big] })
	try("index array", func() { _ = arr[i] })
	try("index parr", func() { _ = (&arr)[neg] })
	try("index string", func() { _ = str[i] })
	try("index empty", func() { _ = bytes[zero] })
	try("slice", func() { _ = s[i:j] })
	try("slice hi", func() { _ = s[:i] })
	try("slice hi neg", func() { _ = s[:neg] })
	try("slice lo", func() { _ = s[i:] })
	try("slice lo neg", func() { _ = s[neg:] })
	try("slice lohi", func() { _ = s[j:2] })
	try("slice j<i", func() { _ = s[j:2] })
	try("slice u64", func() { _ = s[u64:] })
	try("slice string", func() { _ = str[:i] })
	try("slice string lo", func() { _ = str[i:] })
	try("slice string lohi", func() { _ = str[j:2] })
	try("slice array", func() { _ = arr[:i] })
	try("slice array lohi", func() { _ = arr[j:1] })
	try("slice3 all", func() { _ = s[0:1:i][:] })
	try("slice3 cap", func() { _ = s[0:2:k] })
	try("slice3 cap neg", func() { _ = s[0:2:neg] })
	try("slice3 hi", func() { _ = s[0:i:4] })
	try("slice3 lo", func() { _ = s[j:2:4] })
	try("slice3 array", func() { _ = arr[0:2:k] })
	try("to array", func() { _ = [5]int(s) })
	try("to parr", func() { _ = (*[5]int)(s) })
}

func values() {
	try("nil deref", func() { var p *T; _ = p.b })
	try("nil parr", func() { _ = parr[1] })
	try("nil parr slice", func() { _ = parr[:] })
	try("nil func", func() { fn() })
	try("nil iface", func() { iface.M() })
	try("divide", func() { println(i / zero) })
	try("mod", func() { println(u8 % uint8(zero)) })
	try("shift", func() { println(i << neg) })
	try("shift8", func() { println(u8 >> int8(neg)) })
	try("makeslice len", func() { _ = make([]int, neg) })
	try("makeslice cap", func() { _ = make([]int, 1, neg) })
	try("makeslice len>cap", func() { _ = make([]int, i, j) })
	try("makeslice big", func() { _ = make([]int, 1<<61+i) })
	try("makechan", func() { _ = make(chan int, neg) })
	try("makemap", func() { println(len(make(map[int]int, neg))) })
	try("nil map", func() { m["a"] = 1 })
	try("nil map inc", func() { m["a"]++ })
	try("unhashable", func() { im[[]int{1}] = 1 })
	try("unhashable rec", func() { im[rec{fn}] = 1 })
	try("unhashable read", func() { _ = im[m] })
	try("unhashable delete", func() { delete(im, fn) })
	try("unhashable lit", func() { _ = map[any]bool{s: true} })
	try("uncomparable", func() { var a, b any = s, s; println(a == b) })
	try("uncomparable rec", func() { var a, b any = rec{m}, rec{m}; println(a == b) })
	try("uncomparable arr", func() { var a, b any = [1]any{fn}, [1]any{fn}; println(a == b) })
	try("close nil", func() { close(c) })
	try("close twice", func() { c := make(chan int); close(c); close(c) })
	try("send closed", func() { c := make(chan int); close(c); c <- 1 })
	try("unsafe slice neg", func() { _ = unsafe.Slice(&i, neg) })
	try("unsafe slice nil", func() { var p *int; _ = unsafe.Slice(p, j) })
	try("unsafe string neg", func() { _ = unsafe.String(unsafe.StringData(str), neg) })
	try("unsafe string nil", func() { _ = unsafe.String(nil, j) })
}

func assertions() {
	try("nil to int", func() { _ = e.(int) })
	try("nil to I", func() { _ = e.(I) })
	try("nil I to J", func() { _ = iface.(J) })
	try("nil I to V", func() { _ = iface.(V) })
	e = 1
	try("int to string", func() { _ = e.(string) })
	try("int to S", func() { _ = e.(S) })
	try("int to I", func() { _ = e.(I) })
	e = V{}
	try("V to J", func() { _ = e.(J) })
	try("V to T", func() { _ = e.(T) })
	e = P{}
	try("P to I", func() { _ = e.(I) })
	iface = V{}
	try("I to *P", func() { _ = iface.(*P) })
	try("I to J", func() { _ = iface.(J) })
	e = struct{ a int }{}
	try("struct", func() { _ = e.(struct{ b int }) })
	e = func(int, ...string) (bool, error) { return false, nil }
	try("func", func() { _ = e.(map[string][]chan<- int) })
	type T struct{}
	e = T{}
	try("local", func() {
		type T struct{}
		_ = e.(T)
	})
	try("switch", func() {
		switch x := e.(any).(type) {
		case int:
			println(x)
		}
	})
}

func main() {
	indices()
	values()
	assertions()
	try("panic error", func() { panic(e.(interface{ Foo() })) })
	try("nil pointer method", func() { var p *V; I.M(p) })
}
