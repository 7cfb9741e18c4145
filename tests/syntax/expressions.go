package p

var (
	_ = a + b*c<<d == e && !f || g &^ -h
	_ = (a)[b](c, d...).e.(f)[g:h][:][:i:j]
	_ = []T{{1, 2}, {x: y}, 3: {}, a.b: &T{}}
	_ = map[K]V{k: {v}}
	_ = func(a, b int) (c error) { return }
	_ = <-chan int(c)
	_ = <-c + (<-chan int)(c)
	_ = f[int, string](x)[y]
	_ = [...]T[int]{}
	_ = *p.q, &T[a]{}, ^x
	_ = 0x1p-2 + 1_000 + 0b11 + 0o17 + 017 + .5e3i + 'a' + '\u00e9' + "s\n" + `raw
text`
	_ = x.(*T).f, struct{ a int }{1}.a, interface{ m() }(x)
)
