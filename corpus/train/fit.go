package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
)

// settings are what the first stage is fitted with, chosen by cross-validation over the batches of train.
type settings struct {
	epochs   int     //
	rate     float64 // of AdaGrad
	l2       float64 // of every step
	positive float64 // weight of a sentence that has the label
	whole    float64 // weight of an email's own gradients against those of a sentence
	hidden   float64 // share of its features that a sentence goes without, others each time
}

var chosen = settings{epochs: 8, rate: 0.15, l2: 2e-5, positive: 1.5, whole: 1, hidden: 0.3}

// A table is the first stage while it is fitted: a row of weights for every feature of the dictionary.
type table struct {
	weights []learned.Score
	bias    learned.Score
}

// fit trains the first stage: the mean of several tables that differ in the order of the emails and in what was hidden,
// because that is steadier than any of them and, as the stage is a sum, costs nothing when it is asked.
func fit(mails []mail, features, tables int, s settings) *table {
	mean := newTable(features)
	for seed := range tables {
		mean.add(fitTable(mails, features, s, uint64(seed)), 1/float32(tables))
	}
	mean.prune()
	return mean
}

// newTable returns a table of weights 0.
func newTable(features int) *table { return &table{weights: make([]learned.Score, features)} }

// add adds a share of the weights of another table.
func (t *table) add(other *table, share float32) {
	for r := range t.weights {
		for h, w := range other.weights[r] {
			t.weights[r][h] += w * share
		}
	}
	for h, w := range other.bias {
		t.bias[h] += w * share
	}
}

// fitTable trains a table by AdaGrad, an email at a time: logistic regression for the heads that have a label for every
// sentence; for thanks, request and own part a noisy-or over the sentences, because the corpus says only whether the email has
// them; for the kind the sum over the sentences. It is deterministic to the bit: the order of the emails comes from a
// fixed seed, and no sum depends on the order of goroutines. The weights are the mean over the second half of the steps,
// which is steadier than where they end. A share of the features is hidden at every step (Wager, Wang and Liang 2013,
// Dropout training as adaptive regularization), so that none relies on the company of others.
func fitTable(mails []mail, features int, s settings, seed uint64) *table {
	t := newTable(features)
	for _, h := range []int{learned.Thanks, learned.Request, learned.OwnPart} {
		t.bias[h] = -2
	}
	squares := make([]learned.Score, features)
	mean := newTable(features)
	var biasSquares learned.Score
	order := make([]int, len(mails))
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(1, seed))
	rate := float32(s.rate)
	var active []int // heads that have something to learn
	var hide thinner
	for epoch := range s.epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			m := hide.thin(&mails[i], s.hidden, random)
			own := t.score(m)
			for j, g := range gradients(m, own, s) {
				x := &m.samples[j]
				norm := learned.Norm(x.size) * x.scale()
				active = active[:0]
				for h := range g {
					if g[h] == 0 {
						continue
					}
					active = append(active, h)
					biasSquares[h] += g[h] * g[h]
					t.bias[h] -= rate * g[h] / float32(math.Sqrt(float64(biasSquares[h])+1e-6))
					g[h] *= norm
				}
				for _, r := range x.rows {
					w, q := &t.weights[r], &squares[r]
					for _, h := range active {
						d := g[h] + float32(s.l2)*w[h]
						q[h] += d * d
						w[h] -= rate * d / (sqrt(q[h]) + 1e-3)
					}
				}
			}
		}
		if epoch >= s.epochs/2 {
			mean.add(t, 1/float32(s.epochs-s.epochs/2))
		}
	}
	return mean
}

// A thinner hides features. It keeps its buffers and is for one goroutine.
type thinner struct {
	samples []sample
	rows    []int32
}

