// Range clauses over everything that can be ranged over, and over what cannot.

package p

type It func(yield func(int) bool)
type Pt struct{}

func (Pt) All(yield func(int, string) bool) {}

func ranges(i int, i8 int8, f float64, s string, a [3]int, pa *[3]int, sl []string, m map[string]bool, c chan int, w chan<- int, it It, st struct{}, ps *[]int, fn func(func()), fb func(func() bool), f3 func(func(a, b, c int) bool), fr func(func(int)), n func(func(int) bool) int, e any) {
	for range i {
	}
	for x /* ERROR `declared and not used: x` */ := range i {
	}
	for x /* ERROR `declared and not used: x` */ , y /* ERROR `range over i (variable of type int) permits only one iteration variable` */ := range i {
	}
	for i8 = range i /* ERROR `cannot use i (variable of type int) as int8 value in range clause` */ {
	}
	for i8 := range 10 {
		_ = i8 + i
	}
	for i8 = range 300 /* ERROR `cannot use 300 (untyped int constant) as int8 value in range clause (overflows)` */ {
	}
	for f /* ERROR `cannot use iteration variable of type float64` */ = range 3 {
	}
	for x := range 1.5 /* ERROR `cannot range over 1.5 (untyped float constant)` */ {
	}
	for x := range 1.0 /* ERROR `cannot range over 1.0 (untyped float constant 1)` */ {
	}
	for x /* ERROR `declared and not used: x` */ := range 'a' {
	}
	for x := range f /* ERROR `cannot range over f (variable of type float64)` */ {
	}
	for x := range nil /* ERROR `cannot range over nil` */ {
	}
	for x, y := range s {
		_, _ = x+1.5 /* ERROR `1.5 (untyped float constant) truncated to int` */ , y /* ERROR `invalid operation: y + "a" (mismatched types rune and untyped string)` */ +"a"
	}
	for s /* ERROR `cannot use s (value of type int) as string value in assignment` */ , s /* ERROR `cannot use s (value of type rune) as string value in assignment` */ = range s {
	}
	for x /* ERROR `declared and not used: x` */ , y /* ERROR `declared and not used: y` */ , z /* ERROR `range clause permits at most two iteration variables` */ := range s {
	}
	for x /* ERROR `declared and not used: x` */ , y /* ERROR `declared and not used: y` */ := range a {
	}
	for x, y := range pa {
		_, _ = x, y
	}
	for x, y := range sl {
		_ = x /* ERROR `invalid operation: x + y (mismatched types int and string)` */ + y
	}
	for x, y := range m {
		_ = x /* ERROR `invalid operation: x + y (mismatched types string and bool)` */ + y
	}
	for x /* ERROR `declared and not used: x` */ , y /* ERROR `range over c (variable of type chan int) permits only one iteration variable` */ := range c {
	}
	for x := range c {
		_ = x
	}
	for x := range w /* ERROR `cannot range over w (variable of type chan<- int): receive from send-only channel chan<- int` */ {
	}
	for x := range it {
		_ = x /* ERROR `invalid operation: x + "a" (mismatched types int and untyped string)` */ + "a"
	}
	for x /* ERROR `declared and not used: x` */ , y /* ERROR `range over it (variable of func type It) permits only one iteration variable` */ := range it {
	}
	for range it {
	}
	for x, y := range (Pt{}).All {
		_ = x /* ERROR `invalid operation: x + y (mismatched types int and string)` */ + y
	}
	for x := range st /* ERROR `cannot range over st (variable of type struct{})` */ {
	}
	for x := range ps /* ERROR `cannot range over ps (variable of type *[]int)` */ {
	}
	for range fn /* ERROR `cannot range over fn (variable of type func(func())): func must be func(yield func(...) bool): yield func does not return bool` */ {
	}
	for range fb {
	}
	for x /* ERROR `range over fb (variable of type func(func() bool)) permits no iteration variables` */ := range fb {
	}
	for x := range f3 /* ERROR `cannot range over f3 (variable of type func(func(a int, b int, c int) bool)): func must be func(yield func(...) bool): yield func has too many parameters` */ {
	}
	for range fr /* ERROR `cannot range over fr (variable of type func(func(int))): func must be func(yield func(...) bool): yield func does not return bool` */ {
	}
	for range n /* ERROR `cannot range over n (variable of type func(func(int) bool) int): func must be func(yield func(...) bool): unexpected results` */ {
	}
	for range e /* ERROR `cannot range over e (variable of interface type any)` */ {
	}
	for range undefined /* ERROR `undefined: undefined` */ {
	}
	for x := range undefined /* ERROR `undefined: undefined` */ {
		_ = x
	}
	for range ranges /* ERROR `cannot range over ranges (value of type func(i int, i8 int8, f float64, s string, a [3]int, pa *[3]int, sl []string, m map[string]bool, c chan int, w chan<- int, it It, st struct{}, ps *[]int, fn func(func()), fb func(func() bool), f3 func(func(a int, b int, c int) bool), fr func(func(int)), n func(func(int) bool) int, e any)): func must be func(yield func(...) bool): wrong argument count` */ {
	}
	for range int /* ERROR `int (type) is not an expression` */ {
	}
	for range two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ () {
	}
	for range none /* ERROR `none() (no value) used as value` */ () {
	}
	for _ = range i {
	}
	for _, _ = range sl {
	}
	for /* ERROR `no new variables on left side of :=` */ _ := range i {
	}
	for x /* ERROR `declared and not used: x` */ , x /* ERROR `x redeclared in this block` */ := range sl {
	}
	for a[0], sl[1] = range sl {
	}
	for 1 /* ERROR `cannot assign to 1 (neither addressable nor a map index expression)` */ = range i {
	}
	for two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ () = range i {
	}
	for i.x /* ERROR `i.x undefined (type int has no field or method x)` */ = range i {
	}
	for e = range 10 {
	}
	for e, e = range m {
	}
	for undefined /* ERROR `undefined: undefined` */ = range 10 {
	}
	for x := range x /* ERROR `undefined: x` */ {
	}
	for i := range i {
		i /* ERROR `declared and not used: i` */ := i
	}
	for range len(a) {
		break
		continue
	}
	for range 10 << 2 {
	}
	for range -1 {
	}
	for range 1 /* ERROR `cannot use 1 << 70 (untyped int constant 1180591620717411303424) as int value in range clause (overflows)` */ << 70 {
	}
	for x := range 1 << 40 {
		var y /* ERROR `declared and not used: y` */ int32 = x /* ERROR `cannot use x (variable of type int) as int32 value in variable declaration` */
	}
}

func two() (int, int) { return 1, 2 }
func none()           {}

func generic[P any, Q []int | []string, R []int | map[int]int, S ~string, T func(func(int) bool), U int | string, V ~[]E, E any, W chan int | <-chan int](p P, q Q, r R, s S, t T, u U, v V, w W) {
	for range p /* ERROR `cannot range over p (variable of type P constrained by any): no specific type` */ {
	}
	for range q /* ERROR `cannot range over q (variable of type Q constrained by []int | []string): []int and []string have different underlying types` */ {
	}
	for x, y := range r /* ERROR `cannot range over r (variable of type R constrained by []int | map[int]int): []int and map[int]int have different underlying types` */ {
		_ = x + y
	}
	for x, y := range s {
		_, _ = x, y
	}
	for x := range t {
		_ = x
	}
	for range u /* ERROR `cannot range over u (variable of type U constrained by int | string): int and string have different underlying types` */ {
	}
	for x /* ERROR `declared and not used: x` */ , y := range v {
		var e /* ERROR `declared and not used: e` */ E = y
	}
	for x /* ERROR `declared and not used: x` */ := range w {
	}
}
