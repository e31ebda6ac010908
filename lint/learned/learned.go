// Package learned is the rule that was not written but learned: small models over what the engine sees in a sentence,
// trained on corpus/ by corpus/train.
//
// Rules say what they know; the model says what it suspects. It has two stages. The first weighs every feature of one
// sentence (features.go) in a table of half bytes, a row per feature and a column per head: one head for each label, one
// for a problem of any label, one each for thanks, a request and the writer's own part, and one for the kind of email.
// The second weighs the first stage's scores together with those of the sentences around and of the whole email
// (context.go), because bitterness comes in runs: a doubtful sentence beside a plain insult is likelier to be one.
//
// A [Model] reads its weights straight out of the bytes of its file, so that a process that lints one draft pays for the
// rows it looks at and nothing else.
package learned

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// The heads: the labels in the order of corpus/LABELS.md, and what else is told of a sentence or, summed up, of an
// email.
const (
	Labels  = 7 // heads 0 to 6 are the sentence labels, each given that there is a problem
	Any     = 7 // a problem of any label
	Thanks  = 8
	Request = 9
	OwnPart = 10
	Reply   = 11 // the email answers feedback
	Heads   = 12
)

// Two of the label heads, which tell a reply from a request.
const (
	DecisionFocus = 3
	Arguing       = 5
)

// The ids of the presence rules whose phrases the model sees.
const (
	MissingThanks  = "email/missing-thanks"
	MissingRequest = "email/missing-request"
	MissingOwnPart = "email/missing-own-skills"
)

// A Score holds a number per head.
type Score [Heads]float32

// A Model is immutable and safe for concurrent use.
type Model struct {
	size   uint64 // the number of slots that a hash can point at; Probes-1 more follow
	levels Levels
	bias   [Heads]float32
	second Second
	teller Teller
	slots  string // of slotSize bytes: the tag of a feature and four bits for every head

	// What a row's nibbles add, two heads at a time: pairs[k][b] is what byte k of a row, if it is b, adds to head 2k in its
	// lower half and to head 2k+1 in its upper, in steps above the least level of the head.
	pairs [Heads / 2][256]uint64
	least [Heads]float32
	step  [Heads]float32
}

// Levels are the sixteen weights that a feature can have for a head.
type Levels [Heads][16]float32

// Magic starts the file of a model.
const Magic = "tonelint10"

// A slot is found by the high bits of a feature's hash and knows its feature by the low ones, so that a feature the corpus
// never had weighs nothing instead of borrowing the weight of another. It is one little-endian word: the tag, and above it
// four bits for every head, the number of a level. One load brings all of it, and eight slots share a line of the cache.
const (
	tagSize  = 2
	slotSize = tagSize + Heads/2
	// Probes is how many slots from its own a feature may stand away.
	Probes = 16
)

// Tag is what a slot knows a feature by; 0 is an empty slot.
func Tag(hash uint32) uint16 { return uint16(hash) | 1 }

const headerSize = 4 * (1 + 16*Heads + Heads + secondSize + tellerSize)

// Decode takes a model out of the bytes that Encode made. It keeps data and copies only the small parts.
func Decode(data string) (*Model, error) {
	m := &Model{}
	if len(data) < len(Magic) || data[:len(Magic)] != Magic {
		return nil, errors.New("not a model of this version")
	}
	data = data[len(Magic):]
	if len(data) < headerSize {
		return nil, errors.New("cut short")
	}
	at := 0
	number := func() uint32 {
		n := binary.LittleEndian.Uint32([]byte(data[at : at+4]))
		at += 4
		return n
	}
	m.size = uint64(number())
	if uint64(len(data)-headerSize) != (m.size+Probes-1)*slotSize {
		return nil, errors.New("has the wrong size")
	}
	for _, part := range m.floats() {
		for i := range part {
			part[i] = math.Float32frombits(number())
		}
	}
	m.slots = data[at:]
	m.pair()
	return m, nil
}

// pair fills pairs.
func (m *Model) pair() {
	const steps = 1<<16 - 1
	var above [Heads][16]uint64
	for h, levels := range m.levels {
		m.least[h] = slices.Min(levels[:])
		m.step[h] = (slices.Max(levels[:]) - m.least[h]) / steps
		for i, level := range levels {
			if m.step[h] > 0 {
				above[h][i] = uint64(math.Round(float64((level - m.least[h]) / m.step[h])))
			}
		}
	}
	for k := range m.pairs {
		for b := range m.pairs[k] {
			m.pairs[k][b] = above[2*k][b&0xF] | above[2*k+1][b>>4]<<32
		}
	}
}

// floats lists the numbers of the header, in the order of the file.
func (m *Model) floats() [][]float32 {
	var parts [][]float32
	for h := range m.levels {
		parts = append(parts, m.levels[h][:])
	}
	parts = append(append(parts, m.bias[:]), m.second.Floats()...)
	return append(parts, m.teller.Floats()...)
}

// A Row is a feature with its weights, each the number of a level of the head.
type Row struct {
	Hash    uint32
	Weights [Heads]uint8
}

