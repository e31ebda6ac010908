package lint

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/pattern"
)

// Describe returns what the model sees of a draft, all but its kind: the same whether it learns from it or judges it.
func (l *Linter) Describe(d *draft.Draft) *learned.Email {
	doc, _ := l.read(context.Background(), d)
	e := &learned.Email{}
	l.describe(doc, e)
	return e
}

func (l *Linter) describe(doc *reading, e *learned.Email) {
	e.Evidence, e.Weights = l.evidence(doc), e.Weights[:0]
	for _, p := range doc.evidence {
		e.Weights = append(e.Weights, l.uses[p].Arg)
	}
	e.Sentences = resize(e.Sentences, len(doc.Sentences))
	for i := range e.Sentences {
		s := &e.Sentences[i]
		s.Sentence, s.Has = &doc.Sentences[i], s.Has[:0]
	}
	for _, f := range doc.present {
		s := &e.Sentences[f.sentence]
		s.Has = append(s.Has, l.set.Rules[f.rule].ID)
	}
}

// resize returns n elements, in the memory of s where that reaches; what they hold is left over.
func resize[T any](s []T, n int) []T {
	return slices.Grow(s[:0], n)[:n]
}

// hearing is what the model makes of a draft before it says anything.
type hearing struct {
	model *learned.Model
	email learned.Email
	own   []learned.Score         // the first stage's scores of every sentence
	told  [learned.Wholes]float32 // of the email as a whole
	whole learned.Overview        // and once the kind is known
	any   []float32               // the probability of any problem in every sentence
	x     learned.Extractor

	said                 []uint8   // a bit for every label that a phrase rule found, by sentence
	says                 []float32 // weight of every feature of a sentence
	weights, wordWeights []float32 // and what that makes for its tokens
	clauses              []int
}

// hear asks the model for what does not hang on the kind of email.
func (l *Linter) hear(ctx context.Context, doc *reading, h *hearing) {
	h.model = l.set.Model()
	l.describe(doc, &h.email)
	h.own = resize(h.own, len(h.email.Sentences))
	inStretches(len(h.own), func(k, start, end int) {
		x := &h.x
		if k > 0 {
			x = &learned.Extractor{}
		}
		for i := start; i < end && ctx.Err() == nil; i++ {
			h.own[i] = h.model.Weigh(x.Features(&h.email, i))
		}
	})
	h.told = h.model.Tell(&h.email, h.own)
}

// tells reports what the model tells of the email as a whole: one of learned.HasThanks and so on.
func (h *hearing) tells(what int) bool { return h.told[what] >= 0.5 }

// judge takes the second step.
func (h *hearing) judge(ctx context.Context, kind draft.Kind) {
	h.email.Kind = kind
	h.whole = learned.Whole(&h.email, h.own)
	h.any = resize(h.any, len(h.own))
	inStretches(len(h.any), func(_, start, end int) {
		for i := start; i < end && ctx.Err() == nil; i++ {
			h.any[i] = h.model.Any(&h.email, h.own, &h.whole, i)
		}
	})
}

// overrules reports whether the model is sure that a sentence is innocent in which a rule found a problem: by its own words
// and by what stands around it, so that a nice email does not excuse an insult. The finding is dropped. It takes more against
// an error, whose phrases are plainer, and a formula that may be left out is none the better for a nice sentence around it.
func (l *Linter) overrules(heard *hearing, r *Rule, f found) bool {
	words := float32(innocent)
	if r.Severity == Error {
		words = veryInnocent
	}
	return l.mayDoubt(heard, r) && !f.drop && heard.any[f.sentence] < overruled && heard.own[f.sentence][learned.Any] < words
}

// doubts reports whether the model rather sees an innocent sentence where a rule found a problem: a warning becomes a
// suggestion. Errors stay.
func (l *Linter) doubts(heard *hearing, r *Rule, sentence int) bool {
	return l.mayDoubt(heard, r) && r.Severity != Error && heard.any[sentence] < doubtful && heard.own[sentence][learned.Any] < 0
}

// mayDoubt reports whether the model has a say about a rule: it has learned what the rule looks for, and nobody has turned it
// off. Rules of other packs stand outside what it knows.
func (l *Linter) mayDoubt(heard *hearing, r *Rule) bool {
	_, on := l.likelys[r.Label]
	return heard != nil && on && r.Pack == ""
}

