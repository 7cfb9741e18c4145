// Strings and slices made by conversions and concatenation: short ones that stay in the function may be in a buffer
// of it, those that are kept may not.
package main

var kept []string
var keptBytes []byte

//go:noinline
func length(s string) int { return len(s) }

//go:noinline
func same(s string) string { return s }

//go:noinline
func join(a, b string) string { return a + b }

//go:noinline
func only(a, b string) string { return a + b }

func local(a, b string) int {
	n := 0
	for range 3 {
		n += length(a + b)
	}
	return n
}

// rounds keeps the string of the round before.
func rounds(words []string) bool {
	last := ""
	all := true
	for _, w := range words {
		s := w + "!"
		if last != "" {
			all = all && last < s
		}
		last = s
	}
	return all && last == "d!"
}

func returned(b []byte) string { return same(string(b)) }

func keep(b []byte) { kept = append(kept, string(b)) }

// aliased: with one string that is not empty, concatenation gives that one.
func aliased(b []byte, empty string) string {
	s := string(b) + empty
	return s
}

func runes(s string) (n rune) {
	for _, r := range []rune(s) {
		n += r
	}
	b := []byte(s)
	b[0] = 'X'
	b = append(b, 'Y')
	n += rune(len(string(b)))
	return n
}

func bytesKept(s string) {
	keptBytes = []byte(s)
}

func overwrite(n int) int {
	var a [64]byte
	for i := range a {
		a[i] = byte(n)
	}
	return length(string(a[:20])) + length(string(a[20:]))
}

func mapKeys(b []byte) int {
	m := map[string]int{"ab": 1, "cd": 2}
	n := m[string(b)]
	delete(m, string(b))
	m[string(b)] = 7
	b[0] = 'z'
	return n*100 + len(m)*10 + m["ab"]
}

func boxed(n int) bool {
	var x, y any = n, n + 1
	return x != y && x == any(n)
}

func main() {
	println(local("a", "bc"), rounds([]string{"a", "b", "c", "d"}))
	b := []byte("text")
	s := returned(b)
	keep(b)
	t := aliased(b, "")
	b[0] = 'n'
	overwrite(1)
	println(s, t, kept[0], join("x", "y"), only("", "z"))
	println(runes("héllo"))
	bytesKept("kept")
	overwrite(2)
	println(string(keptBytes), mapKeys([]byte("ab")), boxed(1000))
}
