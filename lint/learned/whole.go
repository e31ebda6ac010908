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

// Two of the label heads, by their place in the labelling guide.
const (
	decisionFocus = 3
	arguing       = 5
)

// Signs is the number of inputs from which that is told.
const Signs = 33

// ReadSigns returns these inputs: what the first stage and the phrases of the rules found in the sentences, at most and in sum.
func ReadSigns(e *Email, own []Score) *[Signs]float32 {
	x := readSigns(e, own)
	return &x
}

func readSigns(e *Email, own []Score) (x [Signs]float32) {
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
		focused += Logistic(own[i][decisionFocus]) * p
		argued += Logistic(own[i][arguing]) * p
	}
	n := float32(max(len(own), 1))
	put(squash(KindLogit(own)) / 3)
	put(most(Reply, all))
	put(least / 3)
	put(mean / n)
	put(most(Any, all))
	put(bad / n)
	put(n / 20)
	// The phrases: whether they were found at all, in the opening, and how the evidence for the kind adds up.
	found := func(id string, in func(int) bool) {
		for i := range e.Sentences {
			if in(i) && slices.Contains(e.Sentences[i].Has, id) {
				put(1)
				return
			}
		}
		put(0)
	}
	found("email/missing-thanks", body)
	found("email/missing-thanks", early)
	found("email/missing-request", body)
	found("email/missing-own-skills", body)
	for _, id := range [...]string{"kind/6", "kind/3", "kind/1", "kind/-1", "kind/-3", "kind/-6"} {
		found(id, all)
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

// A Teller has the weight of every sign for everything that is told of an email.
type Teller [Wholes][Signs]float32

// Tell returns the probability of everything that is told of an email.
func (w *Teller) Tell(x *[Signs]float32) (p [Wholes]float32) {
	for h := range p {
		var z float32
		for k, v := range x {
			z += v * w[h][k]
		}
		p[h] = Logistic(z)
	}
	return p
}
