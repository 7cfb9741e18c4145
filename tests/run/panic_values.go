// A panic with a value of a named basic type shows type and value; deferred functions run before.
package main

type code int

func main() {
	defer println("deferred")
	panic(code(42))
}
