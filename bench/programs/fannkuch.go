// fannkuch: longest pancake-flip sequence over all permutations of 1..n. The benchmark of the same name without the standard library's
// printing: the size is a constant, the result goes out by println, a wrong result panics.
package main

// flips counts the prefix reversals needed to bring 0 to the front.
func flips(p, work []int) int {
	copy(work, p)
	count := 0
	for first := work[0]; first != 0; first = work[0] {
		for lo, hi := 0, first; lo < hi; lo, hi = lo+1, hi-1 {
			work[lo], work[hi] = work[hi], work[lo]
		}
		count++
	}
	return count
}

// fannkuch walks the permutations in the order given by rotating ever longer
// prefixes, and returns the alternating sum of the flip counts and their maximum.
func fannkuch(n int) (checksum, longest int) {
	perm := make([]int, n)
	work := make([]int, n)
	rotations := make([]int, n+1)
	for i := range perm {
		perm[i] = i
	}
	sign := 1
	for {
		if perm[0] != 0 {
			f := flips(perm, work)
			checksum += sign * f
			longest = max(longest, f)
		}
		sign = -sign
		k := 2
		for ; k <= n; k++ {
			head := perm[0]
			copy(perm[:k-1], perm[1:k])
			perm[k-1] = head
			rotations[k]++
			if rotations[k] < k {
				break
			}
			rotations[k] = 0
		}
		if k > n {
			return checksum, longest
		}
	}
}

type deck [16]uint8

func (d *deck) flips() int {
	work := *d
	count := 0
	for first := work[0]; first != 0; first = work[0] {
		for lo, hi := uint8(0), first; lo < hi; lo, hi = lo+1, hi-1 {
			work[lo], work[hi] = work[hi], work[lo]
		}
		count++
	}
	return count
}

// onArrays is fannkuch with the permutation in an array; n is at most 16.
func onArrays(n int) (checksum, longest int) {
	var perm, rotations deck
	for i := range perm {
		perm[i] = uint8(i)
	}
	for sign := 1; ; sign = -sign {
		if perm[0] != 0 {
			f := perm.flips()
			checksum += sign * f
			longest = max(longest, f)
		}
		k := 1
		for ; k < n; k++ {
			head := perm[0]
			for i := range k {
				perm[i] = perm[i+1]
			}
			perm[k] = head
			rotations[k]++
			if int(rotations[k]) <= k {
				break
			}
			rotations[k] = 0
		}
		if k == n {
			return checksum, longest
		}
	}
}

func main() {
	if c, l := fannkuch(7); c != 228 || l != 16 {
		panic("n=7 gave a wrong result")
	}
	c, l := fannkuch(10)
	if c2, l2 := onArrays(10); c2 != c || l2 != l {
		panic("arrays and slices differ")
	}
	println("fannkuch", c, l)
}
