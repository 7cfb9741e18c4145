// Finalizers, clean-ups, weak pointers and pinning: what runs when objects become unreachable. Which of several comes first
// is for the runtime to say, but for objects that lead to each other.
package main

import (
	"runtime"
	"weak"
)

type file struct {
	name string
	next *file
}

func (f *file) close() error {
	note("closed " + f.name)
	return nil
}

type closer interface{ close() error }

var kept *file

//go:noinline
func open() {
	a, b := &file{name: "a"}, &file{name: "b"}
	a.next = b
	// b's has to wait until a is gone.
	runtime.SetFinalizer(a, (*file).close)
	runtime.SetFinalizer(b, func(f *file) { note("last " + f.name) })

	c := &file{name: "c"}
	runtime.SetFinalizer(c, func(f *file) {
		note("revived " + f.name)
		kept = f
	})
	d := &file{name: "d"}
	runtime.SetFinalizer(d, func(x closer) int { x.close(); return 1 })
	e := &file{name: "e"}
	runtime.SetFinalizer(e, func(x interface{}) { note("any " + x.(*file).name) })
	g := &file{name: "g"}
	runtime.SetFinalizer(g, func(f *file) [3]string { note("array " + f.name); return [3]string{} })
	h := &file{name: "h"}
	runtime.SetFinalizer(h, func(c closer) (a, b, c2, d string) { note("many " + c.(*file).name); return })
	i := &file{name: "i"}
	runtime.SetFinalizer(i, func(f *file) string { note("text " + f.name); return "" })
	f := &file{name: "f"}
	runtime.SetFinalizer(f, (*file).close)
	runtime.SetFinalizer(f, nil)
}

//go:noinline
func attach() {
	p := new([100]int)
	for i := range 3 {
		runtime.AddCleanup(p, func(n int) { note("clean " + string(rune('0'+n))) }, i)
	}
	stopped := runtime.AddCleanup(&p[50], func(s string) { note("not " + s) }, "this")
	stopped.Stop()
	runtime.AddCleanup(&p[7], func(s string) { note("within " + s) }, "text")
}

//go:noinline
func weakly() (weak.Pointer[file], weak.Pointer[int], *file) {
	gone, stays := &file{name: "gone"}, &file{name: "stays"}
	n := new([2]int)
	w := weak.Make(&n[1])
	if w != weak.Make(&n[1]) || w == weak.Make(&n[0]) || *w.Value() != 0 {
		println("weak pointers to one place differ")
	}
	ws := weak.Make(stays)
	if ws.Value() != stays {
		println("a weak pointer leads elsewhere")
	}
	return weak.Make(gone), w, stays
}

//go:noinline
func pin(p *runtime.Pinner) weak.Pointer[file] {
	f := &file{name: "pinned"}
	p.Pin(f)
	return weak.Make(f)
}

// seen is what happened, in order of the alphabet but for the marks that say what happened after what.
var seen []string

func note(what string) {
	if what == "last b" && !happened("closed a") {
		what += " too early"
	}
	at := len(seen)
	for at > 0 && seen[at-1] > what {
		at--
	}
	seen = append(seen[:at], append([]string{what}, seen[at:]...)...)
}

func happened(what string) bool {
	for _, s := range seen {
		if s == what {
			return true
		}
	}
	return false
}

func collect() {
	for range 4 {
		runtime.GC()
		for range 10 {
			runtime.Gosched()
		}
	}
	for _, s := range seen {
		println(s)
	}
	seen = nil
}

func main() {
	open()
	println("collect")
	collect()
	println(kept.name, runtime.NumGoroutine())
	attach()
	collect()
	gone, n, stays := weakly()
	runtime.GC()
	println(gone.Value() == nil, n.Value() == nil, weak.Make(stays).Value() == stays)
	var p runtime.Pinner
	w := pin(&p)
	runtime.GC()
	println(w.Value() != nil)
	p.Unpin()
	runtime.GC()
	println(w.Value() == nil)

	x := &file{name: "x"}
	runtime.SetFinalizer(x, func(*file) { println("too early") })
	collect()
	runtime.KeepAlive(x)
	defer func() { println(recover().(string)) }()
	runtime.AddCleanup(x, func(*file) {}, x)
}