// Encode writes a model: rows that find no free slot are left out, so give the weightiest first. Size is the number of
// slots that a hash can point at.
func Encode(rows []Row, levels *Levels, bias [Heads]float32, second *Second, teller *Teller, size int) []byte {
	m := Model{size: uint64(size), levels: *levels, bias: bias, second: *second, teller: *teller}
	b := binary.LittleEndian.AppendUint32([]byte(Magic), uint32(size))
	for _, part := range m.floats() {
		for _, f := range part {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
		}
	}
	slots := make([]byte, (size+Probes-1)*slotSize)
	for _, r := range rows {
		for probe := range Probes {
			slot := slots[(m.at(r.Hash)+probe)*slotSize:][:slotSize]
			if tag := binary.LittleEndian.Uint16(slot); tag != 0 {
				if tag == Tag(r.Hash) {
					break // taken for the same feature: the weightier one stays
				}
				continue
			}
			word := uint64(Tag(r.Hash))
			for h, w := range r.Weights {
				word |= uint64(w) << (8*tagSize + 4*h)
			}
			binary.LittleEndian.PutUint64(slot, word)
			break
		}
	}
	return append(b, slots...)
}

// at is the number of the slot that a hash points at.
func (m *Model) at(hash uint32) int { return int(uint64(hash) * m.size >> 32) }

// slot returns a slot.
func (m *Model) slot(at int) uint64 {
	s := m.slots[at*slotSize:][:slotSize]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// row returns the slot of a feature, or 0 for one that the model does not know. First is the slot its hash points at.
func (m *Model) row(hash uint32, first uint64) uint64 {
	tag := Tag(hash)
	at := m.at(hash)
	for slot, end := first, at+Probes-1; ; slot = m.slot(at) {
		switch {
		case uint16(slot) == tag:
			return slot
		case slot == 0 || at == end:
			return 0
		}
		at++
	}
}

// Weigh returns the first stage's scores of a sentence: logits of its own words.
func (m *Model) Weigh(features []Feature) Score {
	// The slots lie all over a table that no near cache holds. Fetched by the dozen, before anything hangs on what is in
	// them, they come side by side.
	const fetched = 64
	var slots [fetched]uint64
	var sums [Heads]uint64
	known := 0
	for rest := features; len(rest) > 0; rest = rest[min(len(rest), fetched):] {
		some := rest[:min(len(rest), fetched)]
		for i := range some {
			slots[i] = m.slot(m.at(some[i].Hash))
		}
		var a, b, c, d, e, f uint64 // sums of pairs, which overflow after 65,536 rows
		for i := range some {
			if slots[i] == 0 {
				continue
			}
			row := m.row(some[i].Hash, slots[i]) >> (8 * tagSize)
			if row == 0 {
				continue
			}
			known++
			a += m.pairs[0][row&0xFF]
			b += m.pairs[1][row>>8&0xFF]
			c += m.pairs[2][row>>16&0xFF]
			d += m.pairs[3][row>>24&0xFF]
			e += m.pairs[4][row>>32&0xFF]
			f += m.pairs[5][row>>40]
		}
		for k, pair := range [Heads / 2]uint64{a, b, c, d, e, f} {
			sums[2*k] += pair & math.MaxUint32
			sums[2*k+1] += pair >> 32
		}
	}
	var s Score
	norm := Norm(len(features))
	for h := range s {
		s[h] = (float32(float32(sums[h])*m.step[h])+float32(float32(known)*m.least[h]))*norm + m.bias[h]
	}
	return s
}

// Norm is what the weights of a sentence with n features are multiplied by, so that a long sentence is not bad for being
// long.
func Norm(n int) float32 { return float32(4 / math.Sqrt(float64(n+16))) }

// Judge returns the probability of the label heads and of Any for a sentence of an email, out of the first stage's scores.
func (m *Model) Judge(e *Email, own []Score, whole *Overview, i int) [Labels + 1]float32 {
	x := Around(e, own, whole, i)
	return m.second.Judge(&x)
}

// Hopeless is the first stage's logit below which the second is not asked. No finding in dev or validation depends on it.
const Hopeless = -4

// Any returns the probability of Any alone, to the bit, for a third of the work; 0 where the sentence's own words leave no
// doubt that it is innocent.
func (m *Model) Any(e *Email, own []Score, whole *Overview, i int) float32 {
	if own[i][Any] < Hopeless {
		return 0
	}
	x := Around(e, own, whole, i)
	return m.second.Any(&x)
}

// Tell returns the probability of everything that is told of an email as a whole.
func (m *Model) Tell(e *Email, own []Score) [Wholes]float32 {
	x := ReadSigns(e, own)
	return m.teller.Tell(&x)
}

// Weight is what a feature says for a head and for Any together, before the sentence's length is taken into account.
func (m *Model) Weight(f Feature, head int) float32 {
	row := m.row(f.Hash, m.slot(m.at(f.Hash)))
	if row == 0 {
		return 0
	}
	weight := func(h int) float32 { return m.levels[h][row>>(8*tagSize+4*h)&0xF] }
	return weight(head) + weight(Any)
}

// Logistic turns a logit into a probability.
func Logistic(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }
