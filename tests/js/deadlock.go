// Node asks once more before it ends (G13).
package main

func main() {
	c := make(chan int)
	<-c
}
