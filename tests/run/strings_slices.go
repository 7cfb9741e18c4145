// Strings, slices, append, copy, arrays as values, clear and ranges.
package main

func main() {
	s := "héllo, 世"
	println(len(s), s[1], s[7:], s < "i")
	for i, r := range s {
		print(i, ":", r, " ")
	}
	println()
	t := "a"
	for range 3 {
		t += t
	}
	println(t, t == "aaaaaaaa")

	a := []int{1, 2, 3, 4, 5}
	b := a[1:3]
	println(len(b), cap(b), cap(a[1:3:3]))
	b = append(b, 40)
	println(a[3], len(append(a[:1:1], a...)))
	println(copy(a, a[2:]), a[0], a[1], a[4])
	var grid [2][3]int
	other := grid
	grid[1][2] = 7
	println(grid[1][2], other[1][2], grid == other)
	clear(a)
	println(a[0], copy(make([]byte, 2), "xyz"))
	var none []int
	println(none == nil, len(none), [...]string{2: "c"}[2])
}
