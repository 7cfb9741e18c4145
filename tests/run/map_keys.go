// Maps by kind of key: each of the runtime's entry points, and keys whose equality is not that of their bytes.
package main

type pair struct {
	a int32
	b string
}

type padded struct {
	a int8
	b int64
	_ int32
	c int8
}

type small struct{ a, b int16 }

type wide [20]int64

type iface interface{ m() }

type impl int

func (impl) m() {}

func check(ok bool, what string) {
	if !ok {
		println("wrong:", what)
	}
}

func ints() {
	m8 := map[int8]int{}
	m16 := map[uint16]int{}
	m32 := map[int32]int{}
	mu32 := map[uint32]int{}
	m64 := map[int64]int{}
	mp := map[uintptr]int{}
	mb := map[bool]int{}
	for i := 0; i < 1000; i++ {
		m8[int8(i)] += i
		m16[uint16(i)] = i
		m32[int32(-i)] = i
		mu32[uint32(i)<<20] = i
		m64[int64(i)<<33] = i
		mp[uintptr(i)*8] = i
		mb[i%3 == 0]++
	}
	check(len(m8) == 256, "int8 len")
	check(m8[-1] == 255+511+767, "int8")
	check(len(m16) == 1000 && m16[999] == 999, "uint16")
	check(len(m32) == 1000 && m32[-999] == 999, "int32")
	check(len(mu32) == 1000 && mu32[7<<20] == 7, "uint32")
	check(len(m64) == 1000 && m64[500<<33] == 500, "int64")
	check(len(mp) == 1000 && mp[8*77] == 77, "uintptr")
	check(mb[true] == 334 && mb[false] == 666, "bool")
	for i := 0; i < 1000; i += 2 {
		delete(m32, int32(-i))
		delete(m64, int64(i)<<33)
		delete(m16, uint16(i))
	}
	_, ok := m32[-4]
	check(!ok && len(m32) == 500 && m32[-5] == 5, "delete int32")
	_, ok = m64[4<<33]
	check(!ok && len(m64) == 500 && m64[5<<33] == 5, "delete int64")
	check(len(m16) == 500, "delete uint16")
}

func strings() {
	m := map[string]int{"": -1}
	key := ""
	for i := 0; i < 300; i++ {
		key += string(rune('a' + i%26))
		m[key] = i
	}
	check(len(m) == 301 && m[""] == -1 && m["abc"] == 2 && m[key] == 299, "string")
	for k, v := range m {
		check(k == "" || m[k] == v && len(k) == v+1, "range string")
	}
	b := []byte("abcd")
	check(m[string(b)] == 3, "string of bytes")
	delete(m, "abc")
	v, ok := m["abc"]
	check(v == 0 && !ok && len(m) == 300, "delete string")
}

func pointers() {
	m := map[*int]int{}
	var list []*int
	for i := 0; i < 200; i++ {
		p := new(int)
		list = append(list, p)
		m[p] = i
	}
	m[nil] = 1000
	for i, p := range list {
		check(m[p] == i, "pointer")
	}
	check(m[nil] == 1000 && len(m) == 201, "nil pointer")
	delete(m, list[3])
	check(len(m) == 200, "delete pointer")
	check(m[list[3]] == 0, "deleted pointer")
}

func floats() {
	zero, nan := 0.0, 0.0
	nan /= zero
	m := map[float64]string{}
	m[zero] = "plus"
	m[-1/(1/zero)*0] = "minus"
	check(len(m) == 1 && m[0] == "minus", "zeros are equal")
	for k := range m {
		check(1/k < 0, "the key of the last assignment stays")
	}
	for i := 0; i < 20; i++ {
		m[nan] = "nan"
	}
	check(len(m) == 21, "each NaN is a key of its own")
	_, ok := m[nan]
	check(!ok, "no NaN is found")
	delete(m, nan)
	check(len(m) == 21, "no NaN is deleted")
	n := 0
	for k, v := range m {
		if k != k && v == "nan" {
			n++
		}
	}
	check(n == 20, "NaNs are visited")
	clear(m)
	check(len(m) == 0, "clear deletes NaNs")
	for range m {
		check(false, "nothing is left")
	}
	c := map[complex128]int{1 + 2i: 3}
	c[complex(nan, 0)]++
	c[complex(nan, 0)]++
	check(len(c) == 3 && c[1+2i] == 3, "complex128")
	c64 := map[complex64]int{1 + 2i: 3}
	check(c64[1+2i] == 3 && c64[2] == 0, "complex64")
	f32 := map[float32]int{1.5: 1}
	check(f32[1.5] == 1 && f32[2.5] == 0, "float32")
}

