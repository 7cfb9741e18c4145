// A key that turns out not to be comparable panics: on writing with the prefix of runtime errors.
package main

func main() {
	m := map[any]int{}
	defer func() {
		println(recover().(error).Error())
		var e any = struct{ s []int }{}
		_ = m[e]
	}()
	m[[]int{1}] = 2
}
