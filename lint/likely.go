package lint

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/token"
)

// Describe returns what the model sees of a draft, all but its kind: the same whether it learns from it or judges it.
func (l *Linter) Describe(d *draft.Draft) *learned.Email {
	doc, _ := l.read(context.Background(), d)
	return l.describe(doc)
}

func (l *Linter) describe(doc *reading) *learned.Email {
	e := &learned.Email{Sentences: make([]learned.Sentence, len(doc.Sentences))}
	for i := range e.Sentences {
		e.Sentences[i] = learned.Sentence{Sentence: &doc.Sentences[i]}
	}
	for _, f := range doc.present {
		s := &e.Sentences[f.sentence]
		s.Has = append(s.Has, l.set.Rules[f.rule].ID)
	}
	for _, f := range doc.evidence {
		s := &e.Sentences[f.sentence]
		s.Has = append(s.Has, "kind/"+strconv.Itoa(f.rule))
	}
	return e
}

// hearing is what the model makes of a draft before it says anything.
type hearing struct {
	model *learned.Model
	email *learned.Email
	own   []learned.Score               // the first stage's scores of every sentence
	told  [learned.Wholes]float32       // of the email as a whole
	p     [][learned.Labels + 1]float32 // of every sentence, once the kind is known
	x     *learned.Extractor
}

func (l *Linter) hear(doc *reading) *hearing {
	h := &hearing{model: l.set.Model(), email: l.describe(doc), x: l.extractors.Get().(*learned.Extractor)}
	h.own = make([]learned.Score, len(h.email.Sentences))
	for i := range h.own {
		h.own[i] = h.model.Weigh(h.x.Features(h.email, i))
	}
	h.told = h.model.Tell(h.email, h.own)
	return h
}

// says reports what the model tells of the email as a whole: one of learned.HasThanks and so on.
func (h *hearing) says(what int) bool { return h.told[what] >= 0.5 }

// belowWeighs is how much a unit of evidence from the message below adds to the model's word on the kind: a plain case of
// feedback or rejection there (2 units) outweighs all but the clearest words of the candidate.
const belowWeighs = 2.5

// kind is request or reply.
func (h *hearing) kind(below int) draft.Kind {
	p := float64(h.told[learned.IsReply])
	if math.Log(p/(1-p))+belowWeighs*float64(below) > 0 {
		return draft.Reply
	}
	return draft.Request
}

// judge takes the second step.
func (h *hearing) judge(kind draft.Kind) {
	h.email.Kind = kind
	h.p = h.model.Judge(h.email, h.own)
}

// doubts reports whether the model sees an innocent sentence where a rule of ours found a problem. It takes more to doubt an
// error, whose phrases are plainer. Rules of other packs stand outside what the model knows.
func (h *hearing) doubts(r *Rule, sentence int) bool {
	least := float32(doubtful)
	if r.Severity == Error {
		least = veryDoubtful
	}
	return r.Pack == "" && slices.Contains(SentenceLabels, r.Label) && h.p[sentence][learned.Any] < least
}

// likely lets the model speak in the sentences in which no phrase rule found anything, turned off or not.
func (l *Linter) likely(doc *reading, heard *hearing, result *Result) {
	if len(l.likelys) == 0 {
		return
	}
	e := heard.email
	spoken := make([]bool, len(doc.Sentences))
	for _, f := range doc.findings {
		spoken[f.sentence] = spoken[f.sentence] || slices.Contains(SentenceLabels, l.set.Rules[f.rule].Label)
	}
	least := float32(suggestsFirst)
	for i, p := range heard.p {
		if p[learned.Any] >= suggestsFirst || spoken[i] && p[learned.Any] >= suggests {
			least = suggests
		}
	}
	for i, p := range heard.p {
		if spoken[i] || p[learned.Any] < least || doc.Sentences[i].Part != draft.Body && len(doc.Sentences[i].Tokens) < saysSomething {
			continue
		}
		best := 0
		for h := range SentenceLabels {
			if p[h] > p[best] {
				best = h
			}
		}
		for h, label := range SentenceLabels {
			rule, ok := l.likelys[label]
			if !ok || h != best && p[h] < alsoSays {
				continue
			}
			match, because := heard.clause(&e.Sentences[i], heard.x.Features(e, i), h)
			if d := l.report(doc.Document, result, found{rule: rule, sentence: i, match: match}); d != nil {
				d.Because = because
				d.Severity = Suggestion
				if p[learned.Any] >= warns {
					d.Severity = Warning
				}
			}
		}
	}
}

