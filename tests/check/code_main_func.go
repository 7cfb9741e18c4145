package main

import "fmt"

func main /* ERROR `func main must have no arguments and no return values` */(x int) {}

func init /* ERROR `func init must have a body` */()

func f() {
	var a, b int
	_, _ = a, b
	fmt.Println(a, b)
}
