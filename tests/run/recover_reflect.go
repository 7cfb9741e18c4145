// Functions that reflect makes stand for what they call, in deferred calls as elsewhere.
package main

import "reflect"

type T struct{ n int }

func (T) Recovers()  { println("Recovers", recover() != nil) }
func (T) Forwards()  { helper() }
func (*T) Pointers() { println("Pointers", recover() != nil) }

func helper() { println("helper", recover() != nil) }

func try(f func()) {
	defer func() { println("left", recover() != nil) }()
	defer f()
	panic("x")
}

func main() {
	v := reflect.ValueOf(&T{1})
	for i := range v.NumMethod() {
		try(v.Method(i).Interface().(func()))
	}
	made := func(fn func([]reflect.Value) []reflect.Value) func() {
		return reflect.MakeFunc(reflect.TypeFor[func()](), fn).Interface().(func())
	}
	try(made(func([]reflect.Value) []reflect.Value { println("made", recover() != nil); return nil }))
	try(made(func([]reflect.Value) []reflect.Value { helper(); return nil }))
	try(func() { reflect.ValueOf(helper).Call(nil) })
}
