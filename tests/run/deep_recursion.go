// Calls that go deeper than any engine's stack.

package main

type node struct {
	left, right *node
	value       int
}

func count(n int) int {
	if n == 0 {
		return 0
	}
	return count(n-1) + 1
}

func list(n int) *node {
	var last *node
	for i := range n {
		last = &node{last, nil, i & 1}
	}
	return last
}

// sum recurses within a loop and keeps much across it.
func (t *node) sum(scale int, weight float64) (int, float64) {
	if t == nil {
		return 0, 0
	}
	total, weighed := 0, 0.0
	for i := range 2 {
		child := t.left
		if i == 1 {
			child = t.right
		}
		s, w := child.sum(scale, weight)
		total += s
		weighed += w
	}
	return total + t.value*scale, weighed + weight
}

type walker interface {
	walk(n int, text string) string
}

type even struct{ other walker }
type odd struct{ other walker }

func (e even) walk(n int, text string) string {
	if n == 0 {
		return text + " even"
	}
	return e.other.walk(n-1, text)
}

func (o *odd) walk(n int, text string) string {
	if n == 0 {
		return text + " odd"
	}
	// Not the last thing it does.
	result := o.other.walk(n-1, text)
	return result
}

func deferred(n int) (depth int) {
	defer func() { depth++ }()
	if n == 0 {
		return 0
	}
	return deferred(n - 1)
}

func main() {
	println(count(5_000_000))
	total, weighed := list(300_000).sum(2, 0.5)
	println(total, weighed)
	o := &odd{}
	e := even{o}
	o.other = e
	println(e.walk(1_000_001, "walked"))
	println(deferred(100_000))
	var f func(n int) int
	f = func(n int) int {
		if n == 0 {
			return 1
		}
		return f(n-1) ^ n
	}
	println(f(1_000_000))
}

// stress: none; every call would copy the whole stack
