// Labels, goto, fallthrough, switch without tag, range over integers.
package main

func main() {
outer:
	for i := range 3 {
		for j := range 3 {
			switch {
			case j == 1:
				continue outer
			case i == 2:
				break outer
			}
			println(i, j)
		}
	}
	switch n := 2; n {
	case 2:
		println("two")
		fallthrough
	case 3:
		println("three")
	default:
		println("other")
	}
	i := 0
again:
	if i++; i < 3 {
		goto again
	}
	println(i)
}
