// Conversions: which there are, and why others are not.

package p

import "unsafe"

type (
	num    int
	tagged struct {
		f int `tag:"a"`
	}
	plain  struct{ f int }
	ints   interface{ ~int8 | ~int64 }
	texts  interface{ ~string | ~[]byte }
	mixed  interface{ ~int | ~string }
	method interface{ m() }
)

const (
	_ string = string('a') + string(rune(65))
	_        = float32(0.1) == 0.1
	_        = int8(200 /* ERROR "constant 200 overflows int8" */ )
	_        = uint(- /* ERROR "constant -1 overflows uint" */ 1)
	_        = int(1.5 /* ERROR "cannot convert 1.5 (untyped float constant) to type int" */ )
	_        = int("a" /* ERROR "cannot convert \"a\" (untyped string constant) to type int" */ )
	_        = string(1.5 /* ERROR "cannot convert 1.5 (untyped float constant) to type string" */ )
	_        = bool(1 /* ERROR "cannot convert 1 (untyped int constant) to type bool" */ )
	_        = complex64(1)
	_        = num(3) + 1
)

func valid[I ints, T texts](n int, f float64, s string, b []byte, r []rune, t tagged, p *int, u uintptr, i I, x T) {
	_ = num(n)
	_ = float32(n) + float32(f)
	_ = string(b) + string(r)
	_, _ = []byte(s), []rune(s)
	_ = []byte("text")
	_ = plain(t)
	_ = (*plain)(&t)
	_ = [2]byte(b)
	_ = (*[2]byte)(b)
	_ = unsafe.Pointer(p)
	_ = uintptr(unsafe.Pointer(u))
	_ = I(1)
	_ = I(n)
	_ = int(i)
	_ = string(x)
	_ = T("text")
	_ = any(n)
	_ = (func())(nil)
	_ = (*int)(nil)
	_ = interface{ m() }(nil)
}

func wrong[I ints, T texts, M mixed, A any](n int, f float64, s string, b []byte, p *int, i I, x T, m M, a A, c <-chan int) {
	_ = string(f /* ERROR "cannot convert f (variable of type float64) to type string" */ )
	_ = int(s /* ERROR "cannot convert s (variable of type string) to type int" */ )
	_ = []int(s /* ERROR "cannot convert s (variable of type string) to type []int" */ )
	_ = (*string)(p /* ERROR "cannot convert p (variable of type *int) to type *string" */ )
	_ = [2]int(b /* ERROR "cannot convert b (variable of type []byte) to type [2]int" */ )
	_ = bool(n /* ERROR "cannot convert n (variable of type int) to type bool" */ )
	_ = plain(n /* ERROR "cannot convert n (variable of type int) to type plain" */ )
	_ = I(1000 /* ERROR "cannot convert 1000 (untyped int value) to type I: constant 1000 overflows int8 (in I)" */ )
	_ = I("a" /* ERROR "cannot convert \"a\" (untyped string value) to type I: cannot convert \"a\" (untyped string constant) to type int8 (in I)" */ )
	_ = I(s /* ERROR "cannot convert s (variable of type string) to type I: cannot convert string to type int8 (in I)" */ )
	_ = T(f /* ERROR "cannot convert f (variable of type float64) to type T: cannot convert float64 to type string (in T)" */ )
	_ = int(x /* ERROR "cannot convert x (variable of type T constrained by texts) to type int: cannot convert string (in T) to type int" */ )
	_ = float64(m /* ERROR "cannot convert m (variable of type M constrained by mixed) to type float64: cannot convert string (in M) to type float64" */ )
	_ = A(1 /* ERROR "cannot convert 1 (untyped int value) to type A: A does not contain specific types" */ )
	_ = A(n /* ERROR "cannot convert n (variable of type int) to type A" */ )
	_ = int(a /* ERROR "cannot convert a (variable of type A constrained by any) to type int" */ )
	_ = method(n /* ERROR "cannot convert n (variable of type int) to type method: int does not implement method (missing method m)" */ )
	_ = ints /* ERROR "cannot use interface ints in conversion (contains specific type constraints or is comparable)" */ (n)
	_ = (chan int)(c /* ERROR "cannot convert c (variable of type <-chan int) to type chan int" */ )
	_ = int(n, n /* ERROR "too many arguments in conversion to int" */ )
	_ = int /* ERROR "missing argument in conversion to int" */ ()
	_ = int(n /* ERROR "invalid use of ... in conversion to int" */ ...)
	_ = unsafe.Pointer(n /* ERROR "cannot convert n (variable of type int) to type unsafe.Pointer" */ )
	_ = num /* ERROR "num (type) is not an expression" */
}
