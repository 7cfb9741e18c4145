// What a go statement evaluates when, and everything that it may call.
package main

type counter struct{ n int }

func (c *counter) add(k int)    { c.n += k; done <- true }
func (c counter) show(s string) { println(s, c.n); done <- true }

type shower interface{ show(string) }

type wide struct{ a [12]int }

var done = make(chan bool)

func plain()                         { println("plain"); done <- true }
func results(a, b int) (int, string) { println(a, b); done <- true; return a, "x" }
func variadic(s ...string)           { println(len(s), s[1]); done <- true }
func large(w wide, s string)         { println(w.a[11], s); done <- true }
func generic[T any](x T, f func(T))  { f(x); done <- true }
func arg(s string) string            { println("arg", s); return s }

func main() {
	go plain()
	<-done
	go results(1, 2)
	<-done
	go variadic("a", "b", "c")
	<-done
	w := wide{}
	w.a[11] = 4
	go large(w, arg("now"))
	w.a[11] = 5
	<-done
	c := &counter{1}
	go c.add(2)
	<-done
	go c.show("pointer")
	c.n = 100
	<-done
	var s shower = c
	go s.show("interface")
	<-done
	f := c.show
	go f("bound")
	<-done
	g := func() { println("variable"); done <- true }
	h := g
	go h()
	g = nil
	<-done
	for i := 0; i < 2; i++ {
		go func(k int) { println(i, k); done <- true }(i * 10)
		<-done
	}
	go generic("generic", func(s string) { println(s) })
	<-done
	go (*counter).add(c, 1)
	<-done
	println(c.n)
	go println("builtin", c.n, 1.5)
	ch := make(chan int)
	go close(ch)
	_, ok := <-ch
	println(ok)
	go func() {
		defer func() { done <- true }()
		println("deferred")
	}()
	<-done
}
