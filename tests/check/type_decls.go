// Type declarations: cycles, methods, embedding, generic types.

package p

type A /* ERROR `invalid recursive type: A refers to itself` */ A
type B /* ERROR `invalid recursive type B` */ C
type C B
type D /* ERROR `invalid recursive type: D refers to itself` */ struct{ d D }
type E /* ERROR `invalid recursive type: E refers to itself` */ struct{ e [2]E }
type F struct{ f []F }
type G /* ERROR `invalid recursive type: G refers to itself` */ [len(G{})]int
type H /* ERROR `invalid recursive type: H refers to itself` */ = H
type I /* ERROR `invalid recursive type: I refers to itself` */ = []I
type J /* ERROR `invalid recursive type: J refers to itself` */ interface{ J }
type K /* ERROR `invalid recursive type K` */ interface{ L }
type L interface{ K }
type M /* ERROR `invalid recursive type M` */ struct{ N }
type N struct{ M }
type O func(O) O
type P map[P /* ERROR `invalid map key type P` */ ]int
type Q map[string]Q
type R /* ERROR `invalid recursive type: R refers to itself` */ [2]R
type S chan S
type U *U
type V struct {
	a int
	a /* ERROR `a redeclared` */ string
	int
	*int /* ERROR `int redeclared` */
	*V
	W
	* /* ERROR `embedded field type cannot be a pointer to an interface` */ X
	Y /* ERROR `embedded field type cannot be a pointer` */
	Z
}
type W interface{}
type X interface{}
type Y *int
type Z = *int
type AA struct{ b func(); * /* ERROR `embedded field type cannot be a pointer` */ Y }

type BB int

func (BB) m()   {}
func (*BB) m /* ERROR `method BB.m already declared` */ ()  {}
func (b ** /* ERROR `invalid receiver type **BB` */ BB) n() {}
func (int /* ERROR `cannot define new methods on non-local type int` */ ) o()  {}
func (W /* ERROR `invalid receiver type W (pointer or interface type)` */ ) p()    {}
func (Y /* ERROR `invalid receiver type Y (pointer or interface type)` */ ) q()    {}
func (*Y /* ERROR `invalid receiver type Y (pointer or interface type)` */ ) r()   {}
func (Z /* ERROR `cannot define new methods on non-local type int` */ ) s()    {}
func ([ /* ERROR `invalid receiver type []int` */ ]int) t() {}
func (undefined /* ERROR `undefined: undefined` */ ) u() {}
func (CC) m /* ERROR `field and method with the same name m` */ () {}
func (DD) x() {}
func (BB) _() {}
func (BB) _() {}

type CC struct{ m int }
type DD = BB

func (EE /* ERROR `cannot define new methods on non-local type EE` */ ) String() string { return "" }

type EE = string

type GenA[T any] struct{ x T }
type GenB[T GenA[T]] struct{}
type GenC[T GenC[T]] struct{}
type GenD[T, T /* ERROR `T redeclared in this block` */ any] struct{}
type GenE[T any] T /* ERROR `cannot use a type parameter as RHS in type declaration` */
type GenF[T any] []GenF[T]
type GenG[T any] struct{ f GenG /* ERROR `invalid recursive type: GenG[*T] refers to itself` */ [*T] }
type GenH[T interface{ ~int | string; M() }] int
type GenI[T undefined /* ERROR `undefined: undefined` */ ] int
type GenJ[T int] = GenA[T]
type GenK[_ any] int
type GenL[T *int,] int
type GenM[T /* ERROR `undefined: T` */ *U2 /* ERROR `U2 (type) is not an expression` */ ] int
type U2 int

func (g GenA[T]) m1()      {}
func (g *GenA[U]) m2(U)    {}
func (g GenA /* ERROR `cannot use generic type GenA[T any] without instantiation` */ ) m3()         {}
func (g GenA[int]) m4(int) {}
func (g GenA /* ERROR `receiver declares 2 type parameters, but receiver base type declares 1` */ [T, U]) m5()   {}
func (g GenA[_]) m6()      {}
func (g GenA[T]) T()       {}
func (g GenA[m7]) m7()     {}
func (g GenJ /* ERROR `cannot define new methods on generic alias type GenJ[T int]` */ [T]) m8()      {}
func (g BB /* ERROR `BB is not a generic type` */ [T]) m9()        {}

var (
	_ GenA /* ERROR `cannot use generic type GenA[T any] without instantiation` */
	_ GenA /* ERROR `too many type arguments for type GenA: have 2, want 1` */ [int, string]
	_ GenB[GenA /* ERROR `GenA[int] does not satisfy GenA[GenA[int]] (GenA[int] missing in p.GenA[p.GenA[int]])` */ [int]]
	_ GenH[int /* ERROR `int does not satisfy interface{M(); ~int | string} (missing method M)` */ ]
	_ GenJ[string /* ERROR `string does not satisfy int (string missing in int)` */ ]
	_ BB /* ERROR `invalid operation: BB[int] (BB is not a generic type)` */ [int]
	_ map[[ /* ERROR `invalid map key type []int` */ ]int]int
	_ map[GenA /* ERROR `invalid map key type GenA[[]int]` */ [[]int]]int
	_ [- /* ERROR `invalid array length -1 (untyped int constant)` */ 1]int
	_ [1.5 /* ERROR `array length 1.5 (untyped float constant) must be integer` */ ]int
	_ ["a" /* ERROR `array length "a" (untyped string constant) must be integer` */ ]int
	_ [n /* ERROR `invalid array length n` */ ]int
	_ [1 << 62]int
	_ [ /* ERROR `invalid use of [...] array (outside a composite literal)` */ ...]int
	_ chan undefined /* ERROR `undefined: undefined` */
	_ struct{ W; * /* ERROR `embedded field type cannot be a pointer to an interface` */ W /* ERROR `W redeclared` */ }
	_ interface{ m(); m /* ERROR `duplicate method m` */ () }
	_ interface /* ERROR `cannot use type interface{int} outside a type constraint: interface contains type constraints` */ { int }
	_ interface /* ERROR `cannot use type interface{BB} outside a type constraint: interface contains type constraints` */ { BB }
	_ interface /* ERROR `cannot use type interface{~BB} outside a type constraint: interface contains type constraints` */ { ~ /* ERROR `invalid use of ~ (underlying type of BB is int)` */ BB }
	_ interface /* ERROR `cannot use type interface{comparable} outside a type constraint: interface is (or embeds) comparable` */ { comparable }
	_ interface{ m(); interface /* ERROR `duplicate method m` */ { m() int } }
	_ comparable /* ERROR `cannot use type comparable outside a type constraint: interface is (or embeds) comparable` */
	_ *comparable /* ERROR `cannot use type comparable outside a type constraint: interface is (or embeds) comparable` */
)
var n = 3

func fn[T any, U int | T /* ERROR `term cannot be a type parameter` */ , V interface{ T /* ERROR `term cannot be a type parameter` */ }, W ~int | ~ /* ERROR `overlapping terms ~int and ~int` */ int | string, X comparable /* ERROR `cannot use comparable in union` */ | int, Y interface /* ERROR `cannot use interface{M()} in union (interface{M()} contains methods)` */ { M() } | int]() {}
func fo[T any](T) { type L[U any] struct{}; type X = T; type Y T /* ERROR `cannot use a type parameter as RHS in type declaration` */ ; var _ L[int] }
