// Which functions may end without a return statement.

package p

func a() int {} /* ERROR `missing return` */
func b() int { for {} }
func c() int { for true {} } /* ERROR `missing return` */
func d() int { for { break } } /* ERROR `missing return` */
func e() int { L: for { for { break L } } } /* ERROR `missing return` */
func f() int { for { for { break } } }
func g() int { panic(1) }
func h(x int) int { if x > 0 { return 1 } } /* ERROR `missing return` */
func i(x int) int { if x > 0 { return 1 } else { return 2 } }
func j(x int) int { if x > 0 { return 1 } else if x < 0 { return 2 } } /* ERROR `missing return` */
func k(x int) int { switch x { case 1: return 1; default: return 2 } }
func l(x int) int { switch x { case 1: return 1 } } /* ERROR `missing return` */
func m(x int) int { switch x { case 1: fallthrough; default: return 2 } }
func n(x int) int { switch x { case 1: break; default: return 2 } } /* ERROR `missing return` */
func o(x any) int { switch x.(type) { case int: return 1; default: return 2 } }
func p(x any) int { switch x.(type) { case int: default: return 2 } } /* ERROR `missing return` */
func q(c chan int) int { select { case <-c: return 1 } }
func r(c chan int) int { select {} }
func s(c chan int) int { select { case <-c: break; default: return 1 } } /* ERROR `missing return` */
func t() int { L: goto L }
func u() int { { return 1 } }
func v() int { { } } /* ERROR `missing return` */
func w() int { for range 3 { return 1 } } /* ERROR `missing return` */
func x() int { for range []int{} { panic(1) } } /* ERROR `missing return` */
func y() int { panic := func(any) {}; panic(1) } /* ERROR `missing return` */
func z() int { func() int { return 1 }() } /* ERROR `missing return` */
func aa() (x int) {} /* ERROR `missing return` */
func bb() int { L: switch { default: for { break L } } } /* ERROR `missing return` */
func cc() int { L /* ERROR `label L defined and not used` */ : if true { return 1 } else { return 2 } }
func dd() int { return 1; ; }
func ee() int { return 1; ; {} } /* ERROR `missing return` */
func ff() int { L: for { select { case <-make(chan int): break L } } } /* ERROR `missing return` */
func gg() int { L: for { switch { case true: break } }; return 1; goto L }
func hh() int { if true { panic(1) } else { for {} } }
func ii() int { var f func(); f() } /* ERROR `missing return` */
func jj() int { for { goto L }; L: } /* ERROR `missing return` */
var _ = func() int {} /* ERROR `missing return` */
type T struct{}
func (T) m() int { } /* ERROR `missing return` */