// likely lets the model speak: in sentences in which a phrase rule found something, turned off or not, of other labels alone.
func (l *Linter) likely(ctx context.Context, doc *reading, heard *hearing, result *Result) {
	if len(l.likelys) == 0 {
		return
	}
	e := &heard.email
	heard.said = resize(heard.said, len(doc.Sentences))
	said := heard.said
	clear(said)
	for _, f := range doc.findings {
		if h := slices.Index(SentenceLabels, l.set.Rules[f.rule].Label); h >= 0 {
			said[f.sentence] |= 1 << h
		}
	}
	least := float32(suggestsFirst)
	for i, p := range heard.any {
		if p >= suggestsFirst || said[i] != 0 && p >= suggests {
			least = suggests
		}
	}
	for i, any := range heard.any {
		if ctx.Err() != nil {
			return
		}
		if any < least || doc.Sentences[i].Part != draft.Body && len(doc.Sentences[i].Tokens) < saysSomething {
			continue
		}
		p := heard.model.Judge(e, heard.own, &heard.whole, i)
		features := heard.x.Features(e, i)
		best := 0
		for h := range SentenceLabels {
			if p[h] > p[best] {
				best = h
			}
		}
		for h, label := range SentenceLabels {
			rule, ok := l.likelys[label]
			first := h == best && said[i] == 0
			if !ok || said[i]&(1<<h) != 0 || !first && p[h] < alsoSays {
				continue
			}
			match, because := heard.clause(doc.Text, &e.Sentences[i], features, h)
			if d := l.report(doc.document, result, found{rule: rule, sentence: i, match: match}); d != nil {
				d.Because = because
				d.Severity = Suggestion
				if any >= warns {
					d.Severity = Warning
				}
			}
		}
	}
}

// The probabilities of a problem at which the model speaks, those of a label at which it is named too, and those
// below which it takes a phrase rule for mistaken.
const (
	// On dev 0.966 of the findings from warns on are right, and F1 is flat around suggests.
	suggests = 0.42
	warns    = 0.65
	// The first finding of an email must be surer than those that join it: a linter that breaks the silence of a good email is
	// switched off, and bitterness comes in runs. Chosen between 0.62 and 0.85 on 42 batches, 3,000 emails, that the model had not
	// seen, many of them look-alikes of bad ones: any F1 is highest at 0.70, and at 0.75 a hundredth more of the clean ones stay quiet.
	suggestsFirst = 0.73
	// From here on a label is named beside the likeliest, or beside those of the phrase rules. Label F1 on dev is flat between
	// 0.55 and 0.65.
	alsoSays = 0.6
	// Chosen on 328 emails that neither the rules nor the model had seen: dropping what is overruled keeps 0.93 of their
	// clean emails quiet instead of 0.86 and costs half a point of recall; any F1 goes from 0.815 to 0.842.
	overruled = 0.2
	doubtful  = 0.5 // and here a warning becomes a suggestion
	// Logits of the first stage, which hears the words of the sentence alone.
	innocent     = -1
	veryInnocent = -2

	// saysSomething is how many tokens a greeting or a sign-off needs before the model is asked: "Best," says nothing.
	saysSomething = 5
)

// clause returns the clause that weighs most for a head, and the words in it that weighed most.
func (h *hearing) clause(text string, s *learned.Sentence, features []learned.Feature, head int) (pattern.Match, []string) {
	n := len(s.Tokens)
	h.weights, h.says = resize(h.weights, n), resize(h.says, len(features))
	weights := h.weights
	clear(weights)
	for i, f := range features {
		if f.End == 0 {
			continue
		}
		w := h.model.Weight(f, head) / float32(f.End-f.Start)
		h.says[i] = w
		for t := f.Start; t < f.End; t++ {
			weights[t] += w
		}
	}
	h.clauses = clauses(s.Tokens, h.clauses)
	best, bestSum := pattern.Match{End: n, MarkEnd: n}, float32(math.Inf(-1))
	for i, start := range h.clauses {
		end := n
		if i+1 < len(h.clauses) {
			end = h.clauses[i+1]
		}
		start, end = trimmed(s.Tokens, start, end)
		var sum float32
		for _, w := range weights[start:end] {
			sum += w
		}
		if start < end && sum > bestSum {
			best, bestSum = pattern.Match{Start: start, End: end, MarkStart: start, MarkEnd: end}, sum
		}
	}
	return best, h.heaviest(text, s, features, best)
}

// heaviest returns the run of words in a match that weighed most, as it stands in the text. Every feature shares its weight
// among its words.
func (h *hearing) heaviest(text string, s *learned.Sentence, features []learned.Feature, within pattern.Match) []string {
	h.wordWeights = resize(h.wordWeights, len(s.Tokens))
	weights := h.wordWeights
	clear(weights)
	for i, f := range features {
		if f.Start < within.Start || f.End > within.End || f.End == 0 {
			continue
		}
		for t := f.Start; t < f.End; t++ {
			weights[t] += h.says[i]
		}
	}
	from, to := heaviestRun(text, s.Tokens[within.Start:within.End], weights[within.Start:within.End])
	if from == to {
		return nil
	}
	from, to = from+within.Start, to+within.Start
	return []string{strings.Join(strings.Fields(text[s.Tokens[from].Start:s.Tokens[to-1].End]), " ")}
}
