// An error that panics while its text is wanted.
package main

type E struct{}

func (E) Error() string { panic("in Error") }
func main()             { panic(E{}) }
