// nbody: symplectic integration of the Sun and the four giant planets. The benchmark of the same name without the standard library's
// printing: the size is a constant, the result goes out by println, a wrong result panics.
package main

import "math"

type vec struct{ x, y, z float64 }

type planet struct {
	pos, vel vec
	mass     float64
}

const (
	sunMass  = 4 * math.Pi * math.Pi
	yearDays = 365.24
)

// newSystem returns the bodies with the total momentum set to zero.
func newSystem() []planet {
	s := []planet{
		{mass: sunMass},
		{ // Jupiter
			vec{4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01},
			vec{1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05},
			9.54791938424326609e-04,
		},
		{ // Saturn
			vec{8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01},
			vec{-2.76742510726411899e-03, 4.99852801234917238e-03, 2.30417297573763929e-05},
			2.85885980666130812e-04,
		},
		{ // Uranus
			vec{1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01},
			vec{2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05},
			4.36624404335156298e-05,
		},
		{ // Neptune
			vec{1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01},
			vec{2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05},
			5.15138902046611451e-05,
		},
	}
	var p vec
	for i := range s[1:] {
		b := &s[i+1]
		b.vel.x *= yearDays
		b.vel.y *= yearDays
		b.vel.z *= yearDays
		b.mass *= sunMass
		p.x += b.vel.x * b.mass
		p.y += b.vel.y * b.mass
		p.z += b.vel.z * b.mass
	}
	s[0].vel = vec{-p.x / sunMass, -p.y / sunMass, -p.z / sunMass}
	return s
}

func step(s []planet, dt float64) {
	for i := range s {
		a := &s[i]
		for j := i + 1; j < len(s); j++ {
			b := &s[j]
			dx := a.pos.x - b.pos.x
			dy := a.pos.y - b.pos.y
			dz := a.pos.z - b.pos.z
			d2 := dx*dx + dy*dy + dz*dz
			m := dt / (d2 * math.Sqrt(d2))
			ma, mb := a.mass*m, b.mass*m
			a.vel.x -= dx * mb
			a.vel.y -= dy * mb
			a.vel.z -= dz * mb
			b.vel.x += dx * ma
			b.vel.y += dy * ma
			b.vel.z += dz * ma
		}
	}
	for i := range s {
		b := &s[i]
		b.pos.x += dt * b.vel.x
		b.pos.y += dt * b.vel.y
		b.pos.z += dt * b.vel.z
	}
}

func energy(s []planet) float64 {
	e := 0.0
	for i, a := range s {
		e += 0.5 * a.mass * (a.vel.x*a.vel.x + a.vel.y*a.vel.y + a.vel.z*a.vel.z)
		for _, b := range s[i+1:] {
			dx, dy, dz := a.pos.x-b.pos.x, a.pos.y-b.pos.y, a.pos.z-b.pos.z
			e -= a.mass * b.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func simulate(n int) (before, after float64) {
	s := newSystem()
	before = energy(s)
	for i := 0; i < n; i++ {
		step(s, 0.01)
	}
	return before, energy(s)
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func main() {
	if before, after := simulate(1000); !near(before, -0.169075164) || !near(after, -0.169087605) {
		panic("1000 steps gave a wrong energy")
	}
	before, after := simulate(12000000)
	println("nbody", before, after)
}
