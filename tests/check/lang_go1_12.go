// -lang=go1.12

// Language versions: what go1.12 does not have yet.

package p

import "unsafe"

func f(n int, u uint, s []int, p *int) {
	_ = 1 << n /* ERROR `invalid operation: signed shift count n (variable of type int) requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
	_ = 1 << u
	_ = 0b11 /* ERROR `binary literal requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
	_ = 0o17 /* ERROR `0o/0O-style octal literal requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
	_ = 0x1p3 /* ERROR `hexadecimal floating-point literal requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
	_ = 1_000 /* ERROR `underscore in numeric literal requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
	_ = 0x1p3i /* ERROR `hexadecimal floating-point literal requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
	_ = 017i
	_ = (*[4]int)(s /* ERROR `cannot convert s (variable of type []int) to type *[4]int: conversion of slice to array pointer requires go1.17 or later (-lang was set to go1.12; check go.mod)` */ )
	_ = unsafe /* ERROR `unsafe.Slice requires go1.17 or later (-lang was set to go1.12; check go.mod)` */ .Slice(p, n)
	_ = unsafe /* ERROR `unsafe.Add requires go1.17 or later (-lang was set to go1.12; check go.mod)` */ .Add(unsafe.Pointer(p), n)
	_ = unsafe /* ERROR `unsafe.String requires go1.20 or later (-lang was set to go1.12; check go.mod)` */ .String((*byte)(nil), n)
	n <<= n /* ERROR `invalid operation: signed shift count n (variable of type int) requires go1.13 or later (-lang was set to go1.12; check go.mod)` */
}

type I interface {
	m()
}
type J interface {
	I /* ERROR `duplicate method m` */
	m()
}
type K interface {
	I
	interface /* ERROR `duplicate method m` */ { m() }
}
type A = int
