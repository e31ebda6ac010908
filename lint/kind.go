package lint

import (
	"math"
	"slices"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/token"
)

// evidence weighs by hand what speaks for a reply (above 0) or a request. A pattern counts once, however often it stands in
// the email: five questions are no more of a request than one. What else the rules found tells too: an email that asks for
// nothing is likelier to answer than one that does, and there has to be feedback before anyone argues with it, while those
// who demand or rage mostly still wait for it.
func (l *Linter) evidence(doc *reading) (weight int) {
	for _, p := range doc.evidence {
		weight += l.uses[p].Arg
	}
	if !slices.ContainsFunc(doc.present, func(f found) bool { return l.set.Rules[f.rule].ID == missingRequest }) {
		weight += asksNothing
	}
	said := map[Label]bool{}
	for _, f := range doc.findings {
		said[l.set.Rules[f.rule].Label] = true
	}
	for label := range said {
		weight += labelsWeigh[label]
	}
	return weight
}

// What a finding of some labels, and that of nothing asked, weighs in the choice between reply (above 0) and request.
const asksNothing = 2

var labelsWeigh = map[Label]int{Arguing: 4, Demanding: -4, Hostile: -1, Accusatory: -1}

// below weighs the message that a draft answers: feedback makes a reply of it, a bare rejection a request. The strongest
// sign counts, once: what somebody else wrote at length must not outweigh the candidate's own words.
func (l *Linter) below(d *draft.Draft) int {
	text := d.Below()
	if text == "" {
		return 0
	}
	m := l.matchers.Get().(*pattern.Matcher)
	defer l.matchers.Put(m)
	quoted := &draft.Draft{Text: text, Regions: []draft.Region{{Part: draft.Body, Start: 0, End: len(text)}}}
	strongest := 0
	for _, s := range token.Split(quoted) {
		m.Load(text, &s, nil)
		for p := m.Next(0); p < len(l.uses); p = m.Next(p + 1) {
			if use := l.uses[p]; use.Role == EvidenceBelow && (strongest == 0 || use.Arg > strongest) && m.Find(p) != nil {
				strongest = use.Arg
			}
		}
	}
	return strongest
}

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
