// Variables that a loop assigns from each other, around calls that may be left.

package main

//go:noinline
func show(a, m, b int) {
	if a > 1000 {
		show(a-1, m, b)
	}
	println(a, m, b)
}

//go:noinline
func blocks(n int) {
	size := 20
	a, b := 0, size
	for size < n {
		a, b = 0, 2*size
		for b <= n {
			show(a, a+size, b)
			a = b
			b += 2 * size
		}
		if m := a + size; m < n {
			show(a, m, n)
		}
		size *= 2
	}
}

//go:noinline
func turn(n int) (x, y, z int) {
	x, y, z = 1, 2, 3
	for i := 0; i < n; i++ {
		show(x, y, z)
		x, y, z = y, z, x+i
	}
	return
}

func main() {
	blocks(100)
	println(turn(5))
}
