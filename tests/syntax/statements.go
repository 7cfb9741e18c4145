package p

func f() {
	var x, y int
	const z = 1
	type T struct{}
	a, b := 1, 2
	a, b = b, a
	a += 1
	a++
	b--
	c <- <-d
	go f()
	defer func() {}()
L:
	for {
		break L
	}
	for i := 0; i < 10; i++ {
		continue
	}
	for a < b {
	}
	for range c {
	}
	for i, v := range (T{1}) {
	}
	for a[0], b = range x.y {
	}
	if x := f(); x > 0 {
		goto L
	} else if (T{}) == y {
	} else {
	}
	switch {
	}
	switch x := 1; x {
	case 1, 2:
		fallthrough
	case 3:
	default:
		f()
	}
	switch x := y.(type) {
	case int, []string, nil:
	}
	switch x := 1; y.(type) {
	}
	select {
	case c <- x:
	case v, ok := <-c:
		return v, ok
	case <-d:
	default:
	}
	{
		;
	}
	return
M:
}
