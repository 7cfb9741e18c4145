// This file implements what the collector asks the host for: the time and the environment.

package runtime

func gcMonotonic() uint64 { return uint64(nanotime()) }

func gcWall() uint64 {
	sec, nsec := walltime()
	return uint64(sec)*1e9 + uint64(nsec)
}

// useEnvironment calls useVariable with the variables of the environment, as in NAME=value.
func useEnvironment() {
	for _, variable := range envs {
		useVariable(variable)
	}
}
