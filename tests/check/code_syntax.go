package p

type I interface{ m() }

func guard(x I) {
	_ = x.(type)
	for i := 0; i < 10; j := /* ERROR `syntax error: cannot declare in post statement of for loop` */ 0 {
	}
L:
	if true {
		for {
			break L
		}
	}
M:
	switch {
	default:
		for {
			continue M
		}
	}
}

type MP interface {
	m[ /* ERROR `interface method must have no type parameters` */P any]()
}