func structs() {
	m := map[pair]int{{1, "a"}: 1, {2, "b"}: 2}
	for i := int32(0); i < 100; i++ {
		m[pair{i, string(rune('a' + i%26))}] += int(i)
	}
	check(m[pair{1, "b"}] == 1 && m[pair{1, "a"}] == 1 && m[pair{2, "b"}] == 2 && m[pair{99, "v"}] == 99, "struct")
	p := map[padded]int{}
	p[padded{a: 1, b: 2, c: 3}]++
	x := padded{a: 1, b: 2, c: 3}
	p[x]++
	check(len(p) == 1 && p[x] == 2, "padding and blank fields do not count")
	s := map[small]int{{1, 2}: 12, {3, 4}: 34}
	check(s[small{3, 4}] == 34 && s[small{4, 3}] == 0, "small struct")
	e := map[struct{}]int{}
	e[struct{}{}] += 5
	e[struct{}{}] += 5
	check(len(e) == 1 && e[struct{}{}] == 10, "empty struct")
	set := map[int]struct{}{1: {}, 2: {}}
	_, ok := set[2]
	check(ok && len(set) == 2, "set")
}

func arrays() {
	m := map[[3]string]int{{"a", "b", "c"}: 1}
	m[[3]string{"a", "b", "d"}] = 2
	check(m[[3]string{"a", "b", "c"}] == 1 && len(m) == 2, "array of strings")
	b := map[[4]byte]int{{1, 2, 3, 4}: 1}
	b[[4]byte{4, 3, 2, 1}]++
	check(b[[4]byte{1, 2, 3, 4}] == 1 && b[[4]byte{4, 3, 2, 1}] == 1 && b[[4]byte{}] == 0, "[4]byte")
	b16 := map[[16]byte]int{{15: 1}: 1}
	check(b16[[16]byte{15: 1}] == 1 && b16[[16]byte{}] == 0, "[16]byte")
	one := map[[1]int32]int{{5}: 6}
	check(one[[1]int32{5}] == 6, "[1]int32")
	w := map[wide]wide{}
	for i := int64(0); i < 50; i++ {
		w[wide{19: i}] = wide{0: i, 19: -i}
	}
	for i := int64(0); i < 50; i++ {
		v := w[wide{19: i}]
		check(v[0] == i && v[19] == -i, "keys and elements outside of the table")
	}
	v, ok := w[wide{0: 1}]
	check(!ok && v == wide{}, "missing wide")
	f := map[[2]float64]int{{0, 1}: 1}
	zero := 0.0
	check(f[[2]float64{-1 / (1 / zero) * 0, 1}] == 1, "array of floats")
}

func interfaces() {
	m := map[any]int{1: 1, "a": 2, 1.5: 3, nil: 4, small{1, 2}: 5, [2]any{1, "x"}: 6, true: 7, int8(1): 8}
	check(m[1] == 1 && m["a"] == 2 && m[1.5] == 3 && m[nil] == 4 && m[small{1, 2}] == 5, "any")
	check(m[[2]any{1, "x"}] == 6 && m[true] == 7 && m[int8(1)] == 8 && m[int16(1)] == 0, "any 2")
	p := new(int)
	m[p] = 9
	check(m[p] == 9 && m[new(int)] == 0, "pointer in any")
	i := map[iface]int{impl(1): 1, impl(2): 2, nil: 3}
	check(i[impl(1)] == 1 && i[impl(2)] == 2 && i[impl(3)] == 0 && i[nil] == 3, "interface")
	ch := map[chan int]int{nil: 1}
	check(ch[nil] == 1, "chan")
}

func large() {
	type big [300]int
	m := map[int]big{1: {299: 7}}
	check(m[1][299] == 7 && m[2][299] == 0, "large element")
	v, ok := m[2]
	check(!ok && v[0] == 0, "large element that is missing")
	e := map[string][5]int{"a": {1, 2, 3, 4, 5}}
	x := e["a"]
	e["a"] = [5]int{}
	check(x[4] == 5 && e["a"][4] == 0, "elements are copied")
}

func main() {
	ints()
	strings()
	pointers()
	floats()
	structs()
	arrays()
	interfaces()
	large()
	println("done")
}
