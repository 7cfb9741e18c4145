// Generic functions, types with methods, constraints, inference.
package main

type number interface {
	~int | ~int32 | ~float64
}

func sum[T number](list ...T) (total T) {
	for _, v := range list {
		total += v
	}
	return total
}

func apply[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(v T) { s.items = append(s.items, v) }

func (s *stack[T]) pop() (v T, ok bool) {
	if len(s.items) == 0 {
		return v, false
	}
	v = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return v, true
}

type celsius int32

func main() {
	println(sum(1, 2, 3), sum(1.5, 2), sum[celsius](20, 1))
	for _, s := range apply([]int{1, 2}, func(i int) string { return "abc"[:i] }) {
		println(s)
	}
	var s stack[string]
	s.push("x")
	s.push("y")
	for v, ok := s.pop(); ok; v, ok = s.pop() {
		println(v)
	}
	println(min(3, 1, 2), max("a", "b"))
}
