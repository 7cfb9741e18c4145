// Predeclared functions whose arguments are the results of one call.
package main

import "unsafe"

func two() (int, int)           { return 3, 5 }
func str() (string, string)     { return "b", "a" }
func fl() (float64, float64)    { return 1, 2 }
func three() (int8, int8, int8) { return 3, -5, 4 }
func sl() (*byte, int)          { return &arr[1], 2 }
func ap() ([]int, int, int)     { return []int{1}, 2, 3 }
func cp() ([]byte, string)      { return arr[:], "xyz" }
func ad() (unsafe.Pointer, int) { return unsafe.Pointer(&arr), 2 }
func pn() error                 { return nil }

var arr = [4]byte{'a', 'b', 'c', 'd'}

func main() {
	println(min(two()), max(two()), min(str()), max(str()), min(three()), max(three()), min(fl()))
	println(complex(fl()))
	s := unsafe.Slice(sl())
	println(len(s), s[1], unsafe.String(sl()))
	println(len(append(ap())))
	println(*(*byte)(unsafe.Add(ad())))
	println(copy(cp()), arr[0])
	defer copy(cp())
	defer println(two())
	defer print(str())
	defer panic(pn())
}

var m = map[string]int{"a": 1, "b": 2, "c": 3}

func mk(key string) (map[string]int, string) { return m, key }

func init() {
	defer func() { println(len(m)) }()
	defer delete(mk("b"))
	delete(mk("a"))
	println(len(m))
}
