package lint

import (
	"cmp"
	"context"
	"slices"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/token"
)

// found is a finding before it is ranked: tokens of a sentence.
type found struct {
	rule     int
	sentence int
	match    pattern.Match
	drop     bool // the sentence stands without it
}

// signs are what the patterns found in some sentences of a draft.
type signs struct {
	findings  []found
	present   []found   // what the presence rules require
	evidence  []int     // patterns that speak for a reply or a request, each once
	candidate Candidate // as the first sentence says that tells
}

// reading is what the rules see in a draft before any of it is judged.
type reading struct {
	*document
	*signs
	below int // evidence from the message below: above 0 for a reply
}

// read reads a draft, in memory of its own.
func (l *Linter) read(ctx context.Context, d *draft.Draft) (*reading, error) {
	return l.match(ctx, d, token.Split(d), &signs{})
}

// match matches every pattern in every sentence, and stops where the context ends. What it finds goes into the memory of into.
func (l *Linter) match(ctx context.Context, d *draft.Draft, sentences []token.Sentence, into *signs) (*reading, error) {
	doc := &reading{document: &document{Draft: d, Kind: l.options.Kind, Candidate: l.options.Candidate, Sentences: sentences}, signs: into}
	*into = signs{findings: into.findings[:0], present: into.present[:0], evidence: into.evidence[:0]}
	some := []*signs{into}
	for n := stretch; n < len(sentences); n += stretch {
		some = append(some, &signs{})
	}
	inStretches(len(sentences), func(k, start, end int) { l.matchSome(ctx, doc.document, start, end, some[k]) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, more := range some[1:] {
		into.findings = append(into.findings, more.findings...)
		into.present = append(into.present, more.present...)
		for _, p := range more.evidence {
			if !slices.Contains(into.evidence, p) {
				into.evidence = append(into.evidence, p)
			}
		}
		into.candidate = cmp.Or(into.candidate, more.candidate)
	}
	doc.Candidate = cmp.Or(doc.Candidate, into.candidate)
	into.findings = merge(into.findings)
	doc.below = l.below(d)
	return doc, nil
}

// matchSome matches every pattern in the sentences from start to end.
func (l *Linter) matchSome(ctx context.Context, doc *document, start, end int, signs *signs) {
	m := l.matchers.Get().(*pattern.Matcher)
	defer l.matchers.Put(m)
	type requirement struct{ pattern, rule int }
	var required []requirement // they come last: what sneers in a sentence is known by then
	for i := start; i < end && ctx.Err() == nil; i++ {
		m.Load(doc.Text, &doc.Sentences[i], doc.Names)
		before := len(signs.findings)
		required = required[:0]
		for p := m.Next(0); p < len(l.uses); p = m.Next(p + 1) {
			switch use := l.uses[p]; use.Role {
			case Matches:
				for _, match := range m.Find(p) {
					if l.set.Rules[use.Arg].Label == Hostile && quoted(doc.Sentences[i].Tokens, match) {
						continue // an insult in quotation marks is somebody else's
					}
					if !l.excused(m, use.Arg, match) {
						signs.findings = append(signs.findings, found{use.Arg, i, match, l.droppable(m, &doc.Sentences[i], use.Arg, match)})
					}
				}
			case Requires:
				required = append(required, requirement{p, use.Arg})
			case Evidence:
				if !slices.Contains(signs.evidence, p) && m.Find(p) != nil {
					signs.evidence = append(signs.evidence, p)
				}
			case FitsCandidate:
				if signs.candidate == AnyCandidate && m.Find(p) != nil {
					signs.candidate = Candidate(use.Arg)
				}
			}
		}
		for _, r := range required {
			if n := len(signs.present); n > 0 && signs.present[n-1].rule == r.rule && signs.present[n-1].sentence == i {
				continue // once is enough
			}
			for _, match := range m.Find(r.pattern) {
				if !l.excused(m, r.rule, match) && !l.sneered(signs.findings[before:], match) {
					signs.present = append(signs.present, found{rule: r.rule, sentence: i, match: match})
					break
				}
			}
		}
	}
}

// excused reports whether an innocent reading wins over a match: an Unless pattern that overlaps it, or an Absent
// pattern anywhere in the sentence.
func (l *Linter) excused(m *pattern.Matcher, rule int, match pattern.Match) bool {
	help := &l.helpers[rule]
	for p := m.Next(help.absent.from); p < help.absent.to; p = m.Next(p + 1) {
		if m.Find(p) != nil {
			return true
		}
	}
	for p := m.Next(help.unless.from); p < help.unless.to; p = m.Next(p + 1) {
		for _, u := range m.Find(p) {
			if u.Start < match.MarkEnd && match.MarkStart < u.End {
				return true
			}
		}
	}
	return false
}

// droppable reports whether the finding may be left out of its sentence.
func (l *Linter) droppable(m *pattern.Matcher, s *token.Sentence, rule int, match pattern.Match) bool {
	drops := l.helpers[rule].drops
	for p := m.Next(drops.from); p < drops.to; p = m.Next(p + 1) {
		for _, d := range m.Find(p) {
			if d.MarkStart == match.MarkStart && d.MarkEnd == match.MarkEnd {
				return !needed(s.Tokens, match)
			}
		}
	}
	return false
}

// quoted reports whether a finding stands between quotation marks with other words.
func quoted(tokens []token.Token, match pattern.Match) bool {
	return count(tokens[:match.MarkStart], "\"")%2 == 1 && count(tokens[match.MarkEnd:], "\"") > 0
}

// merge leaves one finding of a rule where several of its patterns found overlapping words: the one that reports most.
func merge(findings []found) []found {
	slices.SortFunc(findings, func(a, b found) int {
		return cmp.Or(a.sentence-b.sentence, a.rule-b.rule, a.match.MarkStart-b.match.MarkStart, b.match.MarkEnd-a.match.MarkEnd)
	})
	out := findings[:0]
	for _, f := range findings {
		if n := len(out); n > 0 && out[n-1].sentence == f.sentence && out[n-1].rule == f.rule && f.match.MarkStart < out[n-1].match.MarkEnd {
			if f.match.MarkEnd > out[n-1].match.MarkEnd {
				out[n-1].match.MarkEnd, out[n-1].drop = f.match.MarkEnd, false
			}
			continue
		}
		out = append(out, f)
	}
	return out
}

// findingsIn returns the findings in a sentence. They are in the order of their sentences.
func (doc *reading) findingsIn(sentence int) []found {
	order := func(x found, sentence int) int { return x.sentence - sentence }
	start, _ := slices.BinarySearchFunc(doc.findings, sentence, order)
	end, _ := slices.BinarySearchFunc(doc.findings, sentence+1, order)
	return doc.findings[start:end]
}

// sneers reports whether a label turns what stands inside its findings into the opposite.
func sneers(label Label) bool { return label == PassiveAggressive || label == Hostile }

// sneered reports whether what looks like thanks, a request or an own part stands inside one of the findings in its sentence
// that sneer: "thanks for finally getting back to me" thanks nobody.
func (l *Linter) sneered(findings []found, match pattern.Match) bool {
	return slices.ContainsFunc(findings, func(x found) bool {
		return sneers(l.set.Rules[x.rule].Label) && x.match.MarkStart < match.End && match.Start < x.match.MarkEnd
	})
}

// thanklessly reports whether a sentence has thanks, and all of them stand inside such a finding.
func (l *Linter) thanklessly(doc *reading, sentence int) bool {
	thanks := false
	for i, t := range doc.Sentences[sentence].Tokens {
		if !isThanks(t) {
			continue
		}
		thanks = true
		if !l.sneered(doc.findingsIn(sentence), pattern.Match{Start: i, End: i + 1}) {
			return false
		}
	}
	return thanks
}

func isThanks(t token.Token) bool {
	return t.Norm == "thanks" || t.Norm == "thank" || t.Norm == "cheers"
}
