package main

import (
	"encoding/binary"
	"math"

	"github.com/tonelint/tonelint/lint/learned"
)

// encode writes a model in the form that learned.Decode reads. Every head has its own step, the largest weight of the
// head divided by what a signed byte holds.
func encode(t *table, c *context, bits int) []byte {
	b := []byte(learned.Magic)
	number := func(n uint32) { b = binary.LittleEndian.AppendUint32(b, n) }
	float := func(f float32) { number(math.Float32bits(f)) }
	number(1 << bits)
	var steps [learned.Heads]float32
	for h := range steps {
		for r := range t.weights {
			steps[h] = max(steps[h], float32(math.Abs(float64(t.weights[r][h])))/127)
		}
		float(steps[h])
	}
	for _, v := range t.bias {
		float(v)
	}
	for h := range c {
		for _, v := range c[h] {
			float(v)
		}
	}
	for r := range t.weights {
		for h, w := range t.weights[r] {
			b = append(b, byte(int8(math.Round(float64(w/max(steps[h], 1e-9))))))
		}
	}
	return b
}
