// Constant declarations: iota, inherited expressions, mismatched numbers, cycles.

package p

const (
	c0 = iota
	c1
	c2, c3 = iota, iota
	c4 /* ERROR `extra init expr` */
	_ /* ERROR `extra init expr` */
	c5, c6, c7 /* ERROR `missing init expr for c7` */
)

const (
	d0 /* ERROR `missing init expr for d0` */
	d1 /* ERROR `missing init expr for d1` */ int
	d2, d3 /* ERROR `missing init expr for d3` */ = 1
	d4 int = "a" /* ERROR `cannot use "a" (untyped string constant) as int value in constant declaration` */
	d5     = 1, 2 /* ERROR `extra init expr 2` */
	d6 [ /* ERROR `invalid constant type []int` */ ]int = nil
)

const (
	big uint8 = 254 + iota
	_
	over /* ERROR `cannot use 254 + iota (untyped int constant 256) as uint8 value in constant declaration (overflows)` */
	x = len([3]int{})
	y = len("abc") + cap([2]int{})
	z = f /* ERROR `f() (value of type int) is not constant` */ ()
	s = "a" /* ERROR `invalid operation: "a" + 1 (mismatched types untyped string and untyped int)` */ + 1
)

const cyc1 /* ERROR `initialization cycle for cyc1` */ = cyc2
const cyc2 = cyc1 + 1

const u uint = - /* ERROR `cannot use -1 (untyped int constant) as uint value in constant declaration (overflows)` */ 1
const div = 1 / ( /* ERROR `invalid operation: division by zero` */ iota - iota)
const fl int = 1.5 /* ERROR `cannot use 1.5 (untyped float constant) as int value in constant declaration (truncated)` */
const sh = 1 << /* ERROR `constant shift overflow` */ 600
const ok = 1 << 100 >> 98
const conv = int8(300 /* ERROR `constant 300 overflows int8` */ )
const str = string(65)
const iface interface /* ERROR `invalid constant type interface{}` */ {} = 1
const np = nil /* ERROR `nil is not constant` */

func f() int { return 0 }

func local() {
	const a, b /* ERROR `missing init expr for b` */ = 1
	const c = iota
	const d /* ERROR `missing init expr for d` */ , e
	const (
		g = iota + 5
		h
		i, j /* ERROR `missing init expr for j` */
	)
	const t T = 3 /* ERROR `cannot use 3 (untyped int constant) as T value in constant declaration` */
	type T int
	const n T = 3
	const unused = 3
	const v = v /* ERROR `undefined: v` */
}

type T string
