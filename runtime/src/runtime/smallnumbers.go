// This file makes the numbers below 256, to which interfaces with small numbers and strings of one byte point. The linker
// makes them for gc; here a loop is shorter.

package runtime

var staticuint64s = smallNumbers()

func smallNumbers() (numbers [256]uint64) {
	for i := range numbers {
		numbers[i] = uint64(i)
	}
	return numbers
}
