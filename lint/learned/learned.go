// Package learned is the rule that was not written but learned: small models over what the engine sees in a sentence,
// trained on corpus/ by corpus/train.
//
// Rules say what they know; the model says what it suspects. It has two stages. The first weighs every feature of one
// sentence (features.go) in a table of signed bytes, a row per feature and a column per head: one head for each label, one
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
)

// The heads: the labels in the order of the labelling guide, and what else is told of a sentence or, summed up, of an
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

// A Score holds a number per head.
type Score [Heads]float32

// A Model is immutable and safe for concurrent use.
type Model struct {
	mask   uint32
	scale  [Heads]float32 // what one step of a table byte is worth
	bias   [Heads]float32
	second Second
	teller Teller
	slots  string // of slotSize bytes: the tag of a feature and a signed byte per head
}

// Magic starts the file of a model.
const Magic = "tonelint7"

// A slot is found by the low bits of a feature's hash and knows its feature by the high ones, so that a feature the corpus
// never had weighs nothing instead of borrowing the weight of another.
const (
	tagSize  = 2
	slotSize = tagSize + Heads
	// Probes is how many slots from its own a feature may stand away.
	Probes = 16
)

// Tag is what a slot knows a feature by; 0 is an empty slot.
func Tag(hash uint32) uint16 { return uint16(hash>>16) | 1 }

const headerSize = 4 * (1 + 2*Heads + secondSize + Wholes*Signs)

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
	size := number()
	if size == 0 || size&(size-1) != 0 || uint64(len(data)-headerSize) != uint64(size)*slotSize {
		return nil, errors.New("has the wrong size")
	}
	m.mask = size - 1
	for _, part := range m.floats() {
		for i := range part {
			part[i] = math.Float32frombits(number())
		}
	}
	m.slots = data[at:]
	return m, nil
}

// floats lists the numbers of the header, in the order of the file.
func (m *Model) floats() [][]float32 {
	parts := append([][]float32{m.scale[:], m.bias[:]}, m.second.Floats()...)
	for h := range m.teller {
		parts = append(parts, m.teller[h][:])
	}
	return parts
}

// A Row is a feature with its weights in steps of a head's scale.
type Row struct {
	Hash    uint32
	Weights [Heads]int8
}

// Encode writes a model: rows that find no free slot are left out, so give the weightiest first. Size is the number of
// slots, a power of two.
func Encode(rows []Row, scale, bias [Heads]float32, second *Second, teller *Teller, size int) []byte {
	m := Model{scale: scale, bias: bias, second: *second, teller: *teller}
	b := binary.LittleEndian.AppendUint32([]byte(Magic), uint32(size))
	for _, part := range m.floats() {
		for _, f := range part {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f))
		}
	}
	slots := make([]byte, size*slotSize)
	for _, r := range rows {
		for probe := range uint32(Probes) {
			slot := slots[int((r.Hash+probe)&uint32(size-1))*slotSize:][:slotSize]
			if tag := binary.LittleEndian.Uint16(slot); tag != 0 {
				if tag == Tag(r.Hash) {
					break // taken for the same feature: the weightier one stays
				}
				continue
			}
			binary.LittleEndian.PutUint16(slot, Tag(r.Hash))
			for h, w := range r.Weights {
				slot[tagSize+h] = byte(w)
			}
			break
		}
	}
	return append(b, slots...)
}

// slot returns a slot and the tag in it.
func (m *Model) slot(hash uint32) (string, uint16) {
	slot := m.slots[int(hash&m.mask)*slotSize:][:slotSize]
	return slot, uint16(slot[0]) | uint16(slot[1])<<8
}

// row returns the weights of a feature, one byte per head, or "" for one that the model does not know.
func (m *Model) row(hash uint32) string {
	tag := Tag(hash)
	for probe := range uint32(Probes) {
		switch slot, at := m.slot(hash + probe); at {
		case tag:
			return slot[tagSize:]
		case 0:
			return ""
		}
	}
	return ""
}

// Weigh returns the first stage's scores of a sentence: logits of its own words.
func (m *Model) Weigh(features []Feature) Score {
	var sums [Heads]int32
	// The slots lie all over a table that no near cache holds. Fetched by the dozen, before anything hangs on what is in
	// them, they come side by side.
	const fetched = 64
	var tags [fetched]uint16
	for rest := features; len(rest) > 0; rest = rest[min(len(rest), fetched):] {
		some := rest[:min(len(rest), fetched)]
		for i := range some {
			_, tags[i] = m.slot(some[i].Hash)
		}
		for i := range some {
			if tags[i] == 0 {
				continue
			}
			row := m.row(some[i].Hash)
			if row == "" {
				continue
			}
			row = row[:Heads]
			for h := range sums {
				sums[h] += int32(int8(row[h]))
			}
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

// Judge returns the probability of the label heads and of Any for a sentence of an email, out of the first stage's scores.
func (m *Model) Judge(e *Email, own []Score, whole *Overview, i int) [Labels + 1]float32 {
	return m.second.Judge(Around(e, own, whole, i))
}

// hopeless is the first stage's logit below which the second is not asked. No finding in dev or validation depends on it.
const hopeless = -4

// Any returns the probability of Any alone, to the bit, for a third of the work; 0 where the sentence's own words leave no
// doubt that it is innocent.
func (m *Model) Any(e *Email, own []Score, whole *Overview, i int) float32 {
	if own[i][Any] < hopeless {
		return 0
	}
	return m.second.Any(Around(e, own, whole, i))
}

// Tell returns the probability of everything that is told of an email as a whole.
func (m *Model) Tell(e *Email, own []Score) [Wholes]float32 { return m.teller.Tell(ReadSigns(e, own)) }

// Weight is what a feature says for a head and for Any together, before the sentence's length is taken into account.
func (m *Model) Weight(f Feature, head int) float32 {
	row := m.row(f.Hash)
	if row == "" {
		return 0
	}
	return float32(float32(int8(row[head]))*m.scale[head]) + float32(float32(int8(row[Any]))*m.scale[Any])
}

// Logistic turns a logit into a probability.
func Logistic(z float32) float32 { return float32(1 / (1 + math.Exp(-float64(z)))) }
