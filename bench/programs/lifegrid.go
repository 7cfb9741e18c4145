// lifegrid: Conway's life on a torus held in one []byte, from an R-pentomino. The benchmark of the same name without the standard library's
// printing: the size is a constant, the result goes out by println, a wrong result panics.
package main

const side = 640

type grid []byte

func (g grid) at(x, y int) byte { return g[(y+side)%side*side+(x+side)%side] }

func evolve(dst, src grid) {
	for y := range side {
		up := (y + side - 1) % side * side
		mid := y * side
		down := (y + 1) % side * side
		// the two columns at the seam
		for _, x := range [2]int{0, side - 1} {
			n := src.at(x-1, y-1) + src.at(x, y-1) + src.at(x+1, y-1) +
				src.at(x-1, y) + src.at(x+1, y) +
				src.at(x-1, y+1) + src.at(x, y+1) + src.at(x+1, y+1)
			dst[mid+x] = rule(n, src[mid+x])
		}
		for x := 1; x < side-1; x++ {
			n := src[up+x-1] + src[up+x] + src[up+x+1] +
				src[mid+x-1] + src[mid+x+1] +
				src[down+x-1] + src[down+x] + src[down+x+1]
			dst[mid+x] = rule(n, src[mid+x])
		}
	}
}

func rule(neighbours, alive byte) byte {
	if neighbours == 3 || neighbours == 2 && alive == 1 {
		return 1
	}
	return 0
}

func (g grid) population() (n int) {
	for _, c := range g {
		n += int(c)
	}
	return
}

func main() {
	a, b := make(grid, side*side), make(grid, side*side)
	glider := []int{1, side + 2, 2 * side, 2*side + 1, 2*side + 2}
	for _, c := range glider {
		a[c] = 1
	}
	for range 4 {
		evolve(b, a)
		a, b = b, a
	}
	for _, c := range glider {
		if a[c+side+1] != 1 || a.population() != len(glider) {
			panic("the glider has not moved by (1, 1)")
		}
	}
	clear(a)
	for _, c := range [][2]int{{1, 0}, {2, 0}, {0, 1}, {1, 1}, {1, 2}} {
		a[(side/2+c[1])*side+side/2+c[0]] = 1
	}
	for range 250 {
		evolve(b, a)
		a, b = b, a
	}
	sum := uint32(0)
	for _, c := range a {
		sum = sum*31 + uint32(c)
	}
	println("lifegrid", a.population(), sum)
}
