// mandelbrot: n by n bitmap of the set, 50 iterations a point, packed 8 pixels a byte. The benchmark of the same name without the standard library's
// printing: the size is a constant, the result goes out by println, a wrong result panics.
package main

import "math/bits"

const limit = 50

func inside(cr, ci float64) bool {
	var zr, zi, zr2, zi2 float64
	for range limit {
		zi = 2*zr*zi + ci
		zr = zr2 - zi2 + cr
		// zi was computed from the old zr, so square both only now.
		zr2, zi2 = zr*zr, zi*zi
		if zr2+zi2 > 4 {
			return false
		}
	}
	return true
}

func render(n int) []byte {
	stride := (n + 7) / 8
	img := make([]byte, stride*n)
	scale := 2 / float64(n)
	for y := 0; y < n; y++ {
		ci := float64(y)*scale - 1
		row := img[y*stride : (y+1)*stride]
		for x := 0; x < n; x++ {
			if inside(float64(x)*scale-1.5, ci) {
				row[x>>3] |= 0x80 >> (x & 7)
			}
		}
	}
	return img
}

func main() {
	const n = 3000
	img := render(n)
	count, sum := 0, uint32(0)
	for _, b := range img {
		count += bits.OnesCount8(b)
		sum = sum*31 + uint32(b)
	}
	// The area of the set is about 1.5066; 50 iterations leave it somewhat larger.
	if area := float64(count) * 4 / float64(n*n); area < 1.50 || area > 1.60 {
		panic("wrong area")
	}
	println("mandelbrot", count, sum)
}
