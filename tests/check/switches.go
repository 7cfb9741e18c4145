// Switches and selects: duplicates, types of cases, type switches, fallthrough.

package p

type I interface{ M() }
type J interface{ M() int }
type T struct{}
type U struct{}

func (T) M()  {}
func (*U) M() {}

func exprs(i int, s string, f float64, b bool, a any, t T, fn func(), sl []int) {
	switch i {
	case 1, 2, 1 /* ERROR `duplicate case 1 (constant of type int) in expression switch` */ :
	case 2 /* ERROR `duplicate case 2 (constant of type int) in expression switch` */ :
	case "a" /* ERROR `cannot convert "a" (untyped string constant) to type int` */ :
	case 1.0 /* ERROR `duplicate case 1.0 (constant 1 of type int) in expression switch` */ :
	case 1.5 /* ERROR `1.5 (untyped float constant) truncated to int` */ :
	case i:
	case nil /* ERROR `cannot convert nil to type int` */ :
	default:
	default /* ERROR `multiple defaults` */ :
	}
	switch s {
	case "a", "b", "a" /* ERROR `duplicate case "a" (constant of type string) in expression switch` */ :
	case 'a' /* ERROR `cannot convert 'a' (untyped rune constant 97) to type string` */ :
	}
	switch {
	case true:
	case true:
	case false, b:
	case 1 /* ERROR `cannot convert 1 (untyped int constant) to type bool` */ :
	case i > 0:
	}
	switch true {
	case true, true:
	}
	switch a {
	case 1, 1 /* ERROR `duplicate case 1 (constant of type int) in expression switch` */ :
	case int8(1), uint8(1), int8 /* ERROR `duplicate case int8(1) (constant 1 of type int8) in expression switch` */ (1):
	case "a", 'a', 1.0:
	case nil, nil:
	case fn /* ERROR `invalid case fn in switch on a (func can only be compared to nil)` */ :
	case sl /* ERROR `invalid case sl in switch on a (slice can only be compared to nil)` */ :
	}
	switch f {
	case 1, 1.0 /* ERROR `duplicate case 1.0 (constant 1 of type float64) in expression switch` */ , 1e0 /* ERROR `duplicate case 1e0 (constant 1 of type float64) in expression switch` */ :
	}
	switch t {
	case T{}, T{}:
	}
	switch fn {
	case nil:
	case fn /* ERROR `invalid case fn in switch on fn (func can only be compared to nil)` */ :
	}
	switch sl {
	case nil:
	}
	switch x := i; x {
	}
	switch x /* ERROR `declared and not used: x` */ := i; {
	}
	switch nil /* ERROR `use of untyped nil in switch expression` */ {
	}
	switch one {
	}
	switch two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ () {
	}
	switch none /* ERROR `none() (no value) used as value` */ () {
	}
	switch int /* ERROR `int (type) is not an expression` */ {
	}
	switch undefined /* ERROR `undefined: undefined` */ {
	case undefined /* ERROR `undefined: undefined` */ :
	}
	switch i {
	case one(), two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ ():
	case none /* ERROR `none() (no value) used as value` */ ():
	case int /* ERROR `int (type) is not an expression` */ :
	case 1 /* ERROR `1 << 70 (untyped int constant 1180591620717411303424) overflows int` */ << 70:
	case -1, ^ /* ERROR `duplicate case ^0 (constant -1 of type int) in expression switch` */ 0:
	}
	switch u := uint8(i); u {
	case 256 /* ERROR `256 (untyped int constant) overflows uint8` */ , - /* ERROR `-1 (untyped int constant) overflows uint8` */ 1, 'a', 97 /* ERROR `duplicate case 97 (constant of type uint8) in expression switch` */ :
	}
	switch i /* ERROR `i declared and not used` */ := i /* ERROR `i (variable of type int) is not an interface` */ .(type) {
	}
	switch a {
	case 1:
		fallthrough
	case 2:
		fallthrough /* ERROR `fallthrough statement out of place` */
		i = 1
	case 3:
		if b {
			fallthrough /* ERROR `fallthrough statement out of place` */
		}
	case 4:
		{
			fallthrough /* ERROR `fallthrough statement out of place` */
		}
	case 5:
		fallthrough /* ERROR `cannot fallthrough final case in switch` */
	}
	fallthrough /* ERROR `fallthrough statement out of place` */
}

func one() int        { return 1 }
func two() (int, int) { return 1, 2 }
func none()           {}

