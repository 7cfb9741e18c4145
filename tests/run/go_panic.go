package main

func main() {
	go func() { panic("in a goroutine") }()
	select {}
}
