// Generic declarations: methods with type parameters, constraints, instantiation, aliases.

package p

type Num interface{ ~int | ~float64 }
type Pair[A, B any] struct { a A; b B }
type List[T any] struct { next *List[T]; v T }
type Set[K comparable] map[K]struct{}
type Fn[A any] func(A) A
type Alias[T any] = Pair[T, T]
type AliasBad[T any] = T /* ERROR `cannot use type parameter declared in alias declaration as RHS` */
type AliasNum[T Num] = List[T]

func (p Pair[A, B]) Map[C any](f func(A) C) Pair[C, B] { return Pair[C, B]{f(p.a), p.b} }
func (p Pair[A, B]) Self() Pair[B, A] { return Pair[B, A]{p.b, p.a} }
func (l *List[T]) Bad[T /* ERROR `T redeclared in this block` */ any](x T) {}
func (l *List[T]) Num[N Num](x N) N { return x /* ERROR `invalid operation: x + l.v (mismatched types N and T)` */ + l.v }

type HasSelf interface{ Self() Pair[int, string] }

func sum[T Num](xs ...T) (s T) { for _, x := range xs { s += x }; return }
func apply[T any, F Fn[T]](f F, x T) T { return f(x) }
func two[A, B any](a A, b B) {}
func cons[T interface{ *E }, E any](x T) E { return *x }

func use() {
	var p Pair[int, string]
	q := p.Map(func(i int) string { return i /* ERROR `cannot use i (variable of type int) as string value in return statement` */ })
	r := p.Map[bool](func(i int) bool { return i > 0 })
	_ = p.Map[bool, int /* ERROR `got 2 type arguments but want 1` */ ]
	_ = p /* ERROR `cannot use generic function p.Map without instantiation` */ .Map
	m := p.Map[string]
	_, _, _ = q, r, m
	var i interface{} = p
	_ = i.(HasSelf)
	var _ HasSelf = p /* ERROR `cannot use p (variable of struct type Pair[int, string]) as HasSelf value in variable declaration: Pair[int, string] does not implement HasSelf (wrong type for method Self)` */
	var _ HasSelf = Pair[string, int]{}
	_ = sum(1, 2.5)
	_ = sum(1, "a" /* ERROR `in call to sum, mismatched types untyped int and untyped string (cannot infer T)` */ )
	_ = sum[string /* ERROR `string does not satisfy Num (string missing in ~int | ~float64)` */ ]
	_ = sum( /* ERROR `in call to sum, cannot infer T (declared` */ )
	_ = sum[int](1.5 /* ERROR `cannot use 1.5 (untyped float constant) as int value in argument to sum[int] (truncated)` */ )
	two[int](1 /* ERROR `not enough arguments in call to two[int]` */ )
	two[int, string, bool /* ERROR `got 3 type arguments but want 2` */ ](1, "a")
	two( /* ERROR `in call to two, cannot infer B (declared` */ 1, nil)
	two[int](2, "x")
	_ = cons( /* ERROR `in call to cons, cannot infer T (declared` */ 3)
	_ = cons(new(int)) + 1
	_ = apply( /* ERROR `func(x int) int does not satisfy Fn[int] (func(x int) int missing in p.Fn[int])` */ func(x int) int { return x }, 1)
	_ = Set[[ /* ERROR `[]int does not satisfy comparable` */ ]int]{}
	_ = Set[func( /* ERROR `func() does not satisfy comparable` */ )]{}
	_ = Set[any]{}
	var l List[int]
	l.Num(1)
	l.next = List /* ERROR `cannot use List[int]{} (value of struct type List[int]) as *List[int] value in assignment` */ [int]{}
	l.next = & /* ERROR `cannot use &List[string]{} (value of type *List[string]) as *List[int] value in assignment` */ List[string]{}
	_ = Alias[int]{1, "a" /* ERROR `cannot use "a" (untyped string constant) as int value in struct literal` */ }
	_ = AliasNum[string /* ERROR `string does not satisfy Num (string missing in ~int | ~float64)` */ ]{}
	var a /* ERROR `declared and not used: a` */ AliasBad /* ERROR `cannot use generic type AliasBad[T any] without instantiation` */ [int] = "x"
	_ = List /* ERROR `cannot use generic type List[T any] without instantiation` */ {}
	_ = Pair /* ERROR `not enough type arguments for type Pair: have 1, want 2` */ [int]{}
	_ = Pair /* ERROR `cannot use generic type Pair[A, B any] without instantiation` */ {1, 2}
	var f /* ERROR `declared and not used: f` */ Fn /* ERROR `cannot use generic type Fn[A any] without instantiation` */ = nil
	sum /* ERROR `cannot use generic function sum without instantiation` */ = nil
	type local[T any] struct{}
	_ = Num /* ERROR `cannot use interface Num in conversion (contains specific type constraints or is comparable)` */ (1)
	var n /* ERROR `declared and not used: n` */ Num /* ERROR `cannot use type Num outside a type constraint: interface contains type constraints` */
	switch any(p).(type) {
	case Pair /* ERROR `cannot use generic type Pair[A, B any] without instantiation` */ :
	case Num /* ERROR `cannot use type Num outside a type constraint: interface contains type constraints` */ :
	case List[int], List /* ERROR `duplicate case List[int] in type switch` */ [int]:
	}
}

