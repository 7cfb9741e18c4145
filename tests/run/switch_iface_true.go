// A switch without a tag compares with true, interfaces too.
package main

func which(i, j interface{}) string {
	switch {
	case i:
		return "i"
	case j:
		return "j"
	}
	return "none"
}

func main() {
	println(which(true, true), which(1, true), which(false, nil))
}
