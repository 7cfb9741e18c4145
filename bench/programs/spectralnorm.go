// spectralnorm: power iteration on the implicit matrix a(i,j) = 1/((i+j)(i+j+1)/2+i+1). The benchmark of the same name without the standard library's
// printing: the size is a constant, the result goes out by println, a wrong result panics.
package main

import "math"

func entry(i, j int) float64 {
	d := i + j
	return 1 / float64(d*(d+1)/2+i+1)
}

func times(dst, src []float64) {
	for i := range dst {
		sum := 0.0
		for j, v := range src {
			sum += entry(i, j) * v
		}
		dst[i] = sum
	}
}

func timesTransposed(dst, src []float64) {
	for i := range dst {
		sum := 0.0
		for j, v := range src {
			sum += entry(j, i) * v
		}
		dst[i] = sum
	}
}

func norm(n int) float64 {
	u, v, tmp := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for range 10 {
		times(tmp, u)
		timesTransposed(v, tmp)
		times(tmp, v)
		timesTransposed(u, tmp)
	}
	var uv, vv float64
	for i := range u {
		uv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	return math.Sqrt(uv / vv)
}

func main() {
	if got := norm(100); math.Abs(got-1.274219991) > 1e-9 {
		panic("n=100 gave a wrong norm")
	}
	println("spectralnorm", norm(2800))
}
