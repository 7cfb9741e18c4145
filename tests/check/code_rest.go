package p

import (
	"strings"
	"sync"
	"unsafe"
)

type C1 chan int
type C2 chan int

var c1 C1
var _ C2 = c1 /* ERROR `cannot use c1 (variable of chan type C1) as C2 value in variable declaration` */

type B interface {
	_ /* ERROR `methods must have a unique non-blank name` */()
}

var _ = iota /* ERROR `cannot use iota outside constant declaration` */

var i = 1
var _ = []int{i /* ERROR `index i must be integer constant` */: 1, "a" /* ERROR `cannot convert "a" (untyped string constant) to type int` */: 2, - /* ERROR `invalid argument: index -1 (constant of type int) must not be negative` */1: 3}
var _ = strings.Reader{nil /* ERROR `implicit assignment to unexported field s in struct literal of type strings.Reader` */, 0 /* ERROR `implicit assignment to unexported field i in struct literal of type strings.Reader` */, 0 /* ERROR `implicit assignment to unexported field prevRune in struct literal of type strings.Reader` */}

type S struct{ a, b int }
type E struct{ *S }

var _ = S{0 /* ERROR `invalid field name 0 in struct literal` */: 1}
var _ = S{i /* ERROR `invalid field name i + 1 in struct literal` */ + 1: 1}
var _ = E{a /* ERROR `invalid implicit pointer indirection to reach a` */: 1}

var _ = strings.genSplit /* ERROR `name genSplit not exported by package strings` */
var _ sync.noCopy /* ERROR `name noCopy not exported by package sync` */
var _ = real("x" /* ERROR `invalid argument: argument has type untyped string, expected complex type` */)
var _ = real(1 << 3.5 /* ERROR `3.5 (untyped float constant) truncated to uint` */)

func (S) method() {}

var s S
var e E
var _ = unsafe.Offsetof(s /* ERROR `invalid argument: s.method is a method value` */.method)
var _ = unsafe.Offsetof(e /* ERROR `invalid argument: field a is embedded via a pointer in E` */.a)
var p unsafe.Pointer
var bp *byte
var _ = unsafe.Add(p, 1.5 /* ERROR `1.5 (untyped float constant) truncated to int` */)
var fl float64
var _ = unsafe.Add(p, "x" /* ERROR `cannot convert "x" (untyped string constant) to type int` */)
var _ = unsafe.Add(p, fl /* ERROR `invalid argument: length fl (variable of type float64) must be integer` */)
var _ = unsafe.String(bp, 1.5 /* ERROR `1.5 (untyped float constant) truncated to int` */)
var _ = unsafe.String(bp, - /* ERROR `invalid argument: length -1 (constant of type int) must not be negative` */1)

type huge [1 << 40][1 << 40]int

var _ = unsafe.Sizeof(huge /* ERROR `huge{} (value of array type huge) is too large` */{})

type hs struct {
	a [1 << 40][1 << 30]byte
	b int
}

var hv hs
var _ = unsafe.Offsetof(hv /* ERROR `hv (variable of struct type hs) is too large` */.b)
var _ = 1[ /* ERROR `cannot index 1 (untyped int constant)` */0]
var _ = [2][2]int{{1}, {{ /* ERROR `invalid composite literal element type int` */}}}
var _ = &[]*int{{ /* ERROR `invalid composite literal element type *int` */}}
var _ = S{{ /* ERROR `missing type in composite literal` */1}, 2}
