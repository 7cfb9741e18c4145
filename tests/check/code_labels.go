package p

func labels() {
L:
	if true {
		for {
			break L /* ERROR `invalid break label L` */
		}
	}
M:
	switch {
	default:
		for {
			continue M /* ERROR `invalid continue label M` */
		}
	}
}
