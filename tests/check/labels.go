// Labels and branches: what gc's parser says of them along with the types.

package p

func f(x int, a any) {
L1:
L2:
	for {
		break L2
		continue L1 /* ERROR `invalid continue label L1` */
	}
L3:
	if x > 0 {
		break L3 /* ERROR `invalid break label L3` */
	}
	goto L4 /* ERROR `goto L4 jumps over declaration of y` */
	y := 1
L4:
	_ = y
	goto L5 /* ERROR `goto L5 jumps into block starting` */
	{
	L5:
	}
	break /* ERROR `break is not in a loop, switch, or select` */
	continue /* ERROR `continue is not in a loop` */
	switch x {
	case 1:
		continue /* ERROR `continue is not in a loop` */
	L6:
		break L6 /* ERROR `invalid break label L6` */
	}
L7:
	switch x {
	case 1:
		break L7
		continue L7 /* ERROR `invalid continue label L7` */
	}
	goto undefinedLabel /* ERROR `label undefinedLabel not defined` */
	break undefinedLabel /* ERROR `break label not defined: undefinedLabel` */
L8 /* ERROR `label L8 defined and not used` */ :
	for {
		func() {
			break L8 /* ERROR `break label not defined: L8` */
			goto L8 /* ERROR `label L8 not defined` */
		}()
	}
L2 /* ERROR `label L2 already defined` */ :
	select {
	default:
		fallthrough /* ERROR `fallthrough statement out of place` */
	}
	switch a.(type) {
	case int:
		fallthrough /* ERROR `cannot fallthrough in type switch` */
	}
_:
	x++
	goto _ /* ERROR `label _ not defined` */
	var z /* ERROR `declared and not used: z` */ int = "a" /* ERROR `cannot use "a" (untyped string constant) as int value in variable declaration` */
}
