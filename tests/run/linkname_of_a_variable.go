// A variable that another package owns under go:linkname would be a second variable: refused, not miscompiled.
package main

import _ "unsafe"

//go:linkname counter other.counter
var counter int

func main() { println(counter) }