func types(a any, i I, n int, p *I, e error) {
	switch a.(type) {
	case int, string, int /* ERROR `duplicate case int in type switch` */ :
	case string /* ERROR `duplicate case string in type switch` */ :
	case nil:
	case nil /* ERROR `duplicate case nil in type switch` */ :
	case I, J:
	case 3 /* ERROR `3 is not a type` */ :
	case undefined /* ERROR `undefined: undefined` */ :
	case *int, []int, map[string]int, * /* ERROR `duplicate case *int in type switch` */ int:
	case struct{ x int }, struct /* ERROR `duplicate case struct{x int} in type switch` */ { x int }:
	case func():
		fallthrough /* ERROR `cannot fallthrough in type switch` */
	case chan int:
		break
	}
	switch x /* ERROR `x declared and not used` */ := a.(type) {
	}
	switch x /* ERROR `x declared and not used` */ := a.(type) {
	case int:
	case string:
	default:
	}
	switch x := a.(type) {
	case int:
		_ = x + 1
	case int8, int16:
		_ = x /* ERROR `invalid operation: x + 1 (mismatched types any and untyped int)` */ + 1
	case nil:
		_ = x /* ERROR `invalid operation: x + 1 (mismatched types any and untyped int)` */ + 1
	default:
		x.M /* ERROR `x.M undefined (type any has no field or method M)` */ ()
	}
	switch x := i.(type) {
	case T, *T:
	case U /* ERROR `impossible type switch case: U` */ :
	case *U:
		_ = x
	case J:
	case int /* ERROR `impossible type switch case: int` */ :
	case error:
	}
	switch n /* ERROR `n (variable of type int) is not an interface` */ .(type) {
	}
	switch p /* ERROR `p (variable of type *I) is not an interface` */ .(type) {
	}
	switch y := n /* ERROR `n (variable of type int) is not an interface` */ .(type) {
	case int:
		_ = y
	}
	switch _ /* ERROR `no new variable on left side of :=` */ := a.(type) {
	case int:
	}
	switch e := e.(type) {
	case interface{ Error() string }:
		_ = e.Error()
	case interface{ Error() int }:
	case *undefined /* ERROR `undefined: undefined` */ :
	}
	switch x /* ERROR `declared and not used: x` */ := 1; x := a.(type) {
	case int:
		_ = x
	}
}

func generic[P any, Q int | string, R I](p P, q Q, r R, a any) {
	switch p /* ERROR `cannot use type switch on type parameter value p (variable of type P constrained by any)` */ .(type) {
	}
	switch any(p).(type) {
	case int, P, Q, int /* ERROR `duplicate case int in type switch` */ :
	case P /* ERROR `duplicate case P in type switch` */ :
	}
	switch p /* ERROR `cannot switch on p (variable of type P constrained by any) (P is not comparable)` */ {
	}
	switch q {
	case "a" /* ERROR `cannot convert "a" (untyped string constant) to type Q` */ :
	case 1 /* ERROR `cannot convert 1 (untyped int constant) to type Q` */ :
	}
	switch a.(type) {
	case P, []P, map[Q]P, [ /* ERROR `duplicate case []P in type switch` */ ]P:
	}
}

func selects(c chan int, r <-chan int, w chan<- int, n int) {
	select {
	case x /* ERROR `declared and not used: x` */ := <-c:
	case x, ok /* ERROR `declared and not used: ok` */ := <-c:
		_ = x
	case n = <-c:
	case n, n = <- /* ERROR `cannot use ok value of (comma, ok) expression (untyped bool value) as int value in multiple assignment` */ c:
	case n, b := <-r:
		_, _ = n, b
	case <-w /* ERROR `invalid operation: cannot receive from send-only channel chan<- int w (variable of type chan<- int)` */ :
	case w <- "a" /* ERROR `cannot use "a" (untyped string constant) as int value in send` */ :
	case r /* ERROR `invalid operation: cannot send to receive-only channel <-chan int r (variable of type <-chan int)` */ <- 1:
	case <-n /* ERROR `invalid operation: cannot receive from non-channel int n (variable of type int)` */ :
	case c <- 1:
	case (<-c):
	case _ = <-c:
	case _, _ = <-c:
	case a /* ERROR `declared and not used: a` */ , b /* ERROR `declared and not used: b` */ , d /* ERROR `declared and not used: d` */ := <- /* ERROR `assignment mismatch: 3 variables but 1 value` */ c:
	case n += <-c:
	case n /* ERROR `select case must be send or receive (possibly with assignment)` */ := n:
	case c /* ERROR `select case must be send or receive (possibly with assignment)` */ :
	case one( /* ERROR `select case must be send or receive (possibly with assignment)` */ ):
	default:
	default /* ERROR `multiple defaults` */ :
	}
}
