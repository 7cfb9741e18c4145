// Calls of generic functions: inference, functions as arguments, inference from the assigned variable.

package p

func id[T any](x T) T                                { return x }
func apply[T, U any](list []T, f func(T) U) []U      { return nil }
func pair[K comparable, V any](k K, v V) map[K]V     { return nil }
func make1[T any]() T                                { var zero T; return zero }
func sum[T interface{ ~int | ~float64 }](x ...T) T   { return x[0] }

var (
	_ int              = id(1)
	_ float64          = sum(1, 2.5)
	_ []string         = apply([]int{1}, func(int) string { return "" })
	_ []int            = apply([]int{1}, id)
	_ map[string]int   = pair("a", 1)
	_ func(int) int    = id
	_ func(int) int    = id[int]
	_ func(...int) int = sum
	_ map[int]string   = pair[int]("a" /* ERROR "cannot use \"a\" (untyped string constant) as int value in argument to pair[int]" */, "b")
	_                  = id /* ERROR "cannot use generic function id without instantiation" */
	_                  = make1( /* ERROR "in call to make1, cannot infer T" */ )
	_                  = id[int, string /* ERROR "got 2 type arguments but want 1" */ ](1)
	_                  = sum( /* ERROR "string does not satisfy interface{~int | ~float64} (string missing in ~int | ~float64)" */ "a")
	_                  = sum(1, "a" /* ERROR "in call to sum, mismatched types untyped int and untyped string (cannot infer T)" */ )
	_                  = pair( /* ERROR "[]int does not satisfy comparable" */ []int{}, 1)
)
