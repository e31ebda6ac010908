package learned

import (
	"github.com/tonelint/tonelint/lint/draft"
)

// Presence is the probability that at least one of the sentences says it: thanks, asks, speaks of the writer's own part.
// In names the sentences that count.
func Presence(own []Score, head int, in func(i int) bool) float32 {
	none := float32(1)
	for i := range own {
		if in(i) {
			none *= 1 - Logistic(own[i][head])
		}
	}
	return 1 - none
}

// opening is how many sentences of the body open it: corpus/LABELS.md says two.
const opening = 2

// Body tells the sentences of the body, and those that open it.
func (e *Email) Body() (body, early func(i int) bool) {
	end := e.opened()
	return e.inBody, func(i int) bool { return i < end && e.inBody(i) }
}

func (e *Email) inBody(i int) bool { return e.Sentences[i].Part == draft.Body }

func (e *Email) opened() int { return Opened(len(e.Sentences), e.inBody) }

// Opened is the number of the sentence, of so many, behind those that open the body.
func Opened(sentences int, body func(i int) bool) int {
	n := 0
	for i := range sentences {
		if body(i) {
			if n++; n == opening {
				return i + 1
			}
		}
	}
	return sentences
}

// KindLogit is above 0 where the email answers feedback. The sentences that say it plainest count most: one "thank you for
// the feedback" decides, however much is said of other things.
func KindLogit(own []Score) float32 {
	var sum, weights float32
	for i := range own {
		w := abs(own[i][Reply])
		sum += w * own[i][Reply]
		weights += w
	}
	return sum / (weights + 1)
}

// KindShare is how much KindLogit goes up with the score of each sentence, but for what the other weights lose by it.
func KindShare(own []Score) []float32 {
	var weights float32
	for i := range own {
		weights += abs(own[i][Reply])
	}
	share := make([]float32, len(own))
	for i := range own {
		share[i] = (2*abs(own[i][Reply]) + 0.2) / (weights + 1)
	}
	return share
}

func abs(v float32) float32 { return max(v, -v) }

// wholeSize is how many numbers describe the email as a whole.
const wholeSize = 5

// An Overview describes the email as a whole, for every sentence of it.
type Overview struct {
	numbers [wholeSize]float32
	highest [3]float32 // scores for Any, of which one may be the sentence's own
	sum     float64    // of all those scores
}

// Whole looks over an email.
func Whole(e *Email, own []Score) Overview {
	body, early := e.Body()
	o := Overview{numbers: [wholeSize]float32{
		Presence(own, Thanks, body),
		Presence(own, Thanks, early),
		Presence(own, Request, body),
		Presence(own, OwnPart, body),
		squash(KindLogit(own)) / 3,
	}, highest: [3]float32{-6, -6, -6}}
	for j := range own {
		v := squash(own[j][Any])
		o.sum += float64(v)
		for k := range o.highest {
			if v > o.highest[k] {
				o.highest[k], v = v, o.highest[k]
			}
		}
	}
	return o
}

// Context is the number of inputs of the second stage.
const Context = Heads + 2*(Labels+1) + 12 + wholeSize

func squash(v float32) float32 { return min(max(v, -6), 6) }

// Around returns the second stage's inputs for sentence i: its own scores, its neighbours', and what the rest of the
// email is like.
func Around(e *Email, own []Score, whole *Overview, i int) (x [Context]float32) {
	k := 0
	put := func(v float32) { x[k] = v; k++ }
	for _, v := range own[i] {
		put(squash(v) / 2)
	}
	for _, j := range [...]int{i - 1, i + 1} {
		for h := range Labels + 1 {
			if j >= 0 && j < len(own) {
				put(squash(own[j][h]) / 2)
			} else {
				put(-1.5)
			}
		}
	}
	// Of the others: the highest scores and the mean.
	mine := squash(own[i][Any])
	most, second := whole.highest[0], whole.highest[1]
	switch mine {
	case most:
		most, second = second, whole.highest[2]
	case second:
		second = whole.highest[2]
	}
	sum := float32(whole.sum - float64(mine))
	put(most / 2)
	put(second / 2)
	put(sum / float32(max(len(own)-1, 1)) / 2)
	put(1)
	flag := func(b bool) {
		if b {
			put(1)
		} else {
			put(0)
		}
	}
	flag(e.Kind == draft.Reply)
	flag(e.Sentences[i].Part == draft.Greeting)
	flag(i == 0)
	flag(i == len(own)-1)
	put(float32(min(len(e.Sentences[i].Tokens), 40)) / 20)
	put(float32(min(len(own), 20)) / 10)
	put(max(mine, 0) * max(most, 0) / 8)
	put(min(mine, 0) * min(most, 0) / 8)
	for _, v := range whole.numbers {
		put(v)
	}
	return x
}

// Hidden is the number of units in the second stage's hidden layer.
const Hidden = 24

// A Second is the second stage: a linear part and a small hidden layer, added up.
type Second struct {
	Linear [Labels + 1][Context]float32
	In     [Hidden][Context]float32
	Out    [Labels + 1][Hidden]float32
}

const secondSize = (Labels+1)*Context + Hidden*Context + (Labels+1)*Hidden

// Floats lists all weights, in the order of the file.
func (s *Second) Floats() (parts [][]float32) {
	for h := range s.Linear {
		parts = append(parts, s.Linear[h][:])
	}
	for u := range s.In {
		parts = append(parts, s.In[u][:])
	}
	for h := range s.Out {
		parts = append(parts, s.Out[h][:])
	}
	return parts
}

// Judge returns the probability of every label and of Any.
func (s *Second) Judge(x *[Context]float32) [Labels + 1]float32 {
	p, _ := s.JudgeBy(x)
	return p
}

// JudgeBy also returns what the hidden layer made of the inputs, to learn from.
func (s *Second) JudgeBy(x *[Context]float32) (p [Labels + 1]float32, hidden [Hidden]float32) {
	hidden = s.hidden(x)
	for h, z := range sums(&s.Linear, x) {
		for u, v := range hidden {
			z += v * s.Out[h][u]
		}
		p[h] = Logistic(z)
	}
	return p, hidden
}

// Any returns the probability of Any alone, to the bit.
func (s *Second) Any(x *[Context]float32) float32 {
	var z float32
	for k, v := range x {
		z += v * s.Linear[Any][k]
	}
	for u, v := range s.hidden(x) {
		z += v * s.Out[Any][u]
	}
	return Logistic(z)
}

func (s *Second) hidden(x *[Context]float32) (hidden [Hidden]float32) {
	for u := 0; u < Hidden; u += block {
		for j, z := range sums((*[block][Context]float32)(s.In[u:]), x) {
			hidden[u+j] = max(z, 0)
		}
	}
	return hidden
}

// block is how many rows are summed up side by side: no sum waits for another, and each is added up in the order of the
// inputs, so that its bits do not depend on it.
const block = 8

// sums multiplies every row with x.
func sums(rows *[block][Context]float32, x *[Context]float32) [block]float32 {
	var a, b, c, d, e, f, g, h float32
	for k, v := range x {
		a += v * rows[0][k]
		b += v * rows[1][k]
		c += v * rows[2][k]
		d += v * rows[3][k]
		e += v * rows[4][k]
		f += v * rows[5][k]
		g += v * rows[6][k]
		h += v * rows[7][k]
	}
	return [block]float32{a, b, c, d, e, f, g, h}
}
