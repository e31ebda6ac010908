// Package learned is the rule that was not written but learned: linear models over what the engine sees in a sentence,
// trained on corpus/ by corpus/train.
//
// Rules say what they know; the model says what it suspects. It has two stages. The first weighs every feature of one
// sentence (features.go) in a table of signed bytes, a row per hashed feature and a column per head: one head for each
// label and one for a problem of any label. The second weighs the first stage's scores together with those of the
// sentences around, because bitterness comes in runs: a doubtful sentence beside a plain insult is likelier to be one.
//
// A [Model] reads its weights straight out of the bytes of its file, so that a process that lints one draft pays for the
// rows it looks at and nothing else.
package learned

import (
	"encoding/binary"
	"errors"
	"math"
)

// Heads is the number of scores of a sentence: one per label, and the last for a problem of any label.
const Heads = 8

// Any is the head for a problem of any label.
const Any = Heads - 1

// A Score holds a number per head.
type Score [Heads]float32

// A Model is immutable and safe for concurrent use.
type Model struct {
	mask   uint32
	scale  [Heads]float32 // what one step of a table byte is worth
	bias   [Heads]float32
	second [Heads][Context]float32
	rows   string // a row of Heads signed bytes per hash
}

// Magic starts the file of a model.
const Magic = "tonelint1"

// Decode takes a model out of the bytes that Encode made. It keeps data and copies only the small parts.
func Decode(data string) (*Model, error) {
	m := &Model{}
	if len(data) < len(Magic) || data[:len(Magic)] != Magic {
		return nil, errors.New("not a model of this version")
	}
	data = data[len(Magic):]
	head := 4 * (1 + 2*Heads + Heads*Context)
	if len(data) < head {
		return nil, errors.New("cut short")
	}
	at := 0
	number := func() uint32 {
		n := binary.LittleEndian.Uint32([]byte(data[at : at+4]))
		at += 4
		return n
	}
	size := number()
	if size == 0 || size&(size-1) != 0 || uint64(len(data)-head) != uint64(size)*Heads {
		return nil, errors.New("has the wrong size")
	}
	m.mask = size - 1
	floats := func(to []float32) {
		for i := range to {
			to[i] = math.Float32frombits(number())
		}
	}
	floats(m.scale[:])
	floats(m.bias[:])
	for h := range m.second {
		floats(m.second[h][:])
	}
	m.rows = data[at:]
	return m, nil
}

// row returns the weights of a feature, one byte per head.
func (m *Model) row(f Feature) string {
	at := int(f.Hash&m.mask) * Heads
	return m.rows[at : at+Heads]
}

// Weigh returns the first stage's scores of a sentence: logits of its own words.
func (m *Model) Weigh(features []Feature) Score {
	var sums [Heads]int32
	for _, f := range features {
		row := m.row(f)
		for h := range sums {
			sums[h] += int32(int8(row[h]))
		}
	}
	var s Score
	norm := Norm(len(features))
	for h := range s {
		s[h] = float32(sums[h])*m.scale[h]*norm + m.bias[h]
	}
	return s
}

// Norm is what the weights of a sentence with n features are multiplied by, so that a long sentence is not bad for being
// long.
func Norm(n int) float32 { return float32(4 / math.Sqrt(float64(n+16))) }

// Judge returns the probability of every head for every sentence of an email, out of the first stage's scores.
func (m *Model) Judge(e *Email, own []Score) []Score {
	out := make([]Score, len(own))
	for i := range own {
		x := Around(e, own, i)
		for h := range out[i] {
			var z float32
			for k, v := range x {
				z += v * m.second[h][k]
			}
			out[i][h] = float32(1 / (1 + math.Exp(-float64(z))))
		}
	}
	return out
}

// Weight is what a feature says for a head, before the sentence's length is taken into account.
func (m *Model) Weight(f Feature, head int) float32 {
	return float32(int8(m.row(f)[head])) * m.scale[head]
}
