package main

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/token"
	"github.com/tonelint/tonelint/rules"
)

// A sample is a sentence: its features and whether each head is right in it.
type sample struct {
	rows []uint32 // hashed features
	gold [learned.Heads]bool
}

// A mail is an email made ready for training.
type mail struct {
	batch     string
	described *learned.Email
	samples   []sample
}

// prepare describes every email and takes the features of its sentences.
func prepare(emails []corpus.Email, batches []string, bits int, skip map[uint32]bool) []mail {
	linter := lint.New(rules.Default(), lint.Options{})
	x := learned.Extractor{Skip: skip}
	var mails []mail
	for n, e := range emails {
		d, err := draft.Parse(e.ID, []byte(e.Text))
		if err != nil {
			continue
		}
		m := mail{batch: batches[n], described: linter.Describe(d), samples: nil}
		labels := corpus.SentenceLabels(e, token.Split(d))
		for i := range m.described.Sentences {
			s := sample{}
			for _, f := range x.Features(m.described, i) {
				s.rows = append(s.rows, f.Hash&(1<<bits-1))
			}
			for h, label := range lint.SentenceLabels {
				if slices.Contains(labels[i], label) {
					s.gold[h], s.gold[learned.Any] = true, true
				}
			}
			m.samples = append(m.samples, s)
		}
		mails = append(mails, m)
	}
	return mails
}

// settings are what the first stage is fitted with, chosen by cross-validation over the batches of train.
type settings struct {
	bits     int     // the table has 2^bits rows
	epochs   int     //
	rate     float64 // of AdaGrad
	l2       float64 // of every step
	rare     int     // a feature seen in fewer sentences is left out
	positive float64 // weight of a sentence that has the label
}

var chosen = settings{bits: 18, epochs: 12, rate: 0.15, l2: 2e-5, rare: 2, positive: 1.5}

// A table is the first stage while it is fitted.
type table struct {
	weights [][learned.Heads]float32
	bias    [learned.Heads]float32
}

// fit trains the first stage: logistic regression for every head, by AdaGrad. It is deterministic to the bit: the order of the
// samples comes from a fixed seed, and no sum depends on the order of goroutines.
func fit(mails []mail, s settings) *table {
	var samples []*sample
	for i := range mails {
		for j := range mails[i].samples {
			samples = append(samples, &mails[i].samples[j])
		}
	}
	seen := make([]int32, 1<<s.bits)
	for _, x := range samples {
		for i, r := range x.rows {
			if !slices.Contains(x.rows[:i], r) {
				seen[r]++
			}
		}
	}
	kept := make([][]uint32, len(samples))
	for i, x := range samples {
		for _, r := range x.rows {
			if seen[r] >= int32(s.rare) {
				kept[i] = append(kept[i], r)
			}
		}
	}
	t := &table{weights: make([][learned.Heads]float32, 1<<s.bits)}
	squares := make([][learned.Heads]float32, 1<<s.bits)
	var biasSquares [learned.Heads]float32
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range s.epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			x, rows := samples[i], kept[i]
			norm := learned.Norm(len(x.rows))
			var z [learned.Heads]float32
			for _, r := range rows {
				w := &t.weights[r]
				for h := range z {
					z[h] += w[h]
				}
			}
			var g [learned.Heads]float32
			for h := range z {
				p := float32(1 / (1 + math.Exp(-float64(z[h]*norm+t.bias[h]))))
				if x.gold[h] {
					g[h] = (p - 1) * float32(s.positive)
				} else {
					g[h] = p
				}
				biasSquares[h] += g[h] * g[h]
				t.bias[h] -= float32(s.rate) * g[h] / float32(math.Sqrt(float64(biasSquares[h])+1e-6))
				g[h] *= norm
			}
			for _, r := range rows {
				w, q := &t.weights[r], &squares[r]
				for h := range w {
					d := g[h] + float32(s.l2)*w[h]
					q[h] += d * d
					w[h] -= float32(s.rate) * d / (float32(math.Sqrt(float64(q[h]))) + 1e-3)
				}
			}
		}
	}
	return t
}

// score is the first stage of an email.
func (t *table) score(m *mail) []learned.Score {
	out := make([]learned.Score, len(m.samples))
	for i := range m.samples {
		x := &m.samples[i]
		norm := learned.Norm(len(x.rows))
		for h := range out[i] {
			var z float32
			for _, r := range x.rows {
				z += t.weights[r][h]
			}
			out[i][h] = z*norm + t.bias[h]
		}
	}
	return out
}

// context is the second stage's weights.
type context [learned.Heads][learned.Context]float32

// fitContext trains the second stage on first-stage scores that were made without the email they judge.
func fitContext(mails []mail, scores [][]learned.Score) *context {
	type row struct {
		x    [learned.Context]float32
		gold *[learned.Heads]bool
	}
	var rows []row
	for i := range mails {
		for j := range mails[i].samples {
			rows = append(rows, row{learned.Around(mails[i].described, scores[i], j), &mails[i].samples[j].gold})
		}
	}
	var c context
	var squares [learned.Heads][learned.Context]float32
	random := rand.New(rand.NewPCG(3, 4))
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	for range 30 {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			r := &rows[i]
			for h := range c {
				var z float32
				for k, v := range r.x {
					z += v * c[h][k]
				}
				g := float32(1 / (1 + math.Exp(-float64(z))))
				if r.gold[h] {
					g--
				}
				for k, v := range r.x {
					d := g*v + 1e-4*c[h][k]
					squares[h][k] += d * d
					c[h][k] -= 0.05 * d / (float32(math.Sqrt(float64(squares[h][k]))) + 1e-3)
				}
			}
		}
	}
	return &c
}

func (c *context) judge(m *mail, own []learned.Score) []learned.Score {
	out := make([]learned.Score, len(own))
	for i := range own {
		x := learned.Around(m.described, own, i)
		for h := range out[i] {
			var z float32
			for k, v := range x {
				z += v * c[h][k]
			}
			out[i][h] = float32(1 / (1 + math.Exp(-float64(z))))
		}
	}
	return out
}

// folds deals the batches into n folds of about the same size, largest batch first.
func folds(mails []mail, n int) map[string]int {
	size := map[string]int{}
	for _, m := range mails {
		size[m.batch] += len(m.samples)
	}
	var names []string
	for name := range size {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(size[b]-size[a], cmp.Compare(a, b)) })
	fold, filled := map[string]int{}, make([]int, n)
	for _, name := range names {
		least := 0
		for f := range filled {
			if filled[f] < filled[least] {
				least = f
			}
		}
		fold[name] = least
		filled[least] += size[name]
	}
	return fold
}

// crossScores returns for every email the first-stage scores of a table that was fitted without its batch.
func crossScores(mails []mail, s settings, n int) [][]learned.Score {
	fold := folds(mails, n)
	out := make([][]learned.Score, len(mails))
	done := make(chan struct{})
	for f := range n {
		go func() {
			var rest []mail
			for _, m := range mails {
				if fold[m.batch] != f {
					rest = append(rest, m)
				}
			}
			t := fit(rest, s)
			for i := range mails {
				if fold[mails[i].batch] == f {
					out[i] = t.score(&mails[i])
				}
			}
			done <- struct{}{}
		}()
	}
	for range n {
		<-done
	}
	return out
}
