package p

import "" /* ERROR `invalid import path (empty string)` */
import "a!b" /* ERROR `invalid import path (invalid character U+0021 '!')` */
import "nosuch" /* ERROR `package nosuch is not in std` */
import "math"
import . /* ERROR `package nosuch/either is not in std` */ "nosuch/either"
import init /* ERROR `cannot import package as init - init must be a func` */ "fmt"

var _ = math.sqrt /* ERROR `name sqrt not exported by package math` */
