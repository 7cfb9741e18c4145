// Types with so many pointers that their masks are made at run time, allocated and filled.
package main

type node struct {
	next *node
	n    int
}

type large struct {
	name  string
	slots [300]node
	any   interface{}
	tail  [4]byte
}

//go:noinline
func newLarge() *large { return new(large) }

//go:noinline
func newTable() *[500]*node { return new([500]*node) }

func main() {
	l := newLarge()
	l.name = "l"
	for i := range l.slots {
		l.slots[i].n = i
		if i > 0 {
			l.slots[i].next = &l.slots[i-1]
		}
	}
	l.any = l.name
	sum := 0
	for n := &l.slots[299]; n != nil; n = n.next {
		sum += n.n
	}
	println(sum, l.any.(string), l.tail[3])
	t := newTable()
	for i := range t {
		t[i] = &node{n: i}
	}
	println(t[499].n, len(t), t[0].next == nil)
	s := make([]large, 3)
	s[2] = *l
	println(s[2].slots[299].next.n, len(s))
	var x interface{} = s[2]
	println(x.(large).slots[7].n)
}
