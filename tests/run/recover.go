// Where recover is valid, through every kind of call, and what it gives.
package main

type T struct{ a, b int }

func (t T) M() { println(t.a) }

type I interface{ M() }

type G[X any] struct{ x X }

func (g G[X]) M() {}

type E struct{ I }

func try(name string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(error); ok {
			println(name, "error:", e.Error())
		} else if s, ok := r.(string); ok {
			println(name, "string:", s)
		} else {
			println(name, r == nil)
		}
	}()
	f()
	println(name, "returned")
}

type rec struct{}

func (rec) M()  { println("rec.M", recover() != nil) }
func (*rec) P() { println("rec.P", recover() != nil) }

type emb struct{ *rec }
type embi struct{ I }

//go:noinline
func asI(i I) I { return i }

var p *T

func named() { println("named", recover() != nil) }

func indirect() { func() { println("indirect", recover() != nil) }() }

func main() {
	try("nil iface", func() { var i I; i.M() })
	try("nil T", func() { p.M() })
	try("nil T in I", func() { asI(p).M() })
	try("nil T expr", func() { var p *T; (*T).M(p) })
	try("nil G in I", func() { var p *G[int]; asI(p).M() })
	try("nil E", func() { var p *E; var i I = p; i.M() })
	try("E nil I", func() { var i I = E{}; i.M() })
	try("panic nil", func() { panic(nil) })
	try("nil func", func() { var f func(); defer f(); println("before") })
	try("method", func() { defer rec{}.M(); panic(1) })
	try("pmethod", func() { defer (&rec{}).P(); panic(1) })
	try("iface", func() { var i I = rec{}; defer i.M(); panic(1) })
	try("iface ptr", func() { var i I = &rec{}; defer i.M(); panic(1) })
	try("emb", func() { e := emb{&rec{}}; defer e.P(); panic(1) })
	try("emb iface", func() { var i I = embi{rec{}}; defer i.M(); panic(1) })
	try("emb iface T", func() { var i I = embi{T{}}; defer i.M(); panic("p") })
	try("method value", func() { f := rec{}.M; defer f(); panic(1) })
	try("iface method value", func() { var i I = rec{}; f := i.M; defer f(); panic(1) })
	try("method expr", func() { f := rec.M; defer f(rec{}); panic(1) })
	try("iface expr", func() { f := I.M; defer f(rec{}); panic(1) })
	try("named", func() { defer named(); panic(1) })
	try("named value", func() { f := named; defer f(); panic(1) })
	try("indirect", func() { defer indirect(); panic("i") })
	try("direct recover", func() { defer recover(); panic("d") })
	try("deferred recover", func() { defer func() { defer recover() }(); panic("d") })
	try("panic in defer", func() { defer func() { panic("second") }(); panic("first") })
	try("recover then panic", func() {
		defer func() { recover(); panic("second") }()
		panic("first")
	})
	try("replaced", func() {
		defer func() { println(recover().(string)) }()
		defer func() { panic("second") }()
		panic("first")
	})
	try("inner", func() {
		defer func() {
			func() {
				defer func() { println("inner", recover().(string)) }()
				panic("in")
			}()
			println("outer", recover().(string))
		}()
		panic("out")
	})
	try("loop", func() {
		for i := range 3 {
			defer func() { println(i, recover() != nil) }()
		}
		panic("x")
	})
	try("args", func() {
		var p *int
		defer println("never")
		defer println(*p)
	})
	try("div", func() { x := 0; println(1 / x) })
	try("idx", func() { x := []int{1}; i := 5; println(x[i]) })
	try("conv", func() { var x any = 1; println(x.(string)) })
	try("conv2", func() { var x any = T{}; println(x.(interface{ Foo() })) })
	try("nilmap", func() { var x any; println(x.(int)) })
}