func ops[T any, N Num, S ~string | ~[]byte, P *int | *string, C comparable, I int | interface{ ~int8 }](t T, n N, s S, p P, c C, i I) {
	_ = t /* ERROR `invalid operation: t == t (incomparable types in type set)` */ == t
	_ = c == c
	_ = t /* ERROR `invalid operation: operator + not defined on t (variable of type T constrained by any)` */ + t
	_ = n + n
	_ = n /* ERROR `invalid operation: operator % not defined on n (variable of type N constrained by Num)` */ % n
	_ = n /* ERROR `invalid operation: shifted operand n (variable of type N constrained by Num) must be integer` */ << 1
	_ = s[0]
	_ = s[1:]
	s /* ERROR `cannot assign to s[0] (neither addressable nor a map index expression)` */ [0] = 'a'
	_ = *p /* ERROR `invalid operation: pointers of p (variable of type P constrained by *int | *string) must have identical base types` */
	_ = len(s) + len(t /* ERROR `invalid argument: t (variable of type T constrained by any) for built-in len` */ )
	_ = N(1.5 /* ERROR `cannot convert 1.5 (untyped float value) to type N: cannot convert 1.5 (untyped float constant) to type int (in N)` */ )
	_ = N(1)
	_ = T(1 /* ERROR `cannot convert 1 (untyped int value) to type T: T does not contain specific types` */ )
	_ = string(s)
	_ = T(nil /* ERROR `cannot convert nil to type T` */ )
	var _ T = nil /* ERROR `cannot use nil as T value in variable declaration` */
	var _ N = 1
	var _ N = 1.5 /* ERROR `cannot use 1.5 (untyped float constant) as N value in variable declaration` */
	_ = n.x /* ERROR `n.x undefined (type N has no field or method x)` */
	_ = t.String /* ERROR `t.String undefined (type T has no field or method String)` */ ()
	_ = i + 1000 /* ERROR `cannot convert 1000 (untyped int constant) to type I` */
	_ = I(1000 /* ERROR `cannot convert 1000 (untyped int value) to type I: constant 1000 overflows int8 (in I)` */ )
	_ = -n
	_ = !n /* ERROR `invalid operation: operator ! not defined on n (variable of type N constrained by Num)` */
	_ = ^n /* ERROR `invalid operation: operator ^ not defined on n (variable of type N constrained by Num)` */
	_ = make(S /* ERROR `invalid argument: cannot make S: type must be slice, map, or channel` */ , 1)
	_ = new(T)
	_ = T /* ERROR `invalid composite literal type T (no common underlying type)` */ {}
	_ = []T{t, n /* ERROR `cannot use n (variable of type N constrained by Num) as T value in array or slice literal` */ }
	_ = map[T /* ERROR `invalid map key type T (missing comparable constraint)` */ ]int{}
	_ = map[C]int{}
	t /* ERROR `invalid operation: cannot call t (variable of type T constrained by any): no specific type` */ ()
	for range t /* ERROR `cannot range over t (variable of type T constrained by any): no specific type` */ {
	}
	<-t /* ERROR `invalid operation: cannot receive from t (variable of type T constrained by any): no specific channel type` */
	_ = t /* ERROR `invalid operation: cannot use type assertion on type parameter value t (variable of type T constrained by any)` */ .(int)
	_ = any(t).(int)
	switch t /* ERROR `cannot use type switch on type parameter value t (variable of type T constrained by any)` */ .(type) {
	}
	var x /* ERROR `declared and not used: x` */ interface{ Foo() } = t /* ERROR `cannot use t (variable of type T constrained by any) as interface{Foo()} value in variable declaration` */
	_ = &t == nil
	const k N /* ERROR `invalid constant type N` */ = 1
	_ = [N /* ERROR `invalid array length N` */ ]int{}
	_ = struct{ T /* ERROR `embedded field type cannot be a (pointer to a) type parameter` */ }{}
	type X struct{ T /* ERROR `embedded field type cannot be a (pointer to a) type parameter` */ ; * /* ERROR `embedded field type cannot be a (pointer to a) type parameter` */ N }
}

func noInfer[T any]() {}
func _() {
	noInfer( /* ERROR `in call to noInfer, cannot infer T (declared` */ )
	noInfer[int]()
	go noInfer /* ERROR `expression in go must be function call` */
	defer noInfer /* ERROR `expression in defer must be function call` */ [int]
	var f func(int) = two /* ERROR `type func(int) of f does not match func(a A, b B) (cannot infer A and B)` */
	var g func(int, string) = two
	var h func(x ...int) int = sum
	_, _, _ = f, g, h
	return noInfer /* ERROR `cannot use generic function noInfer without instantiation` */
}

func (x T1[P]) m(P) {}
func (x *T1[Q]) n(q Q) Q { return q }
func (T1[_]) o() {}
func (T1[A]) p(A /* ERROR `A redeclared in this block` */ A) {}
type T1[P interface{ m(P) }] struct{}
var _ T1[T2]
type T2 struct{}
func (T2) m(T2) {}
var _ T1[int /* ERROR `int does not satisfy interface{m(int)} (missing method m)` */ ]
