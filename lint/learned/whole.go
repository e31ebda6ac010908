package learned

import (
	"math"
	"slices"
)

// What is told of an email as a whole.
const (
	IsReply     = iota // it answers feedback
	HasThanks          // it thanks the reader
	ThanksFirst        // in the opening
	HasRequest         // it asks for feedback
	HasOwnPart         // it turns to the writer's own interviewing
	Wholes
)

// Signs is the number of inputs from which that is told.
const Signs = 33

// ReadSigns returns these inputs: what the first stage and the phrases of the rules found in the sentences, at most and in sum.
func ReadSigns(e *Email, own []Score) (x [Signs]float32) {
	k := 0
	put := func(v float32) { x[k] = v; k++ }
	body, early := e.Body()
	all := func(int) bool { return true }
	most := func(head int, in func(int) bool) float32 {
		v := float32(-6)
		for i := range own {
			if in(i) {
				v = max(v, squash(own[i][head]))
			}
		}
		return v / 3
	}
	logit := func(p float32) float32 {
		p = min(max(p, 0.002), 0.998)
		return float32(math.Log(float64(p/(1-p)))) / 3
	}
	for _, head := range [...]int{Thanks, Request, OwnPart} {
		put(most(head, body))
		put(logit(Presence(own, head, body)))
	}
	put(most(Thanks, early))
	put(logit(Presence(own, Thanks, early)))
	least, mean, bad, focused, argued := float32(6), float32(0), float32(0), float32(0), float32(0)
	for i := range own {
		v := squash(own[i][Reply])
		least = min(least, v)
		mean += v
		p := Logistic(own[i][Any])
		bad += p
		focused += Logistic(own[i][DecisionFocus]) * p
		argued += Logistic(own[i][Arguing]) * p
	}
	n := float32(max(len(own), 1))
	put(squash(KindLogit(own)) / 3)
	put(most(Reply, all))
	put(least / 3)
	put(mean / n)
	put(most(Any, all))
	put(bad / n)
	put(n / 20)
	// The phrases: whether they were found at all, in the opening, and how the evidence for the kind counts and adds up.
	found := func(id string, in func(int) bool) {
		for i := range e.Sentences {
			if in(i) && slices.Contains(e.Sentences[i].Has, id) {
				put(1)
				return
			}
		}
		put(0)
	}
	found(MissingThanks, body)
	found(MissingThanks, early)
	found(MissingRequest, body)
	found(MissingOwnPart, body)
	for _, weight := range [...]int{6, 3, 1, -1, -3, -6} {
		n := 0
		for _, w := range e.Weights {
			if w == weight {
				n++
			}
		}
		put(float32(min(n, 6)) / 3)
	}
	put(squash(float32(e.Evidence)/2) / 3)
	quoted := float32(0)
	for i := range e.Sentences {
		if quotes(&e.Sentences[i]) {
			quoted++
		}
	}
	put(min(quoted, 3) / 3)
	put(min(focused, 3) / 3)
	put(min(argued, 3) / 3)
	put(most(Reply, early))
	put(most(Reply, body) * most(Request, body))
	put(1)
	return x
}

// TellerHidden is the number of units in the hidden layer of a Teller.
const TellerHidden = 16

// A Teller weighs the signs for everything that is told of an email: a linear part and a small hidden layer, added up.
type Teller struct {
	Linear [Wholes][Signs]float32
	In     [TellerHidden][Signs]float32
	Out    [Wholes][TellerHidden]float32
}

const tellerSize = Wholes*Signs + TellerHidden*Signs + Wholes*TellerHidden

// Floats lists all weights, in the order of the file.
func (w *Teller) Floats() (parts [][]float32) {
	for h := range w.Linear {
		parts = append(parts, w.Linear[h][:])
	}
	for u := range w.In {
		parts = append(parts, w.In[u][:])
	}
	for h := range w.Out {
		parts = append(parts, w.Out[h][:])
	}
	return parts
}

// Tell returns the probability of everything that is told of an email.
func (w *Teller) Tell(x *[Signs]float32) [Wholes]float32 {
	p, _ := w.TellBy(x)
	return p
}

// TellBy also returns what the hidden layer made of the signs, to learn from.
func (w *Teller) TellBy(x *[Signs]float32) (p [Wholes]float32, hidden [TellerHidden]float32) {
	for u := range hidden {
		hidden[u] = max(dot(w.In[u][:], x[:]), 0)
	}
	for h := range p {
		p[h] = Logistic(dot(w.Linear[h][:], x[:]) + dot(w.Out[h][:], hidden[:]))
	}
	return p, hidden
}

func dot(a, b []float32) (sum float32) {
	for k, v := range b {
		sum += v * a[k]
	}
	return sum
}
