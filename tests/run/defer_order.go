// Deferred calls run last first, with the arguments of the defer statement, and may change named results.
package main

func count() (n int) {
	for i := range 3 {
		defer println("deferred", i)
	}
	defer func() { n *= 2 }()
	n = 21
	return n
}

func early(stop bool) {
	defer println("always")
	if stop {
		return
	}
	defer println("only when not stopped")
}

func main() {
	println(count())
	early(true)
	early(false)
}
