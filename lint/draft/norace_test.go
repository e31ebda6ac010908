//go:build !race

package draft

const raceEnabled = false
