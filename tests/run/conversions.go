// Conversions between numbers, strings, bytes, runes, slices and arrays.
package main

func main() {
	i := 300
	f := -1.75
	println(int8(i), uint8(i), int(f), uint32(int32(-i)), float32(16777216+1.5*f))
	println(string(rune(0x4e16)), string([]byte{'o', 'k'}), string([]rune{'h', 0x20ac}))
	b, r := []byte("héy"), []rune("héy")
	println(len(b), len(r), r[1])
	bad := "\xff"
	for _, c := range bad {
		println(c)
	}
	a := [2]int([]int{1, 2})
	p := (*[1]int)(a[:])
	p[0] = 9
	println(a[0], a[1])
	var u uint8 = 200
	u += 100
	println(u, u<<3, ^u, -7/2, -7%3, 1<<i>>i)
}
