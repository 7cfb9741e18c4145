// Three panics on record: one was recovered before the next, the last is an error whose text has two lines.
package main

type E struct{ s string }

func (e E) Error() string { return "E:" + e.s }
func main() {
	defer func() { panic(E{"third\nline"}) }()
	defer func() { println(recover().(string)); panic("second") }()
	panic("first")
}
