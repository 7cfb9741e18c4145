package p

type I interface{ m() }

func guard(x I) {
	_ = x /* ERROR `invalid syntax tree: use of .(type) outside type switch` */.(type)
}
