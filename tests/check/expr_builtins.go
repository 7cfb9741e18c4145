// Calls of builtins: arguments, results, constants.

package p

import "unsafe"

type (
	bytes  []byte
	nums   interface{ ~int | ~float64 }
	slices interface{ ~[]int | ~[]string }
)

const (
	_ = len("hello") + cap([3]int{}) - len([...]int{9: 1})
	_ = unsafe.Sizeof(struct {
		a int8
		b int64
	}{}) + unsafe.Alignof(int16(0)) + unsafe.Offsetof(field.b)
	_ = min(1, 2.5, 'a') + max(3, 4)
	_ = len /* ERROR "len([2]int{…}) (value of type int) is not constant" */ ([2]int{f(), 1})
	_ = len /* ERROR "len(<-ch) (value of type int) is not constant" */ (<-ch)
	_ = real(2i) + imag(complex(1, 2))
)

var field struct {
	a int8
	b int64
}
var ch chan [2]int

func f() int { return 0 }

func valid(b []byte, s string, m map[string]int, c chan int, n int) {
	b = append(b, 'x', 1)
	b = append(b, s...)
	b = append(b, "text"...)
	b = append(bytes(b), s...)
	n = copy(b, s)
	n = copy(b, "text")
	n = min(n, 2)
	delete(m, s)
	clear(m)
	clear(b)
	close(c)
	var p *int = new(int)
	p = new(n + 1)
	var q *float64 = new(2.5)
	_, _ = p, q
	_ = make([]int, n, 10.0)
	_ = make(map[string]int, 1<<s2)
	_ = unsafe.String(unsafe.StringData(s), n)
	_ = unsafe.Slice(unsafe.SliceData(b), n)
	_ = unsafe.Add(unsafe.Pointer(p), 8)
	println(1, 'a', "b", nil == p)
	defer recover()
	panic(1)
}

var s2 uint