// The probabilities of a problem at which the model speaks; the probability of a label at which it is named beside the
// likeliest; and the probability below which a phrase rule is taken for mistaken and speaks as a suggestion. TODO figures
const (
	suggests = 0.4
	// The first finding of an email must be surer than those that join it: a linter that breaks the silence of a good email is
	// switched off, and bitterness comes in runs.
	suggestsFirst = 0.85
	warns         = 0.7
	alsoSays      = 0.7
	doubtful      = 0.5
	veryDoubtful  = 0.2

	// saysSomething is how many tokens a greeting or a sign-off needs before the model is asked: "Best," says nothing.
	saysSomething = 5
)

// clause returns the clause that weighs most for a head, and the words in it that weighed most.
func (h *hearing) clause(s *learned.Sentence, features []learned.Feature, head int) (pattern.Match, []string) {
	n := len(s.Tokens)
	weights := make([]float32, n)
	for _, f := range features {
		if f.End == 0 {
			continue
		}
		w := (h.model.Weight(f, head) + h.model.Weight(f, learned.Any)) / float32(f.End-f.Start)
		for t := f.Start; t < f.End; t++ {
			weights[t] += w
		}
	}
	best, bestSum := pattern.Match{}, float32(0)
	for start := 0; start < n; {
		end := start + 1
		for end < n && !opensClause(s.Sentence, end) {
			end++
		}
		first, last := start, end
		for first < last && s.Tokens[first].Type == token.Punct {
			first++
		}
		for last > first && s.Tokens[last-1].Type == token.Punct {
			last--
		}
		var sum float32
		for t := first; t < last; t++ {
			sum += weights[t]
		}
		if last > first && (best.End == 0 || sum > bestSum) {
			best, bestSum = pattern.Match{Start: first, End: last, MarkStart: first, MarkEnd: last}, sum
		}
		start = end
	}
	if best.End == 0 {
		best = pattern.Match{End: n, MarkEnd: n}
	}
	return best, h.heaviest(s, features, head, best)
}

// opensClause reports whether a new clause starts at token i: after a comma or a dash that is followed by three words or
// more, or at a conjunction in the middle of a long sentence.
func opensClause(s *token.Sentence, i int) bool {
	if i+3 > len(s.Tokens) || i < 3 {
		return false
	}
	switch s.Tokens[i-1].Norm {
	case ",", ";", ":", "-", "(", ")":
		return true
	}
	switch s.Tokens[i].Norm {
	case "but", "yet", "although", "though", "whereas":
		return true
	}
	return false
}

// heaviest returns up to three runs of words in a match that weighed most, as they stand in the sentence. Every feature
// shares its weight among its words, and words that only hold a sentence together explain nothing.
func (h *hearing) heaviest(s *learned.Sentence, features []learned.Feature, head int, within pattern.Match) []string {
	weights := make([]float32, len(s.Tokens))
	for _, f := range features {
		if f.Start < within.Start || f.End > within.End || f.End == 0 {
			continue
		}
		w := (h.model.Weight(f, head) + h.model.Weight(f, learned.Any)) / float32(f.End-f.Start)
		for t := f.Start; t < f.End; t++ {
			weights[t] += w
		}
	}
	tells := func(t int) bool {
		return weights[t] > 0 && s.Tokens[t].Type == token.Word && !strings.Contains(holdsTogether, " "+s.Tokens[t].Norm+" ")
	}
	var best []int
	for t := within.Start; t < within.End; t++ {
		if tells(t) {
			best = append(best, t)
		}
	}
	slices.SortFunc(best, func(a, b int) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), a-b) })
	best = best[:min(len(best), 3)]
	slices.Sort(best)
	var because []string
	for i, t := range best {
		if i > 0 && best[i-1] == t-1 {
			because[len(because)-1] += " " + s.Tokens[t].Norm
			continue
		}
		because = append(because, s.Tokens[t].Norm)
	}
	return because
}

// holdsTogether lists words that tell the model something and the reader of a report nothing.
const holdsTogether = " a an and are as at am be been being but by can could did do does for from get got had has have having he her him his i if in into is it its me might mine must my " +
	"of on or our out shall she should so some such than that the their them then there these they this those to too up us was we were what when where which who will with would you your yours "
