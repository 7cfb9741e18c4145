// Strings of one byte and small numbers in interfaces do not allocate: they point to a table.
package main

//go:noinline
func text(b []byte) string { return string(b) }

//go:noinline
func boxed(n uint8) any { return n }

func main() {
	println(text([]byte{65}), text([]byte("z")), boxed(0).(uint8), boxed(200).(uint8), boxed(200) == any(uint8(200)))
	for _, b := range []byte("one") {
		print(text([]byte{b}), " ")
	}
	println()
}
