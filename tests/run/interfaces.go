// Method calls through interfaces, embedding with promotion, type switches, comparison of interfaces.
package main

type animal interface{ sound() string }

type named struct{ name string }

func (n *named) rename(s string) { n.name = s }
func (n named) who() string      { return n.name }

type dog struct {
	named
	age int
}

func (d dog) sound() string { return d.who() + " barks" }

type cat struct{ *named }

func (c *cat) sound() string { return c.name + " purrs" }

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case int, int64:
		return "an integer"
	case string:
		return "text " + v
	case animal:
		return "an animal: " + v.sound()
	case error:
		return "an error"
	}
	return "something else"
}

func main() {
	d := dog{named{"Rex"}, 3}
	d.rename("Max")
	c := &cat{&named{"Tom"}}
	c.rename("Kit")
	for _, v := range []any{nil, 1, int64(2), "x", d, c, 1.5} {
		println(describe(v))
	}
	var a, b any = d, dog{named{"Max"}, 3}
	println(a == b, a == any(c), any(1) == any(int64(1)))
}
