// Not there yet, and refused: nothing is compiled to something else.
package main

func main() {
	select {}
}
