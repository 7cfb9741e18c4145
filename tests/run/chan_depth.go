// Goroutines wait deep in their stacks, with values of all kinds alive there.
package main

type node struct {
	left, right *node
	value       int
}

func build(n int) *node {
	if n == 0 {
		return nil
	}
	return &node{build(n - 1), build(n - 1), n}
}

func (t *node) walk(c chan<- int) {
	if t == nil {
		return
	}
	t.left.walk(c)
	c <- t.value
	t.right.walk(c)
}

func walker(t *node) <-chan int {
	c := make(chan int)
	go func() {
		t.walk(c)
		close(c)
	}()
	return c
}

func deep(n int, c chan float64, f float64, s string, b [3]int) (float64, string, [3]int) {
	if n == 0 {
		return f + <-c, s, b
	}
	b[n%3] += n
	g, t, d := deep(n-1, c, f*0.5, s, b)
	d[n%3]++
	return g + f, t + "!", d
}

func main() {
	a, b := walker(build(8)), walker(build(8))
	same, count := true, 0
	for {
		x, ok := <-a
		y, ok2 := <-b
		if x != y || ok != ok2 {
			same = false
		}
		if !ok {
			break
		}
		count++
	}
	println(same, count)
	c := make(chan float64)
	go func() { c <- 0.25 }()
	f, s, d := deep(6, c, 1, "deep", [3]int{1, 2, 3})
	println(f, s, d[0], d[1], d[2])
}
