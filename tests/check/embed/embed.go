package p

import "embed"

//go:embed *.txt
var fs embed.FS

type FS = embed.FS

//go:embed x.txt
var alias FS

type S string

//go:embed x.txt
var named S

type B byte

//go:embed x.txt
var bytes []B

//go:embed x.txt
var array /* ERROR `go:embed cannot apply to var of type [4]byte` */ [4]byte

//go:embed x.txt *.txt
var several /* ERROR `invalid go:embed: multiple files for type []byte` */ []byte

//go:embed x.txt
var number /* ERROR `go:embed cannot apply to var of type int` */ int
