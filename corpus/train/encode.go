package main

import (
	"math"
	"slices"

	"github.com/tonelint/tonelint/lint/learned"
)

// slots is how many features the stored model has room for, in 3.7 MB. A table that is too full loses features that find no slot
// near their own, above all those that speak for innocence, and is slower to say that it lacks one. At 17,500 emails six slots
// in seven are taken; with 11,400 emails, at four in five, twice the slots judged no better.
const slots = 1 << 18

// encode writes a model in the form that learned.Decode reads, the weightiest features first. Every head has its own step,
// the largest weight of the head divided by what a signed byte holds.
func encode(d *dictionary, t *table, c *learned.Second, w *learned.Teller) []byte {
	var steps learned.Score
	for r := range t.weights {
		for h, w := range t.weights[r] {
			steps[h] = max(steps[h], float32(math.Abs(float64(w)))/127)
		}
	}
	rows := make([]learned.Row, 0, len(t.weights))
	weight := map[uint32]int{}
	for r := range t.weights {
		row := learned.Row{Hash: d.hashes[r]}
		for h, w := range t.weights[r] {
			n := int(math.Round(float64(w / max(steps[h], 1e-9))))
			row.Weights[h] = int8(n)
			weight[row.Hash] = max(weight[row.Hash], n, -n)
		}
		if weight[row.Hash] > 0 {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b learned.Row) int { return weight[b.Hash] - weight[a.Hash] })
	return learned.Encode(rows[:min(len(rows), slots*9/10)], steps, t.bias, c, w, slots)
}
