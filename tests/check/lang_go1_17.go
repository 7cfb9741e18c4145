// -lang=go1.17

// Language versions: what go1.17 does not have yet.

package p

import "cmp"

type G[T /* ERROR `type parameter requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ any /* ERROR `predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ ] struct{}
type A = any /* ERROR `predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)` */
type U interface{ ~ /* ERROR `embedding interface element ~int | string requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ int | string }
type C interface{ comparable /* ERROR `predeclared comparable requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ }

func f[T /* ERROR `type parameter requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ any /* ERROR `predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ ](x T) {}
func (G /* ERROR `type instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ [T]) m()    {}

var _ = min /* ERROR `built-in min requires go1.21 or later (-lang was set to go1.17; check go.mod)` */ (1, 2)
var _ = max /* ERROR `built-in max requires go1.21 or later (-lang was set to go1.17; check go.mod)` */ (1, 2)
var _ G /* ERROR `type instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ [int]
var _ cmp /* ERROR `cannot use type cmp.Ordered outside a type constraint: interface contains type constraints` */ .Ordered

func g() {
	f /* ERROR `implicit function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ (1)
	f /* ERROR `function instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ [int](1)
	clear /* ERROR `clear requires go1.21 or later (-lang was set to go1.17; check go.mod)` */ (map[int]int{})
	for range 10 /* ERROR `cannot range over 10 (untyped int constant): requires go1.22 or later (-lang was set to go1.17; check go.mod)` */ {
	}
	for range func /* ERROR `cannot range over func(func() bool) {} (value of type func(func() bool)): requires go1.23 or later (-lang was set to go1.17; check go.mod)` */ (func() bool) {} {
	}
	var s []int
	_ = [2]int(s /* ERROR `cannot convert s (variable of type []int) to type [2]int: conversion of slice to array requires go1.20 or later (-lang was set to go1.17; check go.mod)` */ )
	_ = (*[2]int)(s)
	_ = 0b101
	_ = 1 << s[0]
	var e error
	_ = e == any /* ERROR `predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ (1)
}

type I interface {
	m()
	J
}
type J interface{ m() }
type K interface{ int /* ERROR `embedding non-interface type int requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ }
type B[P /* ERROR `generic type alias requires go1.23 or later (-lang was set to go1.17; check go.mod)` */ any /* ERROR `predeclared any requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ ] = G /* ERROR `type instantiation requires go1.18 or later (-lang was set to go1.17; check go.mod)` */ [P]
