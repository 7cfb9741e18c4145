// Thermostat reads a sensor and switches a heater. Both belong to the host: the functions without a body are imported
// from its module "device", each by a line //go:wasmimport, and every call is a plain WebAssembly call.
package main

import "unsafe"

// The host's functions. A number crosses as it is; a bool as 0 or 1; a string as a pointer and a length.

//go:wasmimport device temperature
func temperature() float64

//go:wasmimport device heat
func heat(on bool)

//go:wasmimport device log
func log(message string)

// What the host is to write into crosses as a pointer; a uint64 stays one on the other side.

//go:wasmimport device clock
func clock(now unsafe.Pointer) int32

const wanted = 20.5

func main() {
	heating := false
	switches := 0
	var now uint64
	for range 12 {
		if clock(unsafe.Pointer(&now)) != 0 {
			log("the clock stands still")
			return
		}
		degrees := temperature()
		println("minute", now, "centidegrees", int(degrees*100+0.5))
		if cold := degrees < wanted; cold != heating {
			heating = cold
			switches++
			heat(heating)
			if heating {
				log("heater on")
			} else {
				log("heater off")
			}
		}
	}
	println("switched", switches, "times")
}
