// Text packages of the standard library: strings, strconv, sort, fmt with scanning, errors, bufio, unicode.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
)

type E struct{ n int }

func (e *E) Error() string { return "E" + strconv.Itoa(e.n) }

func main() {
	fmt.Println(strings.Split("a,b,c", ","), strings.ToUpper("héllo"), strings.Repeat("ab", 3), strings.Fields(" a b  c "))
	fmt.Println(strings.NewReplacer("a", "1", "b", "2").Replace("abc"))
	var sb strings.Builder
	fmt.Fprintf(&sb, "%d-%s-%v-%q-%x", 1, "s", []int{1, 2}, "q", 255)
	fmt.Println(sb.String())
	n, err := strconv.Atoi("12x")
	fmt.Println(n, err)
	f, _ := strconv.ParseFloat("3.25", 64)
	fmt.Println(f, strconv.Quote("a\n"), strconv.FormatInt(-255, 16))
	s := []string{"c", "a", "b"}
	sort.Strings(s)
	fmt.Println(s)
	sort.Slice(s, func(i, j int) bool { return s[i] > s[j] })
	fmt.Println(s)
	m := map[string]int{"x": 1, "y": 2, "a": 3}
	fmt.Println(m, slices.Sorted(maps.Keys(m)))
	e := fmt.Errorf("wrap: %w", &E{5})
	var t *E
	fmt.Println(errors.As(e, &t), t, errors.Is(e, t), errors.Unwrap(e))
	fmt.Printf("%8.3f|%-5d|%05d|%+v|%#v|%T|%t|%c|%U\n", math.Pi, 3, 42, struct{ A, B int }{1, 2}, []string{"a"}, m, true, 'x', '⌘')
	var buf bytes.Buffer
	buf.WriteString("line1\nline2\n")
	sc := bufio.NewScanner(&buf)
	for sc.Scan() {
		fmt.Println(sc.Text())
	}
	data, _ := io.ReadAll(strings.NewReader("all"))
	fmt.Println(string(data), unicode.IsUpper('A'), unicode.Is(unicode.Han, '世'))
	var a, b int
	fmt.Sscanf("3 4", "%d %d", &a, &b)
	fmt.Println(a + b)
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintf(w, "%v %v\n", math.Inf(1), math.NaN())
}
