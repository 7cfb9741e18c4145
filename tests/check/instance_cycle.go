// A generic method that needs infinitely many instances: its receiver is an instance, whose method has type parameters of
// its own. Only the first cycle of a package is reported.

package p

type R[P any] struct{}

func (r R[P]) m[Q /* ERROR `instantiation cycle` */ any](q Q) {
	R[P]{}.m(&q)
}
