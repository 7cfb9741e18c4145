// Assignments: mismatches in number and type, and the words for them.

package p

import "io"

type T struct{ f int }

func (*T) Read([]byte) (int, error) { return 0, nil }

func one() int               { return 1 }
func two() (int, string)     { return 1, "" }
func ret() (int, error)      { return 1 /* ERROR "not enough return values" */ }
func many() int              { return 1, "a" /* ERROR "too many return values" */ }
func take(a int, b ...string) {}

func assignments(m map[string]T, r io.Reader) {
	a, b := one /* ERROR "assignment mismatch: 2 variables but one returns 1 value" */ ()
	var c int = two /* ERROR "multiple-value two() (value of type (int, string)) in single-value context" */ ()
	d, e := 1 /* ERROR "assignment mismatch: 2 variables but 3 values" */ , 2, 3
	_, _, _, _, _ = a, b, c, d, e
	m /* ERROR "cannot assign to struct field m[\"x\"].f in map" */ ["x"].f = 1
	one /* ERROR "cannot assign to one() (neither addressable nor a map index expression)" */ () = 1
	_ = nil /* ERROR "use of untyped nil in assignment to _ identifier" */
	r = T /* ERROR "cannot use T{} (value of struct type T) as io.Reader value in assignment: T does not implement io.Reader (method Read has pointer receiver)" */ {}
	r = &T{}
	var t *T = r /* ERROR "cannot use r (variable of interface type io.Reader) as *T value in variable declaration: need type assertion" */
	t := /* ERROR "no new variables on left side of :=" */ t
	x, ok := m["y"]
	var okAny any
	_, okAny = m["y"]
	_, _, _ = x, ok, okAny
	take /* ERROR "not enough arguments in call to take" */ ()
	take(two())
	take(1, 2 /* ERROR "cannot use 2 (untyped int constant) as string value in argument to take" */ )
	take(1, []string{}...)
	one(1 /* ERROR "too many arguments in call to one" */ )
	one /* ERROR "cannot use ... in call to non-variadic one" */ (nil...)
}

func unused() {
	x /* ERROR "declared and not used: x" */ := 1
	x = 2
	var y int
	func() { _ = y }()
}
