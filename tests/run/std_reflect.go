// Reflection: calls of functions and methods, method values, made functions, struct types, types made at run time.
package main

import "reflect"

type T struct{ n int }

func (t T) Add(x int, s string) (int, string) { return t.n + x, s + "!" }
func (t *T) Set(n int)                        { t.n = n }

type S struct {
	A int `json:"a"`
	B string
	c float64
}

func add(a int8, b float32, c string, d [5]int) (int, [5]int, float64) {
	d[0] = int(a)
	return len(c), d, float64(b)
}

func main() {
	v := reflect.ValueOf(add)
	r := v.Call([]reflect.Value{reflect.ValueOf(int8(-3)), reflect.ValueOf(float32(1.5)), reflect.ValueOf("abc"), reflect.ValueOf([5]int{1, 2, 3, 4, 5})})
	println(r[0].Int(), r[1].Index(0).Int(), r[1].Index(4).Int(), r[2].Float())
	t := &T{5}
	m := reflect.ValueOf(t).MethodByName("Add")
	r = m.Call([]reflect.Value{reflect.ValueOf(2), reflect.ValueOf("x")})
	println(r[0].Int(), r[1].String())
	f := m.Interface().(func(int, string) (int, string))
	n, s := f(10, "y")
	println(n, s)
	reflect.ValueOf(t).Method(1).Call([]reflect.Value{reflect.ValueOf(77)})
	println(t.n)
	swap := reflect.MakeFunc(reflect.TypeOf(func(a, b string) (string, string) { return a, b }), func(args []reflect.Value) []reflect.Value {
		return []reflect.Value{args[1], args[0]}
	}).Interface().(func(a, b string) (string, string))
	println(swap("1", "2"))
	st := reflect.TypeOf(S{})
	for i := 0; i < st.NumField(); i++ {
		f := st.Field(i)
		println(f.Name, f.Type.String(), f.Tag.Get("json"), f.Offset, f.PkgPath)
	}
	println(st.String(), st.Name(), st.PkgPath(), st.Kind().String())
	mv := reflect.MakeMap(reflect.MapOf(reflect.TypeOf(""), reflect.TypeOf(0)))
	mv.SetMapIndex(reflect.ValueOf("k"), reflect.ValueOf(42))
	println(mv.Interface().(map[string]int)["k"])
	sl := reflect.SliceOf(reflect.TypeOf(1.5))
	println(sl.String(), sl == reflect.TypeOf([]float64{}))
}
