package p

import "a"
x := 1

func f() {
	a b
	if x = 1 {
	}
	for i := 0; i < 10; {
		foo(
	}
	switch x := y.(type); z {
	}
	defer (f())
	go x
	return x y
}

func g(a, int b) {}

func (a, b T) ()

type S struct {
	a int b
	(T)
}

func h()
{
}

var s = "abc
var r = 'xy'
var t = 0x
import "late"
