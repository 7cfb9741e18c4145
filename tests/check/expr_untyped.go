// Untyped operands: their final types, shifts, and constants that do not fit.

package p

var (
	s uint = 3
	f float64
	i int8
	u uint16
)

var (
	_ int32   = 1 << s
	_ float64 = 1 /* ERROR "shifted operand 1 (type float64) must be integer" */ << s
	_         = 1.0 /* ERROR "shifted operand 1.0 (type float64) must be integer" */ << s
	_         = f + 1 /* ERROR "shifted operand 1 (type float64) must be integer" */ <<s
	_         = i + 1<<s
	_         = 2.5 /* ERROR "shifted operand 2.5 (untyped float constant) must be integer" */ << s
	_         = 1 << - /* ERROR "negative shift count -1 (untyped int constant)" */ 1
	_         = 1 << f /* ERROR "shift count f (variable of type float64) must be integer" */
	_         = 1 << 2000 /* ERROR "invalid shift count 2000 (untyped int constant)" */
	_ = i + 200 /* ERROR "200 (untyped int constant) overflows int8" */
	_ = i + 1.5 /* ERROR "1.5 (untyped float constant) truncated to int8" */
	_ = i /* ERROR "mismatched types int8 and untyped string" */ + "a"
	_ = u * - /* ERROR "-1 (untyped int constant) overflows uint16" */ 1
	_ int8 = 300 /* ERROR "cannot use 300 (untyped int constant) as int8 value in variable declaration (overflows)" */
	_ int8 = 1.5 /* ERROR "cannot use 1.5 (untyped float constant) as int8 value in variable declaration (truncated)" */
	_ = int8(300 /* ERROR "constant 300 overflows int8" */ )
	_ = 1 / 0 /* ERROR "division by zero" */
	_ = i % 0 /* ERROR "division by zero" */
	_ = f / 0.0
	_ = 1.0 / 0.0 /* ERROR "division by zero" */
	_ = nil /* ERROR "use of untyped nil in variable declaration" */
	_ = int8 /* ERROR "int8(100) * 2 (constant 200 of type int8) overflows int8" */ (100) * 2
)
