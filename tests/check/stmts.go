// Statements: conditions, assignments, returns, labels, go and defer, send, inc and dec.

package p

func conds(i int, s string, b bool, bb B) {
	if i /* ERROR `non-boolean condition in if statement` */ {
	}
	if s := 1; s /* ERROR `non-boolean condition in if statement` */ {
	}
	if bb {
	}
	if b = true; b {
	}
	for i /* ERROR `non-boolean condition in for statement` */ {
	}
	for i := 0; i /* ERROR `non-boolean condition in for statement` */ ; i++ {
	}
	if nil /* ERROR `non-boolean condition in if statement` */ {
	}
	if f /* ERROR `f() (no value) used as value` */ () {
	}
	if two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ () {
	}
}

type B bool

func f()                {}
func two() (int, int)   { return 1, 2 }
func one() int          { return 1 }

func simple(i int, s string, p *int, c chan int, r <-chan int, w chan<- string) {
	i /* ERROR `i (variable of type int) is not used` */
	1 /* ERROR `1 (untyped int constant) is not used` */
	i /* ERROR `i + 1 (value of type int) is not used` */ + 1
	one /* ERROR `one (value of type func() int) is not used` */
	one()
	two()
	len /* ERROR `len(s) (value of type int) is not used` */ (s)
	append /* ERROR `append([]int{}, 1) (value of type []int) is not used` */ ([]int{}, 1)
	int /* ERROR `int(i) (value of type int) is not used` */ (i)
	(one())
	<-c
	<-w /* ERROR `invalid operation: cannot receive from send-only channel chan<- string w (variable of type chan<- string)` */
	- /* ERROR `-i (value of type int) is not used` */ i
	func /* ERROR `func() {} (value of type func()) is not used` */ () {}
	func() {}()
	nil /* ERROR `nil is not used` */
	T /* ERROR `T (type) is not an expression` */
	T /* ERROR `T{} (value of struct type T) is not used` */ {}
	"a" /* ERROR `"a" (untyped string constant) is not used` */
	s.x /* ERROR `s.x undefined (type string has no field or method x)` */
	i++
	s /* ERROR `invalid operation: s++ (non-numeric type string)` */ ++
	p /* ERROR `invalid operation: p++ (non-numeric type *int)` */ ++
	"a" /* ERROR `invalid operation: "a"++ (non-numeric type untyped string)` */ ++
	one /* ERROR `cannot assign to one() (neither addressable nor a map index expression)` */ ()++
	nil /* ERROR `invalid operation: nil-- (non-numeric type untyped nil)` */ --
	c <- "a" /* ERROR `cannot use "a" (untyped string constant) as int value in send` */
	r /* ERROR `invalid operation: cannot send to receive-only channel <-chan int r (variable of type <-chan int)` */ <- 1
	w <- 1 /* ERROR `cannot use 1 (untyped int constant) as string value in send` */
	i /* ERROR `invalid operation: cannot send to non-channel int i (variable of type int)` */ <- 1
	c <- two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ ()
	nil /* ERROR `invalid operation: cannot send to non-channel untyped nil nil` */ <- nil
	i /* ERROR `invalid operation: i += "a" (mismatched types int and untyped string)` */ += "a"
	s /* ERROR `invalid operation: s += 1 (mismatched types string and untyped int)` */ += 1
	s /* ERROR `invalid operation: operator - not defined on s (variable of type string)` */ -= "a"
	p /* ERROR `invalid operation: p += 1 (mismatched types *int and untyped int)` */ += 1
	i <<= 1.5 /* ERROR `1.5 (untyped float constant) truncated to uint` */
	i <<= - /* ERROR `invalid operation: negative shift count -1 (untyped int constant)` */ 1
	i /= 0 /* ERROR `invalid operation: division by zero` */
	undefined /* ERROR `undefined: undefined` */ += 1
	_ = undefined /* ERROR `undefined: undefined` */
	_ /* ERROR `cannot use _ as value or type` */ += 1
	_ = nil /* ERROR `use of untyped nil in assignment to _ identifier` */
	_ = one
	_ = f /* ERROR `f() (no value) used as value` */ ()
	_ = two /* ERROR `assignment mismatch: 1 variable but two returns 2 values` */ ()
	_ = T /* ERROR `T (type) is not an expression` */
	x /* ERROR `declared and not used: x` */ , y /* ERROR `declared and not used: y` */ := 1 /* ERROR `assignment mismatch: 2 variables but 1 value` */
	x, y := /* ERROR `no new variables on left side of :=` */ 1 /* ERROR `assignment mismatch: 2 variables but 3 values` */ , 2, 3
	one /* ERROR `cannot assign to one() (neither addressable nor a map index expression)` */ () = 2
	1 /* ERROR `cannot assign to 1 (neither addressable nor a map index expression)` */ = 2
	"abc" /* ERROR `cannot assign to "abc"[0] (neither addressable nor a map index expression)` */ [0] = 'a'
	s /* ERROR `cannot assign to s[0] (neither addressable nor a map index expression)` */ [0] = 'a'
	map /* ERROR `cannot assign to struct field map[string]T{}["a"].f in map` */ [string]T{}["a"].f = 1
	i = s /* ERROR `cannot use s (variable of type string) as int value in assignment` */
	i, s = s /* ERROR `cannot use s (variable of type string) as int value in multiple assignment` */ , i /* ERROR `cannot use i (variable of type int) as string value in multiple assignment` */
	i, i = two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ (), 1
	nil /* ERROR `cannot assign to nil (neither addressable nor a map index expression)` */ = 1
	T /* ERROR `T (type) is not an expression` */ = 1
	f /* ERROR `declared and not used: f` */ := 1
	two() = 1 /* ERROR `assignment mismatch: 1 variable but 2 values` */ , 2
	(i) = 2
	( /* ERROR `non-name (i) on left side of :=` */ i) := 3
	i := /* ERROR `no new variables on left side of :=` */ 3
	T /* ERROR `non-name T.f on left side of :=` */ /* ERROR `operand for field selector f must be value of type T` */ .f := 3
	var q /* ERROR `declared and not used: q` */ , _ = two()
	p, q := /* ERROR `no new variables on left side of :=` */ &i, 1
	*i /* ERROR `invalid operation: cannot indirect i (variable of type int)` */ = 3
	*p = "a" /* ERROR `cannot use "a" (untyped string constant) as int value in assignment` */
	& /* ERROR `cannot assign to &i (neither addressable nor a map index expression)` */ i = p
}

