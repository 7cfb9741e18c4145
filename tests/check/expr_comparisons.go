// Comparisons: what cannot be compared, and why.

package p

type (
	incomparable struct{ f []int }
	nested       struct{ in incomparable }
)

func comparisons[P any, C comparable, N interface{ ~int | ~[]int }](p P, c C, n N, i int, s string, l []int, f func(), m map[int]int, a [2][]int, r nested, e error, t *int) {
	_ = i == s /* ERROR "invalid operation: i == s (mismatched types int and string)" */
	_ = l /* ERROR "invalid operation: l == l (slice can only be compared to nil)" */ == l
	_ = f /* ERROR "invalid operation: f == f (func can only be compared to nil)" */ == f
	_ = m /* ERROR "invalid operation: m == m (map can only be compared to nil)" */ == m
	_ = a /* ERROR "invalid operation: a == a ([2][]int cannot be compared)" */ == a
	_ = r /* ERROR "invalid operation: r == r (struct containing incomparable cannot be compared)" */ == r
	_ = p /* ERROR "invalid operation: p == p (incomparable types in type set)" */ == p
	_ = n /* ERROR "invalid operation: n == n (incomparable types in type set)" */ == n
	_ = c == c
	_ = c /* ERROR "invalid operation: c < c (type parameter C cannot use operator <)" */ < c
	_ = t /* ERROR "invalid operation: t < t (operator < not defined on pointer)" */ < t
	_ = e == nil
	_ = nil == nil /* ERROR "invalid operation: nil == nil (operator == not defined on untyped nil)" */
	_ = i == nil /* ERROR "invalid operation: i == nil (mismatched types int and untyped nil)" */
	_ = l == nil
	_ = e == t /* ERROR "invalid operation: e == t (mismatched types error and *int)" */
	switch i {
	case s /* ERROR "invalid case s in switch on i (mismatched types string and int)" */ :
	}
}
