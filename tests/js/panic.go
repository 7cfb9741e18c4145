// The status of a program that panics (G02).
package main

func main() { panic("at the end") }
