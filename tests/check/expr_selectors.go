// Selectors: what is not there, and what is there under another name.

package p

import (
	"bytes"
	"strings"
)

type inner struct{ Field, other int }

func (*inner) Pointer() {}
func (inner) Method()   {}

type left struct{ inner }
type right struct{ inner }
type both struct {
	left
	right
}

type iface interface{ Method() }

func selectors[P iface](in inner, p P, pp *P, ip *iface, b both, buf bytes.Buffer) {
	_ = in.field /* ERROR "in.field undefined (type inner has no field or method field, but does have field Field)" */
	_ = in.Other /* ERROR "in.Other undefined (type inner has no field or method Other, but does have field other)" */
	_ = in.none /* ERROR "in.none undefined (type inner has no field or method none)" */
	_ = in.method /* ERROR "in.method undefined (type inner has no field or method method, but does have method Method)" */
	_ = buf.buf /* ERROR "buf.buf undefined (cannot refer to unexported field buf)" */
	_ = buf.Buf /* ERROR "buf.Buf undefined (type bytes.Buffer has no field or method Buf, but does have unexported field buf)" */
	_ = b.Field /* ERROR "ambiguous selector b.Field" */
	_ = inner.Pointer /* ERROR "invalid method expression inner.Pointer (needs pointer receiver (*inner).Pointer)" */
	_ = (*inner).Pointer
	inner{}.Pointer /* ERROR "cannot call pointer method Pointer on inner" */ ()
	in.Pointer()
	_ = inner /* ERROR "operand for field selector Field must be value of type inner" */ .Field
	p.Method()
	_ = P.Method
	pp.Method /* ERROR "pp.Method undefined (type *P is pointer to type parameter, not type parameter)" */ ()
	ip.Method /* ERROR "ip.Method undefined (type *iface is pointer to interface, not interface)" */ ()
	_ = strings.fields /* ERROR "undefined: strings.fields (but have Fields)" */
	_ = strings.Nothing /* ERROR "undefined: strings.Nothing" */
	var f func(inner) = inner.Method
	var g func(iface) = iface.Method
	_, _ = f, g
}

var _ = inner{Field: 1, field /* ERROR "unknown field field in struct literal of type inner, but does have Field" */ : 2}
var _ = inner{Field: 1, Field /* ERROR "duplicate field name Field in struct literal" */ : 2}
var _ = inner{1} /* ERROR "too few values in struct literal of type inner" */
var _ = inner{1, 2, 3 /* ERROR "too many values in struct literal of type inner" */ }
var _ = inner{Field: 1, 2 /* ERROR "mixture of field:value and value elements in struct literal" */ }
var _ = both{left: left{}, right: right{inner{}}}
var _ = left{Field: 1, other: 2}
var _ = left{inner: inner{}, Field /* ERROR "cannot specify promoted field Field and enclosing embedded field inner" */ : 1}
var _ = [...]int{2: 1, 1, 3 /* ERROR "duplicate index 3 in array or slice literal" */ : 4}
var _ = [2]int{1, 2, 3 /* ERROR "index 2 is out of bounds (>= 2)" */ }
var _ = map[string]int{"a": 1, "a" /* ERROR "duplicate key \"a\" in map literal" */ : 2, 3 /* ERROR "missing key in map literal" */ }
var _ = map[any]int{1: 1, 1.0: 2, int8(1): 3, 1 /* ERROR "duplicate key 1 in map literal" */ : 4}
var _ = []*inner{{1, 2}, {Field: 3}}
