// Operations on maps: assignments of all forms, deletion and growth while ranging, maps of maps, generic maps, order.
package main

type counter[K comparable] struct{ m map[K]int }

func (c *counter[K]) add(k K) {
	if c.m == nil {
		c.m = make(map[K]int)
	}
	c.m[k]++
}

func keys[M ~map[K]V, K comparable, V any](m M) (r []K) {
	for k := range m {
		r = append(r, k)
	}
	return r
}

type point struct{ x, y int }

func check(ok bool, what string) {
	if !ok {
		println("wrong:", what)
	}
}

func assign() {
	m := map[string]int{}
	m["a"], m["b"] = 1, 2
	m["a"], m["b"] = m["b"], m["a"]
	check(m["a"] == 2 && m["b"] == 1, "swap")
	m["a"] += 5
	m["a"] <<= 1
	m["c"]--
	m["d"] |= 6
	m["a"] /= 2
	m["a"] %= 5
	check(m["a"] == 2 && m["c"] == -1 && m["d"] == 6, "op")
	var ok bool
	m["e"], ok = m["a"]
	check(m["e"] == 2 && ok, "comma ok into an element")
	s := map[int]string{}
	s[1] += "x"
	s[1] += "y"
	check(s[1] == "xy", "strings")
	l := map[string][]int{}
	for i := range 10 {
		l["k"] = append(l["k"], i)
	}
	check(len(l["k"]) == 10 && l["k"][9] == 9, "append")
	p := map[int]point{1: {1, 2}}
	pt := p[1]
	pt.x = 9
	check(p[1].x == 1 && p[2].y == 0, "struct elements")
	q := map[int]*point{}
	q[1] = &point{1, 2}
	q[1].x++
	check(q[1].x == 2, "pointer elements")
	f := map[string]func(int) int{"inc": func(x int) int { return x + 1 }}
	check(f["inc"](1) == 2 && f["none"] == nil, "funcs")
	i := 0
	next := func() int { i++; return i }
	o := map[int]int{}
	o[next()] = next()*10 + next()
	check(o[1] == 23, "order")
	var a any = m
	check(a.(map[string]int)["d"] == 6, "in an interface")
	type set map[point]bool
	st := set{{1, 2}: true, {3, 4}: false}
	check(st[point{1, 2}] && !st[point{3, 4}] && len(st) == 2, "elided types")
	for k, m["r"] = range []int{5, 6, 7} {
	}
	check(k == 2 && m["r"] == 7, "element as a loop's variable")
	arr := map[string][3]int{"a": {1, 2, 3}}
	sum := 0
	for _, v := range arr["a"] {
		sum += v
	}
	check(sum == 6 && len(arr["b"]) == 3, "array elements")
}

var k int

func ranging() {
	m := map[int]int{}
	for i := range 100 {
		m[i] = i
	}
	n := 0
	for k := range m {
		delete(m, k)
		n++
	}
	check(n == 100 && len(m) == 0, "delete while ranging")
	for i := range 100 {
		m[i] = i
	}
	seen := map[int]bool{}
	for k := range m {
		check(!seen[k], "twice")
		seen[k] = true
		for j := 0; j < 20; j++ {
			m[1000+k*20+j] = 1
		}
		if len(m) > 2000 {
			break
		}
	}
	check(len(m) > 2000, "growing while ranging")
	all := 0
	for k, v := range m {
		if k < 100 {
			check(k == v, "values")
			all++
		}
		m[k] = v
	}
	check(all == 100, "growing lost entries")
	odd := 0
	for k := range m {
		if k%2 == 1 {
			odd++
			continue
		}
		delete(m, k^1)
	}
	check(odd < len(m)+1, "entries that are deleted before they are reached do not come")
	clear(m)
	check(len(m) == 0, "clear")
outer:
	for i := range 3 {
		m[i] = i
		for range m {
			if i == 1 {
				break outer
			}
			continue outer
		}
	}
	check(len(m) == 2, "labels")
}

func random() {
	m := map[int]bool{}
	for i := range 16 {
		m[i] = true
	}
	first := map[int]bool{}
	for range 200 {
		for k := range m {
			first[k] = true
			break
		}
	}
	check(len(first) > 4, "iteration begins anywhere")
}

func nested() {
	m := map[string]map[string]int{}
	for _, a := range []string{"x", "y"} {
		if m[a] == nil {
			m[a] = map[string]int{}
		}
		for i := range 20 {
			m[a]["k"] += i
		}
	}
	check(m["x"]["k"] == 190 && m["z"]["k"] == 0 && len(m["z"]) == 0, "map of maps")
	l := []map[int]int{{1: 2}, {3: 4}}
	check(l[1][3] == 4, "slice of maps")
	d := map[int]map[int]int{1: {2: 3}}
	check(d[1][2] == 3, "nested literal")
}

func nils() {
	var m map[string]int
	check(m == nil && len(m) == 0 && m["a"] == 0, "nil map")
	_, ok := m["a"]
	check(!ok, "nothing in it")
	delete(m, "a")
	clear(m)
	for range m {
		check(false, "nothing to visit")
	}
	m = map[string]int{}
	check(m != nil, "not nil")
}

func generic() {
	var c counter[string]
	for _, s := range []string{"a", "b", "a"} {
		c.add(s)
	}
	check(c.m["a"] == 2 && len(keys(c.m)) == 2, "generic")
	var d counter[point]
	d.add(point{1, 2})
	d.add(point{1, 2})
	check(d.m[point{1, 2}] == 2, "generic struct key")
	var e counter[any]
	e.add(1)
	e.add("1")
	check(len(e.m) == 2, "generic any key")
}

func deferred() (n int) {
	m := map[int]int{1: 1, 2: 2}
	o := map[int]int{1: 1}
	func() {
		defer delete(m, 1)
		defer clear(o)
		n = len(m) + len(o)
	}()
	return n*10 + len(m) + len(o)
}

var table = map[string]int{
	"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10,
	"k": 11, "l": 12, "m": 13, "n": 14, "o": 15, "p": 16, "q": 17, "r": 18, "s": 19, "t": 20,
	"u": 21, "v": 22, "w": 23, "x": 24, "y": 25, "z": 26, "!": k, "?": len(hint),
}

var hint = make(map[int]int, 100)

func main() {
	assign()
	ranging()
	random()
	nested()
	nils()
	generic()
	check(deferred() == 31, "deferred")
	check(len(table) == 28 && table["z"] == 26 && table["a"] == 1 && table["!"] == 0, "large literal")
	n := 3
	check(len(make(map[int]int, n)) == 0 && len(hint) == 0, "make")
	println("done")
}