type T struct{ f int }

func rets() (int, string) {
	return /* ERROR `not enough return values` */
	return 1 /* ERROR `not enough return values` */
	return 1, "a"
	return 1, 2 /* ERROR `cannot use 2 (untyped int constant) as string value in return statement` */
	return 1, "a", 3 /* ERROR `too many return values` */
	return two /* ERROR `cannot use 2nd function result (value of type int) as string value in return statement` */ ()
	return two /* ERROR `multiple-value two() (value of type (int, int)) in single-value context` */ (), 1 /* ERROR `cannot use 1 (untyped int constant) as string value in return statement` */
	return one /* ERROR `not enough return values` */ ()
	return nil /* ERROR `cannot use nil as int value in return statement` */ , nil /* ERROR `cannot use nil as string value in return statement` */
	return f /* ERROR `f() (no value) used as value` */ ()
}

func noret() {
	return 1 /* ERROR `too many return values` */
	return f /* ERROR `f() (no value) used as value` */ ()
	return one /* ERROR `too many return values` */ ()
	return nil /* ERROR `too many return values` */
}

func named() (a int, err error) {
	{
		a := 1
		_ = a
		return /* ERROR `result parameter a not in scope at return` */
	}
	if a, err := 1, error(nil); err != nil {
		return /* ERROR `result parameter err not in scope at return` */ /* ERROR `result parameter a not in scope at return` */
	} else {
		return a, err
	}
	func() {
		return
	}()
	return
}

func god(x T, fs []func()) {
	go f /* ERROR `expression in go must be function call` */
	go f()
	defer f /* ERROR `expression in defer must be function call` */
	go len /* ERROR `go discards result of len("a") (constant 1 of type int)` */ ("a")
	defer append /* ERROR `defer discards result of append([]int{}, 1) (value of type []int)` */ ([]int{}, 1)
	defer int /* ERROR `defer requires function call, not conversion int(3) (constant 3 of type int)` */ (3)
	defer panic(1)
	defer recover()
	defer print()
	go copy([]int{}, []int{})
	defer two()
	defer func /* ERROR `expression in defer must be function call` */ () {}
	defer func() int { return 1 }()
	go x /* ERROR `expression in go must be function call` */
	go fs[0]()
	go undefined /* ERROR `undefined: undefined` */ ()
	defer new /* ERROR `defer discards result of new(int) (value of type *int)` */ (int)
	defer T /* ERROR `expression in defer must be function call` */ {}
	defer delete(map[int]int{}, 1)
	defer close(make(chan int))
	defer clear(map[int]int{})
	defer min /* ERROR `defer discards result of min(1, 2) (untyped int constant 1)` */ (1, 2)
}
