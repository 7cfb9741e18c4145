// A module that asks for nothing (wasm-boundary.md §8, N01 to N06).
package main

import (
	"sort"
	"strconv"
	"strings"
	"time"
)

var ages = map[string]int{"ada": 36, "alan": 41, "grace": 85}

//go:wasmexport run
func run() int32 {
	var lines []string
	for name, age := range ages {
		lines = append(lines, name+" "+strconv.Itoa(age))
	}
	sort.Strings(lines)
	println(strings.Join(lines, ", "))
	return int32(len(lines))
}

//go:wasmexport fail
func fail() { panic("this ends in a trap") }

//go:wasmexport sleep
func sleep() { time.Sleep(time.Microsecond) }

//go:wasmexport advances
func advances() bool { return time.Now().Before(time.Now()) }

func main() {}