// thin returns an email without a share of its features. It is good until the next call.
func (t *thinner) thin(m *mail, share float64, random *rand.Rand) *mail {
	thinned := *m
	t.samples, t.rows = append(t.samples[:0], m.samples...), t.rows[:0]
	for j := range t.samples {
		x := &t.samples[j]
		start := len(t.rows)
		for _, r := range x.rows {
			if random.Float64() >= share {
				t.rows = append(t.rows, r)
			}
		}
		x.hidden, x.rows = share, t.rows[start:]
	}
	thinned.samples = t.samples
	return &thinned
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// gradients returns what every sentence's scores should go down by.
func gradients(m *mail, own []learned.Score, s settings) []learned.Score {
	out := make([]learned.Score, len(own))
	for j := range own {
		for h, has := range m.samples[j].has {
			if has != 0 {
				out[j][h] = learned.Logistic(own[j][h]) - float32(max(has, 0))
			}
		}
		if m.toneless {
			continue
		}
		for h := range learned.Labels + 1 {
			if h != learned.Any && !m.samples[j].gold[learned.Any] {
				continue // which problem it is, is learned from problems
			}
			p := learned.Logistic(own[j][h])
			if m.samples[j].gold[h] {
				out[j][h] = (p - 1) * float32(s.positive)
			} else {
				out[j][h] = p
			}
		}
	}
	if m.single {
		return out
	}
	presence := func(head int, says bool, among func(int) bool) {
		in := among
		if hit := func(i int) bool { return among(i) && slices.Contains(m.described.Sentences[i].Has, phrasesOf[head]) }; says && anyOf(len(own), hit) {
			in = hit // the phrases know which sentence it is
		}
		total := learned.Presence(own, head, in)
		for j := range own {
			if !in(j) {
				continue
			}
			p := learned.Logistic(own[j][head])
			if says {
				p *= -(1 - total) / max(total, 1e-4)
			}
			out[j][head] += float32(s.whole) * p
		}
	}
	switch {
	case !m.thanks:
		presence(learned.Thanks, false, m.body)
	case m.late:
		presence(learned.Thanks, false, m.early)
		presence(learned.Thanks, true, func(i int) bool { return m.body(i) && !m.early(i) })
	default:
		presence(learned.Thanks, true, m.early)
	}
	if !m.reply { // in a reply nobody looks for them
		presence(learned.Request, m.request, m.body)
		presence(learned.OwnPart, m.ownPart, m.body)
	}
	kind := learned.Logistic(learned.KindLogit(own))
	if m.reply {
		kind--
	}
	for j, share := range learned.KindShare(own) {
		out[j][learned.Reply] = float32(s.whole) * kind * share
	}
	return out
}

// phrasesOf names the presence rule whose phrases say what a head looks for.
var phrasesOf = map[int]string{learned.Thanks: learned.MissingThanks, learned.Request: learned.MissingRequest, learned.OwnPart: learned.MissingOwnPart}

func anyOf(n int, f func(int) bool) bool {
	for i := range n {
		if f(i) {
			return true
		}
	}
	return false
}

// score is the first stage of an email.
func (t *table) score(m *mail) []learned.Score {
	out := make([]learned.Score, len(m.samples))
	for i := range m.samples {
		x := &m.samples[i]
		norm := learned.Norm(x.size) * x.scale()
		var z learned.Score
		for _, r := range x.rows {
			for h, w := range t.weights[r] {
				z[h] += w
			}
		}
		for h := range z {
			out[i][h] = z[h]*norm + t.bias[h]
		}
	}
	return out
}

// truths returns what is told of an email, and whether the corpus says so.
func truths(m *mail) (gold, known [learned.Wholes]bool) {
	gold = [learned.Wholes]bool{m.reply, m.thanks, m.thanks && !m.late, m.request, m.ownPart}
	known = [learned.Wholes]bool{true, true, true, !m.reply, !m.reply} // in a reply nobody looks for the last two
	return gold, known
}

// fitTeller trains what is told of an email as a whole, by AdaGrad, on first-stage scores that were made without the email.
func fitTeller(mails []mail, scores [][]learned.Score) *learned.Teller {
	var t, squares, g learned.Teller
	var emails []int
	var signs []*[learned.Signs]float32
	for i := range mails {
		if !mails[i].single {
			emails = append(emails, i)
			x := learned.ReadSigns(mails[i].described, scores[i])
			signs = append(signs, &x)
		}
	}
	random := rand.New(rand.NewPCG(5, 6))
	for u := range t.In {
		for k := range t.In[u] {
			t.In[u][k] = float32(random.NormFloat64()) * 0.2
		}
	}
	order := make([]int, len(emails))
	for i := range order {
		order[i] = i
	}
	weights, grads, sums := t.Floats(), g.Floats(), squares.Floats()
	for range 24 {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			tellerSlope(&t, &g, signs[i], &mails[emails[i]])
			for p, w := range weights {
				for k := range w {
					d := grads[p][k] + 1e-4*w[k]
					sums[p][k] += d * d
					w[k] -= 0.05 * d / (sqrt(sums[p][k]) + 1e-3)
				}
			}
		}
	}
	return &t
}

// tellerSlope sets g to what the loss of one email changes by.
func tellerSlope(t, g *learned.Teller, x *[learned.Signs]float32, m *mail) {
	*g = learned.Teller{}
	gold, known := truths(m)
	p, hidden := t.TellBy(x)
	var back [learned.TellerHidden]float32
	for h, d := range p {
		if !known[h] {
			continue
		}
		if gold[h] {
			d--
		}
		for k, v := range x {
			g.Linear[h][k] = d * v
		}
		for u, v := range hidden {
			g.Out[h][u] = d * v
			back[u] += d * t.Out[h][u]
		}
	}
	for u := range hidden {
		if hidden[u] > 0 {
			for k, v := range x {
				g.In[u][k] = back[u] * v
			}
		}
	}
}

