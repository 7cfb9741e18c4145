// A loop assigns its variables at once: where the values go is found out before.
package main

func pairs(yield func(int, int) bool) {
	_ = yield(0, 5) && yield(1, 6)
}

func main() {
	x, y := []int{10, 20}, []int{99}
	i := 1
	for i, x[i] = range y {
		break
	}
	println(i, x[0], x[1])
	i = 1
	for i, x[i] = range [1]int{7} {
	}
	println(i, x[0], x[1])
	var r [2]rune
	i = 1
	for i, r[i] = range "ab" {
	}
	println(i, r[0], r[1])
	i = 1
	for i, x[i] = range map[int]int{0: 3} {
	}
	println(i, x[0], x[1])
	i = 1
	for i, x[i] = range pairs {
	}
	println(i, x[0], x[1])
}
