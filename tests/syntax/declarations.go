//go:build wasm && go1.27

// Declarations, groups, and the directives in front of them.
package p

import "a"
import (
	. "b"
	_ "c"
	d "e"
)

const c0 = 1
const (
	//go:one
	c1, c2 int = iota, iota * 2
	c3, c4
	_
)

//go:group
var (
	v1    = 1
	v2, v3 []int
	//go:own
	v4 map[string]func(int) (a, b int) = nil
)

type A = B
type (
	L[T any]              []T
	P[K comparable, V *E | ~int] map[K]V
	N [n]int
	M [n * 2]int
	Q[T *int,]            struct{}
	R[T interface{ ~[]E }, E any] = []T
)

//go:noinline
//export f
func f(a, b int, c ...string) (x, y error)

func (r *L[T]) g() T { return nil }
func (L[_]) h[U any](u U)
func G[T any, PT interface{ *T; m() }](PT) {} //go:late

//go:last