// around returns the second stage's inputs for every sentence of an email, whose kind is as the first stage tells it.
func around(m *mail, own []learned.Score) []*[learned.Context]float32 {
	m.described.Kind = draft.Request
	if learned.KindLogit(own) > 0 {
		m.described.Kind = draft.Reply
	}
	out := make([]*[learned.Context]float32, len(own))
	whole := learned.Whole(m.described, own)
	for i := range own {
		x := learned.Around(m.described, own, &whole, i)
		out[i] = &x
	}
	return out
}

// A row is a sentence as the second stage sees it.
type row struct {
	x       *[learned.Context]float32
	problem bool
	target  [learned.Labels + 1]float32 // the probabilities to learn
}

// fitSecond trains the second stage on first-stage scores that were made without the email they judge. Several nets learn
// the labels, and one learns what they say in the mean (Hinton, Vinyals and Dean 2015, Distilling the knowledge in a neural
// network): it judges nearly as well as all of them and costs one.
func fitSecond(mails []mail, scores [][]learned.Score) *learned.Second {
	var rows []row
	for i := range mails {
		if mails[i].single {
			continue // it has nothing around it
		}
		for j, x := range around(&mails[i], scores[i]) {
			if scores[i][j][learned.Any] < learned.Hopeless {
				continue // it will not be asked
			}
			gold := mails[i].samples[j].gold
			r := row{x: x, problem: gold[learned.Any]}
			for h, has := range gold {
				if has {
					r.target[h] = 1
				}
			}
			rows = append(rows, r)
		}
	}
	const teachers, believed = 8, 0.8
	nets := make([]*learned.Second, teachers)
	var done sync.WaitGroup
	for i := range nets {
		done.Go(func() { nets[i] = fitNet(rows, uint64(i)) })
	}
	done.Wait()
	for i := range rows {
		var mean [learned.Labels + 1]float32
		for _, net := range nets {
			for h, p := range net.Judge(rows[i].x) {
				mean[h] += p / teachers
			}
		}
		for h, p := range mean {
			rows[i].target[h] += believed * (p - rows[i].target[h])
		}
	}
	return fitNet(rows, teachers)
}

// fitNet trains a net, by Adam.
func fitNet(rows []row, seed uint64) *learned.Second {
	random := rand.New(rand.NewPCG(3, seed))
	var c, first, second learned.Second
	for u := range c.In {
		for k := range c.In[u] {
			c.In[u][k] = float32(random.NormFloat64()) * 0.15
		}
	}
	for h := range c.Linear {
		c.Linear[h][h] = 2 // to begin with, believe the first stage
		for u := range c.Out[h] {
			c.Out[h][u] = float32(random.NormFloat64()) * 0.1
		}
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	const epochs, batch = 24, 16
	step := 0
	var g learned.Second
	weights, grads, ones, twos := c.Floats(), g.Floats(), first.Floats(), second.Floats()
	for epoch := range epochs {
		rate := float32(0.002 * (1 - float64(epoch)/epochs))
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for n, i := range order {
			slope(&c, &g, &rows[i])
			if (n+1)%batch != 0 {
				continue
			}
			step++
			rise1, rise2 := float32(1-math.Pow(0.9, float64(step))), float32(1-math.Pow(0.999, float64(step)))
			for p := range weights {
				for k := range weights[p] {
					d := grads[p][k]/batch + 1e-4*weights[p][k]
					grads[p][k] = 0
					ones[p][k] = 0.9*ones[p][k] + 0.1*d
					twos[p][k] = 0.999*twos[p][k] + 0.001*d*d
					weights[p][k] -= rate * (ones[p][k] / rise1) / (sqrt(twos[p][k]/rise2) + 1e-7)
				}
			}
		}
	}
	return &c
}

// slope adds to g what the loss of one sentence changes by.
func slope(c, g *learned.Second, r *row) {
	x := r.x
	p, hidden := c.JudgeBy(x)
	var back [learned.Hidden]float32
	for h := range p {
		if h != learned.Any && !r.problem {
			continue
		}
		d := p[h] - r.target[h]
		for k, v := range x {
			g.Linear[h][k] += d * v
		}
		for u, v := range hidden {
			g.Out[h][u] += d * v
			back[u] += d * c.Out[h][u]
		}
	}
	for u := range hidden {
		if hidden[u] > 0 {
			for k, v := range x {
				g.In[u][k] += back[u] * v
			}
		}
	}
}

// crossScores returns for every email the first-stage scores of a table that was fitted without its batch.
func crossScores(mails []mail, features int, s settings, n int) [][]learned.Score {
	fold := folds(mails, n)
	out := make([][]learned.Score, len(mails))
	var done sync.WaitGroup
	for f := range n {
		done.Go(func() {
			var rest []mail
			for _, m := range mails {
				if fold[m.batch] != f {
					rest = append(rest, m)
				}
			}
			t := fit(rest, features, crossTables, s)
			for i := range mails {
				if fold[mails[i].batch] == f {
					out[i] = t.score(&mails[i])
				}
			}
		})
	}
	done.Wait()
	return out
}
