// A panic with a value of an error type shows what Error says.
package main

type notFound struct{ name string }

func (e notFound) Error() string { return e.name + " not found" }

func main() {
	panic(notFound{"file"})
}
