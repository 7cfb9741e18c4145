// How print and println show values of each kind.
package main

func main() {
	println(true, false, 'x', "text", "")
	println(int8(-128), uint8(255), int64(-1<<63), uint64(1<<64-1), uintptr(7))
	println(0.0, 1.5, -2.25e100, float32(0.1))
	var zero float64
	println(1/zero, -1/zero, zero/zero)
	println(complex(1, -2))
	var e error
	var p *int
	println(e == nil, p == nil, p)
	print("a", 1, "b", 2, "\n")
	print()
	println()
}
