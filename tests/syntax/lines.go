package p

// Line directives rename what follows.
var a int

//line gen/x.y:10
var b int
var /*line :3:7*/ c int
/*line y.z:5:2*/ var d int
 //line ignored.go:1
var e int

//line bad:0
//line bad:x
var f int
