// Packages of the standard library that use much of it: containers, encodings, hashes, big numbers, regular expressions, templates.
package main

import (
	"container/heap"
	"container/list"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math/big"
	"math/rand"
	"os"
	"regexp"
	"text/tabwriter"
	"text/template"
	"unicode/utf8"
)

type H []int

func (h H) Len() int           { return len(h) }
func (h H) Less(i, j int) bool { return h[i] < h[j] }
func (h H) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *H) Push(x any)        { *h = append(*h, x.(int)) }
func (h *H) Pop() any {
	o := *h
	x := o[len(o)-1]
	*h = o[:len(o)-1]
	return x
}

type T struct{ Name string }

func (t T) Hello(s string) string { return "hello " + s + " from " + t.Name }

func main() {
	h := &H{5, 2, 8}
	heap.Init(h)
	heap.Push(h, 3)
	fmt.Println(heap.Pop(h), h.Len())
	l := list.New()
	l.PushBack(1)
	fmt.Println(l.Len())
	fmt.Println(hex.EncodeToString([]byte("hi")), base64.StdEncoding.EncodeToString([]byte("hello")))
	fmt.Println(binary.LittleEndian.Uint32([]byte{1, 2, 3, 4}), crc32.ChecksumIEEE([]byte("x")))
	fmt.Printf("%x\n", sha256.Sum256([]byte("abc")))
	x := new(big.Int).Exp(big.NewInt(3), big.NewInt(200), nil)
	fmt.Println(x, utf8.RuneCountInString("héé"))
	r := rand.New(rand.NewSource(1))
	fmt.Println(r.Intn(100), r.Intn(100), rand.Intn(10) < 10)
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	fmt.Println(re.FindStringSubmatch("bob@example.com"), re.ReplaceAllString("a@b.com", "$2"))
	tw := tabwriter.NewWriter(os.Stdout, 0, 8, 1, ' ', 0)
	fmt.Fprintln(tw, "a\tb\tc")
	tw.Flush()
	tm := template.Must(template.New("x").Parse("{{.Name}} {{range $i, $e := .L}}{{$i}}={{$e}} {{end}}{{.T.Hello \"bob\"}}\n"))
	err := tm.Execute(os.Stdout, map[string]any{"Name": "n", "L": []int{1, 2}, "T": T{"t"}})
	fmt.Println(err)
}
