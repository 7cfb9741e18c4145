// Assignments of several values: operands are evaluated first, then each place is checked when its turn comes.
package main

// What is assigned in turn, and what is evaluated before.
type emb struct{ *in }
type in struct{ v int }

func try(f func()) {
	defer func() { println(recover() != nil) }()
	f()
}

func main() {
	a := [3]int{}
	i := 1
	try(func() { i, a[i], a[i+7&3] = 2, 5, 6 })
	println(i, a[0], a[1], a[2])
	s := []int{1, 2, 3}
	try(func() { s[0], s[5], s[1] = 7, 8, 9 })
	println(s[0], s[1])
	e := emb{&in{1}}
	old := e.in
	e.in, e.v = &in{2}, 3
	println(old.v, e.v)
	var p *[2]int
	var q emb
	x := 0
	try(func() { x, p[1] = 1, 2 })
	try(func() { x, q.v = x+1, 2 })
	println(x)
	s, s[0] = nil, 11
	println(s == nil)
	for i, s2 := 0, []int{4, 5}; i < 1; i++ {
		s2, s2[1] = s2[:1], s2[0]
		println(len(s2), s2[:2][1])
	}
}
