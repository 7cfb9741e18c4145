package p

type A int

func f() (x int, a A) { return }
func g() (int, A)     { return 0, 0 }

var fn func() (x int, a A)

type S[T any] struct{}

func (S[T]) m() (v T, ok bool) { return }

func h[T any]() (p *T, q T) { return }

func _() {
	_ = f /* ERROR `multiple-value f() (value of type (x int, a A)) in single-value context` */() + 1
	_ = g /* ERROR `multiple-value g() (value of type (int, A)) in single-value context` */() + 1
	_ = fn /* ERROR `multiple-value fn() (value of type (x int, a A)) in single-value context` */() + 1
	_ = S /* ERROR `multiple-value S[int]{}.m() (value of type (v int, ok bool)) in single-value context` */[int]{}.m() + 1
	_, _, _ = h /* ERROR `assignment mismatch: 3 variables but h[int] returns 2 values` */[int]() 
	_ = h /* ERROR `multiple-value h[int]() (value of type (p *int, q int)) in single-value context` */[int]() + 1
	_ = ( /* ERROR `multiple-value (f()) (value of type (x int, a A)) in single-value context` */f()) + 1
	var z /* ERROR `declared and not used: z` */ int = f /* ERROR `multiple-value f() (value of type (x int, a A)) in single-value context` */() + 1
	f /* ERROR `multiple-value f() (value of type (x int, a A)) in single-value context` */()[0]
	x /* ERROR `declared and not used: x` */ := ( /* ERROR `multiple-value (f)() (value of type (x int, a A)) in single-value context` */f)() + 1
	f /* ERROR `multiple-value f() (value of type (x int, a A)) in single-value context` */().x()
	if f /* ERROR `multiple-value f() (value of type (x int, a A)) in single-value context` */() {
	}
	println(f /* ERROR `multiple-value f() (value of type (x int, a A)) in single-value context` */(), 1)
	return f /* ERROR `too many return values` */()
}
