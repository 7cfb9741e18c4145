package p

type T struct {
	a, b int `tag`
	*c.D
	E[int, string]
	f [n]E
	g []E
	h func(int, ...string) <-chan chan<- (<-chan int)
	i [...]int
}

type I interface {
	m(a int, b string) (c int)
	~int | ~string | *T
	E
	c.D[int]
	interface{ n() }
}

func f(interface{}, map[[2]int]*[]T, a[b, c], d.e[f]) (func(), chan int)
