package corpus

import (
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/token"
)

// A Ratio counts hits. Precision is Right/Said, recall is Found/Gold.
type Ratio struct{ Said, Right, Gold, Found int }

func share(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Precision is the share of what was said that is right.
func (r Ratio) Precision() float64 { return share(r.Right, r.Said) }

// Recall is the share of what was to be found that was found.
func (r Ratio) Recall() float64 { return share(r.Found, r.Gold) }

// F1 is the harmonic mean of precision and recall.
func (r Ratio) F1() float64 {
	p, q := r.Precision(), r.Recall()
	if p+q == 0 {
		return 0
	}
	return 2 * p * q / (p + q)
}

// Measures compare what the tool says with what the labels say. The unit is the sentence: a diagnostic is right if a gold
// span (for Label, one with its label) lies in the same sentence; a gold span is found if a diagnostic (with its label) does.
// A label of the whole email is right or found where both have it. An email without sentence labels is clean.
type Measures struct {
	Emails       int
	Any, Label   Ratio
	ByLabel      map[lint.Label]*Ratio
	ByRule       map[string]*Ratio // Said and Right only; right means the label too
	Clean, Quiet int               // emails without sentence labels, and those of them without a sentence diagnostic
	Kind         Ratio             // Said and Right
	FalseAlarms  []Example
	Misses       []Example
}

// An Example is a sentence on which tool and label differ.
type Example struct {
	Email    string
	Rule     string // of a false alarm
	Labels   string
	Text     string // the words
	Sentence string
}

// Measure lints every email and compares. Diagnostics below least do not count.
func Measure(linter *lint.Linter, emails []Email, least lint.Severity) *Measures {
	m := &Measures{ByLabel: map[lint.Label]*Ratio{}, ByRule: map[string]*Ratio{}}
	for _, l := range slices.Concat(lint.SentenceLabels, lint.EmailLabels) {
		m.ByLabel[l] = &Ratio{}
	}
	for _, e := range emails {
		m.one(linter, e, least)
	}
	return m
}

// gold is a labelled span, placed.
type gold struct {
	start, end, sentence int
	labels               []lint.Label
	quote                string
}

// sentenceAt returns the first sentence that shares bytes with start to end, or -1.
func sentenceAt(sentences []token.Sentence, start, end int) int {
	return slices.IndexFunc(sentences, func(s token.Sentence) bool { return s.Start < end && start < s.End })
}

// SentenceLabels returns the labels of the spans of every sentence of an email.
func SentenceLabels(e Email, sentences []token.Sentence) [][]lint.Label {
	labels := make([][]lint.Label, len(sentences))
	for _, s := range e.Spans {
		start := strings.Index(e.Text, s.Quote)
		if at := sentenceAt(sentences, start, start+len(s.Quote)); start >= 0 && at >= 0 {
			labels[at] = append(labels[at], s.Labels...)
		}
	}
	return labels
}

func (m *Measures) one(linter *lint.Linter, e Email, least lint.Severity) {
	m.Emails++
	d, err := draft.Parse(e.ID, []byte(e.Text))
	if err != nil {
		return
	}
	sentences := token.Split(d)
	sentenceOf := func(start, end int) int { return sentenceAt(sentences, start, end) }
	var spans []gold
	for _, s := range e.Spans {
		start := strings.Index(e.Text, s.Quote)
		spans = append(spans, gold{start, start + len(s.Quote), sentenceOf(start, start+len(s.Quote)), s.Labels, s.Quote})
	}
	result := linter.Lint(d)
	m.Kind.Said++
	if result.Kind.String() == e.Kind {
		m.Kind.Right++
	}
	said := map[lint.Label]bool{}
	anyIn, labelIn := map[int]bool{}, map[int]map[lint.Label]bool{}
	loud := false
	for _, diagnostic := range result.Diagnostics {
		label := diagnostic.Rule.Label
		if diagnostic.Severity < least {
			continue
		}
		if slices.Contains(lint.EmailLabels, label) {
			said[label] = true
			continue
		}
		if !slices.Contains(lint.SentenceLabels, label) {
			continue
		}
		loud = true
		at := sentenceOf(diagnostic.Start, diagnostic.End)
		anyIn[at] = true
		if labelIn[at] == nil {
			labelIn[at] = map[lint.Label]bool{}
		}
		labelIn[at][label] = true
		rule := m.ByRule[diagnostic.Rule.ID]
		if rule == nil {
			rule = &Ratio{}
			m.ByRule[diagnostic.Rule.ID] = rule
		}
		m.Any.Said++
		m.Label.Said++
		m.ByLabel[label].Said++
		rule.Said++
		anyRight, labelRight := false, false
		for _, g := range spans {
			if g.sentence == at {
				anyRight = true
				labelRight = labelRight || slices.Contains(g.labels, label)
			}
		}
		if anyRight {
			m.Any.Right++
		}
		if labelRight {
			m.Label.Right++
			m.ByLabel[label].Right++
			rule.Right++
		}
		if !anyRight && at >= 0 {
			m.FalseAlarms = append(m.FalseAlarms, Example{e.ID, diagnostic.Rule.ID, "", diagnostic.Text, d.Text[sentences[at].Start:sentences[at].End]})
		}
	}
	for _, g := range spans {
		m.Any.Gold++
		if anyIn[g.sentence] {
			m.Any.Found++
		} else {
			sentence := g.quote
			if g.sentence >= 0 {
				sentence = d.Text[sentences[g.sentence].Start:sentences[g.sentence].End]
			}
			m.Misses = append(m.Misses, Example{Email: e.ID, Labels: join(g.labels), Text: g.quote, Sentence: sentence})
		}
		for _, l := range g.labels {
			m.Label.Gold++
			m.ByLabel[l].Gold++
			if labelIn[g.sentence][l] {
				m.Label.Found++
				m.ByLabel[l].Found++
			}
		}
	}
	for _, l := range lint.EmailLabels {
		r, has := m.ByLabel[l], slices.Contains(e.Email, l)
		if said[l] {
			r.Said++
			if has {
				r.Right++
			} else {
				m.FalseAlarms = append(m.FalseAlarms, Example{Email: e.ID, Rule: "email/" + string(l), Sentence: e.Text})
			}
		}
		if has {
			r.Gold++
			if said[l] {
				r.Found++
			} else {
				m.Misses = append(m.Misses, Example{Email: e.ID, Labels: string(l), Sentence: e.Text})
			}
		}
	}
	if len(spans) == 0 {
		m.Clean++
		if !loud {
			m.Quiet++
		}
	}
}

func join(labels []lint.Label) string {
	var s []string
	for _, l := range labels {
		s = append(s, string(l))
	}
	return strings.Join(s, "+")
}
