// Index and slice expressions, type assertions, indirections.

package p

type (
	arrays   interface{ [2]int | [3]int }
	lists    interface{ []int | [4]int | *[5]int }
	maps     interface{ map[string]int | map[string]int64 }
	same     interface{ map[string]int }
	stringy  interface{ ~string | ~[]byte }
	pointers interface{ *int | *string }
	reader   interface{ Read() }
	impl     struct{}
	wrongSig struct{}
)

func (*impl) Read()        {}
func (wrongSig) Read() int { return 0 }

func valid[A arrays, L lists, S same, T stringy](a A, l L, s S, t T, arr [3]int, p *[3]int, m map[string]int, str string) {
	a[1] = 1
	_ = l[3]
	s["a"] = 1
	_ = t[0]
	_ = t[1:2]
	_, _ = arr[2], p[2]
	_ = arr[:]
	_ = p[1:2:3]
	_ = str[1:]
	m["a"]++
	_, ok := m["a"]
	_ = ok
	_ = "abc"[1]
}

func wrong[A arrays, M maps, T stringy, P pointers, Q any](a A, mm M, t T, q Q, pp P, arr [3]int, m map[string]int, str string, n int, r reader, i8 int8) {
	_ = a[2 /* ERROR "invalid argument: index 2 out of bounds [0:2]" */ ]
	_ = mm[ /* ERROR "cannot index mm (variable of type M constrained by maps)" */ "a"]
	t /* ERROR "cannot assign to t[0] (neither addressable nor a map index expression)" */ [0] = 1
	_ = q[ /* ERROR "cannot index q (variable of type Q constrained by any)" */ 0]
	_ = n[ /* ERROR "cannot index n (variable of type int)" */ 0]
	_ = arr[3 /* ERROR "invalid argument: index 3 out of bounds [0:3]" */ ]
	_ = arr[- /* ERROR "invalid argument: index -1 (constant of type int) must not be negative" */ 1]
	_ = arr[1.5 /* ERROR "1.5 (untyped float constant) truncated to int" */ ]
	_ = arr["a" /* ERROR "cannot convert \"a\" (untyped string constant) to type int" */ ]
	_ = m[1 /* ERROR "cannot use 1 (untyped int constant) as string value in map index" */ ]
	str /* ERROR "cannot assign to str[0] (neither addressable nor a map index expression)" */ [0] = 'a'
	_ = "abc"[5 /* ERROR "invalid argument: index 5 out of bounds [0:3]" */ ]
	_ = &str /* ERROR "invalid operation: cannot take address of str[0] (value of type byte)" */ [0]
	_ = str[1:2:3 /* ERROR "invalid operation: 3-index slice of string" */ ]
	_ = arr[2:1 /* ERROR "invalid slice indices: 1 < 2" */ ]
	_ = [ /* ERROR "cannot slice unaddressable value [3]int{} (value of type [3]int)" */ 3]int{}[:]
	_ = n /* ERROR "cannot slice n (variable of type int)" */ [:]
	_ = q /* ERROR "cannot slice q (variable of type Q constrained by any): no specific type in Q" */ [:]
	_ = m /* ERROR "cannot slice m (variable of type map[string]int)" */ [:]
	_ = arr[:4 /* ERROR "invalid argument: index 4 out of bounds [0:4]" */ ]
	_ = arr[i8:300 /* ERROR "invalid argument: index 300 out of bounds [0:4]" */ ]
	_ = *n /* ERROR "invalid operation: cannot indirect n (variable of type int)" */
	_ = *pp /* ERROR "invalid operation: pointers of pp (variable of type P constrained by pointers) must have identical base types" */
	_ = *nil /* ERROR "invalid operation: cannot indirect nil" */
	_ = &n.x /* ERROR "n.x undefined (type int has no field or method x)" */
	_ = &1 /* ERROR "invalid operation: cannot take address of 1 (untyped int constant)" */
	_ = &m /* ERROR "invalid operation: cannot take address of m[\"a\"] (map index expression of type int)" */ ["a"]
	_ = n /* ERROR "invalid operation: n (variable of type int) is not an interface" */ .(int)
	_ = q /* ERROR "invalid operation: cannot use type assertion on type parameter value q (variable of type Q constrained by any)" */ .(int)
	_ = r /* ERROR "impossible type assertion: r.(int)" */ .(int)
	_ = r /* ERROR "impossible type assertion: r.(impl)" */ .(impl)
	_ = r.(*impl)
	_ = r /* ERROR "impossible type assertion: r.(wrongSig)" */ .(wrongSig)
	_ = r.(interface{ Write() })
	_ = <-n /* ERROR "invalid operation: cannot receive from non-channel int n (variable of type int)" */
}