func wrong[N nums, S slices](b []byte, s string, m map[string]int, r <-chan int, n int, t N, l S, a [2]int) {
	_ = append(s /* ERROR "invalid append: argument must be a slice; have s (variable of type string)" */ , 'x')
	_ = append(nil /* ERROR "invalid append: argument must be a slice; have untyped nil" */ , 1)
	_ = append(b, "text" /* ERROR "cannot use \"text\" (untyped string constant) as byte value in argument to append" */ )
	_ = append(b, s /* ERROR "cannot use s (variable of type string) as byte value in argument to append" */ )
	_ = append(l /* ERROR "invalid append: mismatched slice element types int and string in l (variable of type S constrained by slices)" */ , 1)
	append /* ERROR "append(b, 1) (value of type []byte) is not used" */ (b, 1)
	_ = len(n /* ERROR "invalid argument: n (variable of type int) for built-in len" */ )
	_ = cap(m /* ERROR "invalid argument: m (variable of type map[string]int) for built-in cap" */ )
	_ = cap(s /* ERROR "invalid argument: s (variable of type string) for built-in cap" */ )
	_ = len /* ERROR "invalid operation: invalid use of ... with built-in len" */ (b...)
	_ = len /* ERROR "invalid operation: not enough arguments for len() (expected 1, found 0)" */ ()
	_ = len /* ERROR "invalid operation: too many arguments for len(s, s) (expected 1, found 2)" */ (s, s)
	clear(s /* ERROR "invalid argument: cannot clear s (variable of type string): argument must be (or constrained by) map or slice" */ )
	close(r /* ERROR "invalid operation: cannot close receive-only channel r (variable of type <-chan int)" */ )
	close(n /* ERROR "invalid operation: cannot close non-channel n (variable of type int)" */ )
	_ = complex(1 /* ERROR "invalid operation: complex(1, \"a\") (mismatched types untyped float and untyped string)" */ , "a")
	_ = complex(n /* ERROR "invalid argument: arguments have type int, expected floating-point" */ , n)
	_ = complex(float32 /* ERROR "invalid operation: complex(float32(1), float64(2)) (mismatched types float32 and float64)" */ (1), float64(2))
	copy(s /* ERROR "invalid copy: argument must be a slice; have s (variable of type string)" */ , b)
	copy(b, m /* ERROR "invalid copy: argument must be a slice; have m (variable of type map[string]int)" */ )
	copy([ /* ERROR "invalid copy: arguments []int{} (value of type []int) and b (variable of type []byte) have different element types int and byte" */ ]int{}, b)
	delete(m, 1 /* ERROR "cannot use 1 (untyped int constant) as string value in argument to delete" */ )
	delete(b /* ERROR "invalid argument: b (variable of type []byte) is not a map" */ , 1)
	_ = imag(n /* ERROR "invalid argument: argument has type int, expected complex type" */ )
	_ = make(int /* ERROR "invalid argument: cannot make int: type must be slice, map, or channel" */ )
	_ = make /* ERROR "invalid operation: make([]int) expects 2 or 3 arguments; found 1" */ ([]int)
	_ = make([]int, 2 /* ERROR "invalid argument: length and capacity swapped" */ , 1)
	_ = make([]int, - /* ERROR "invalid argument: index -1 (constant of type int) must not be negative" */ 1)
	_ = make([]int, "a" /* ERROR "cannot convert \"a\" (untyped string constant) to type int" */ )
	_ = make([]int, 1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */ )
	_ = make /* ERROR "invalid operation: make(map[int]int, 1, 2) expects 1 or 2 arguments; found 3" */ (map[int]int, 1, 2)
	_ = max(b /* ERROR "invalid argument: b (variable of type []byte) cannot be ordered" */ )
	_ = max(n, s /* ERROR "invalid argument: mismatched types int (previous argument) and string (type of s)" */ )
	_ = max(n, 2.5 /* ERROR "2.5 (untyped float constant) truncated to int" */ )
	_ = max /* ERROR "invalid operation: not enough arguments for max() (expected 1, found 0)" */ ()
	_ = new /* ERROR "invalid operation: not enough arguments for new() (expected 1, found 0)" */ ()
	_ = new(nil /* ERROR "use of untyped nil in argument to new" */ )
	_ = new /* ERROR "invalid operation: too many arguments for new(int, 1) (expected 1, found 2)" */ (int, 1)
	_ = new(f)
	panic /* ERROR "invalid operation: not enough arguments for panic() (expected 1, found 0)" */ ()
	print(nil /* ERROR "use of untyped nil in argument to built-in print" */ )
	_ = unsafe.Offsetof(n /* ERROR "invalid argument: n is not a selector expression" */ )
	_ = unsafe.Offsetof(field /* ERROR "invalid argument: struct{a int8; b int64} has no single field c" */ .c)
	_ = unsafe.Add(n /* ERROR "cannot use n (variable of type int) as unsafe.Pointer value in argument to unsafe.Add" */ , 1)
	_ = unsafe.Slice(n /* ERROR "invalid argument: n (variable of type int) is not a pointer" */ , 1)
	_ = unsafe.Slice(&n, - /* ERROR "invalid argument: length -1 (constant of type int) must not be negative" */ 1)
	_ = unsafe.String(& /* ERROR "cannot use &n (value of type *int) as *byte value in argument to unsafe.String" */ n, 1)
	_ = unsafe.StringData(b /* ERROR "cannot use b (variable of type []byte) as string value in argument to unsafe.StringData" */ )
	_ = unsafe.SliceData(s /* ERROR "invalid argument: s (variable of type string) is not a slice" */ )
	const _ = unsafe /* ERROR "unsafe.Sizeof(t) (value of type uintptr) is not constant" */ .Sizeof(t)
	const _ = len(a)
	len := 1
	_ = len /* ERROR "invalid operation: cannot call len (variable of type int): int is not a function" */ (b)
}
