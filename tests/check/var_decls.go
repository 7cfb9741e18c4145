// Variable declarations: numbers of values, initialization cycles, redeclarations.

package p

import (
	"os" /* ERROR `"os" imported and not used` */
	. /* ERROR `"strings" imported and not used` */ "strings"
	_ "math"
	xyz /* ERROR `"bytes" imported as xyz and not used` */ "bytes"
	"os" /* ERROR `"os" imported and not used` */ /* ERROR `os redeclared in this block` */
)

var a, b = 1 /* ERROR `assignment mismatch: 2 variables but 1 value` */
var c = 1, 2 /* ERROR `extra init expr 2` */
var d, e int = f2 /* ERROR `invalid operation: cannot call f2 (variable of type int): int is not a function` */ ()
var g int = f2 /* ERROR `invalid operation: cannot call f2 (variable of type int): int is not a function` */ ()
var h, i, j = f2 /* ERROR `invalid operation: cannot call f2 (variable of type int): int is not a function` */ ()
var k = f0 /* ERROR `f0() (no value) used as value` */ ()
var l = nil /* ERROR `use of untyped nil in variable declaration` */
var m int = nil /* ERROR `cannot use nil as int value in variable declaration` */
var n = T /* ERROR `T (type) is not an expression` */
var o /* ERROR `initialization cycle: o refers to itself` */ = o
var p1 /* ERROR `initialization cycle for p1` */ = p2
var p2 = p3()

func p3() int { return p1 }

var q1 /* ERROR `initialization cycle for q1` */ , q2 = q2, q1
var r interface{ M() } = 3 /* ERROR `cannot use 3 (constant of type int) as interface{M()} value in variable declaration: int does not implement interface{M()} (missing method M)` */
var f2 int
var s /* ERROR `initialization cycle: s refers to itself` */ = func() int { return s() }
var t [t2 /* ERROR `invalid array length t2` */ ]int
var t2 = 3
var t3 [len(t)]int
var _ = undefined /* ERROR `undefined: undefined` */
var _, _ = 1, undefined /* ERROR `undefined: undefined` */
var u = v.w
var v struct{ w, w /* ERROR `w redeclared` */ int }

func f0()            {}
func f2 /* ERROR `f2 redeclared in this block` */ () (int, int) { return 0, 0 }
func init /* ERROR `func init must have no arguments and no return values` */ () int      { return 0 }
func main(x int)     {}
func init()          {}

var init /* ERROR `cannot declare init - must be func` */ = 3

type T struct{}

func unused() {
	var a int
	var b, c = 1, 2
	d /* ERROR `declared and not used: d` */ := 3
	e /* ERROR `declared and not used: e` */ , d := 4, 5
	var f /* ERROR `declared and not used: f` */ int = f /* ERROR `undefined: f` */
	g /* ERROR `declared and not used: g` */ := func() { g /* ERROR `invalid operation: cannot call g (variable of type int): int is not a function` */ () }
	_ = b
	{
		var c /* ERROR `declared and not used: c` */ = c
	}
	if h /* ERROR `declared and not used: h` */ := 1; true {
	}
	for i /* ERROR `declared and not used: i` */ := 0; ; {
	}
	switch j /* ERROR `j declared and not used` */ := any(a).(type) {
	case int:
	}
	switch j /* ERROR `j declared and not used` */ := any(a).(type) {
	}
	var k /* ERROR `declared and not used: k` */ , k /* ERROR `k redeclared in this block` */ int
	l /* ERROR `declared and not used: l` */ , l /* ERROR `l repeated on left side of :=` */ := 1, 2
	var os /* ERROR `declared and not used: os` */ = os /* ERROR `use of package os not in selector` */
	if m /* ERROR `declared and not used: m` */ , err := f2 /* ERROR `invalid operation: cannot call f2 (variable of type int): int is not a function` */ (); err != 0 {
	}
	a = 1
}

func params(a int, a /* ERROR `a redeclared in this block` */ int) (b, a /* ERROR `a redeclared in this block` */ int, _ int) {
	var b /* ERROR `b redeclared in this block` */ int
	return /* ERROR `result parameter a not in scope at return` */
}

func (t T) m(t /* ERROR `t redeclared in this block` */ int) {}
func (T) m /* ERROR `method T.m already declared` */ ()        {}
func (x T) w[P any](P /* ERROR `P redeclared in this block` */ , x /* ERROR `x redeclared in this block` */ int) {}
func ToUpper /* ERROR `ToUpper already declared through dot-import of package strings ("strings")` */ () {}
