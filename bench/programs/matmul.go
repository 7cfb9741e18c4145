// matmul: float64 matrix product on slices of slices, naive and transposed. The benchmark of the same name without the standard library's
// printing: the size is a constant, the result goes out by println, a wrong result panics.
package main

func matrix(n int, f func(i, j int) float64) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = f(i, j)
		}
	}
	return m
}

// naive indexes all three matrices in the textbook order.
func naive(a, b [][]float64) [][]float64 {
	n := len(a)
	c := matrix(n, func(i, j int) float64 { return 0 })
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			s := 0.0
			for k := 0; k < n; k++ {
				s += a[i][k] * b[k][j]
			}
			c[i][j] = s
		}
	}
	return c
}

// byRows keeps to rows, the way a careful programmer writes it.
func byRows(a, b [][]float64) [][]float64 {
	n := len(a)
	c := matrix(n, func(i, j int) float64 { return 0 })
	for i, ai := range a {
		ci := c[i]
		for k, aik := range ai {
			bk := b[k]
			for j := range ci {
				ci[j] += aik * bk[j]
			}
		}
	}
	return c
}

func main() {
	const n = 560
	a := matrix(n, func(i, j int) float64 { return float64((i*7+j*3)%11 - 5) })
	b := matrix(n, func(i, j int) float64 { return float64((i*5+j*13)%17 - 8) })
	c := naive(a, b)
	d := byRows(a, b)
	sum := 0.0
	for i := range c {
		for j := range c[i] {
			if c[i][j] != d[i][j] { // small integers: exact in any order
				panic("products differ")
			}
			sum += c[i][j] * float64(1+(i+2*j)%5)
		}
	}
	println("matmul", sum, c[n/2][n/3])
}
