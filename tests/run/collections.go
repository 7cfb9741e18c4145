// Collections while data of all shapes is alive in variables, frames, closures, interfaces and deferred calls; what is
// unused is found, so that the memory stays small.
package main

import "runtime"

type node struct {
	left, right *node
	key         int
	text        string
	any         interface{}
}

func insert(n *node, key int) *node {
	if n == nil {
		return &node{key: key, text: digits(key), any: key}
	}
	if key < n.key {
		n.left = insert(n.left, key)
	} else {
		n.right = insert(n.right, key)
	}
	return n
}

func digits(n int) string {
	s := ""
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

func (n *node) check() int {
	if n == nil {
		return 0
	}
	garbage := make([]*node, 10)
	garbage[3] = &node{key: n.key}
	l := n.left.check()
	if n.text != digits(n.key) || n.any.(int) != n.key || garbage[3].key != n.key {
		panic("node " + n.text + " is damaged")
	}
	return l + 1 + n.right.check()
}

type shape interface{ area() int }

type square struct{ side int }
type rect struct{ a, b *int }

func (s square) area() int { return s.side * s.side }
func (r *rect) area() int  { return *r.a * *r.b }

func counter() (func() int, func() []int) {
	n, seen := 0, []int(nil)
	next := func() int {
		n++
		seen = append(seen, n)
		return n
	}
	return next, func() []int { return seen }
}

func deferred(n int) (sum int) {
	parts := make([]int, 0)
	defer func() {
		for _, p := range parts {
			sum += p
		}
	}()
	for i := range n {
		parts = append(parts, i)
		work := new([64]int)
		work[i%64] = i
		if work[i%64] != i {
			panic("fresh memory is damaged")
		}
	}
	return 0
}

// inner keeps objects by pointers into them and to their ends only.
func inner() int {
	var fields []*int
	var tails [][]int
	for i := range 1000 {
		n := &node{key: i}
		fields = append(fields, &n.key)
		s := make([]int, 10, 20)
		s[9] = i
		tails = append(tails, s[9:])
	}
	garbage(1 << 20)
	sum := 0
	for i := range fields {
		if *fields[i] != i || tails[i][0] != i {
			panic("a part is damaged")
		}
		sum += *fields[i] + tails[i][0]
	}
	return sum
}

func garbage(bytes int) {
	for n := 0; n < bytes; n += 100 {
		waste = make([]byte, 100)
	}
}

var waste []byte

func main() {
	var root *node
	for i := range 2000 {
		root = insert(root, i*7919%10007)
	}
	println(root.check())

	a, b := 3, 4
	shapes := []shape{}
	for i := range 3000 {
		shapes = append(shapes, square{i}, &rect{&a, &b})
	}
	next, seen := counter()
	for range 5000 {
		next()
	}
	println(deferred(20000), inner())

	texts := map[string][]byte{}
	for i := range 3000 {
		texts[digits(i)] = []byte(digits(i * i))
	}
	for i := range 200 {
		garbage(1 << 18)
		waste = make([]byte, 1<<20+i)
		for j := range waste {
			if waste[j] != 0 {
				panic("large memory is not zero")
			}
			if j%4096 == 0 {
				waste[j] = 1
			}
		}
	}
	sum := 0
	for _, s := range shapes {
		sum += s.area()
	}
	println(sum, next(), len(seen()), seen()[4999])
	for i := range 3000 {
		if string(texts[digits(i)]) != digits(i*i) {
			panic("the map is damaged")
		}
	}
	println(root.check(), len(texts))

	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	println(m.NumGC > 20, m.Sys < 16<<20, m.HeapAlloc < 4<<20, m.Mallocs-m.Frees == m.HeapObjects, m.TotalAlloc > 250<<20)
}

// stress: none; a large heap would be looked through at every allocation
