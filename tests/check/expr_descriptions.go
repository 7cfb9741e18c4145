// How messages describe operands.

package p

type (
	num   int
	list  []int
	alias = []int
	pair  struct{ a, b int }
)

func none()            {}
func two() (int, bool) { return 0, false }

func descriptions[P interface{ ~int | ~string }, Q any](p P, q Q, n num, l list, a alias, m map[string]pair, b byte, e error, c chan int) {
	_ = !n /* ERROR "operator ! not defined on n (variable of int type num)" */
	_ = !l /* ERROR "operator ! not defined on l (variable of slice type list)" */
	_ = !a /* ERROR "operator ! not defined on a (variable of slice type alias)" */
	_ = !b /* ERROR "operator ! not defined on b (variable of type byte)" */
	_ = !p /* ERROR "operator ! not defined on p (variable of type P constrained by interface{~int | ~string})" */
	_ = !q /* ERROR "operator ! not defined on q (variable of type Q constrained by any)" */
	_ = -m /* ERROR "operator - not defined on m[\"x\"] (map index expression of struct type pair)" */ ["x"]
	_ = -<-c
	_ = !<- /* ERROR "operator ! not defined on <-c (comma, ok expression of type int)" */ c
	_ = -e /* ERROR "operator - not defined on e (variable of interface type error)" */
	_ = -nil /* ERROR "operator - not defined on nil" */
	_ = -"s" /* ERROR "operator - not defined on \"s\" (untyped string constant)" */
	_ = -pair /* ERROR "operator - not defined on pair{…} (value of struct type pair)" */ {1, 2}
	_ = none /* ERROR "none() (no value) used as value" */ ()
	_ = two /* ERROR "multiple-value two() (value of type (int, bool)) in single-value context" */ () + 1
	_ = len /* ERROR "len (built-in) must be called" */
	_ = num /* ERROR "num (type) is not an expression" */
}
