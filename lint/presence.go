package lint

import (
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
)

// The presence rules. Their ids are fixed: other programs, and the summary line, know them.
const (
	missingThanks    = "email/missing-thanks"
	lateThanks       = "email/late-thanks"
	missingRequest   = "email/missing-request"
	missingOwnSkills = "email/missing-own-skills"
)

// opening is how many sentences after the greeting count as the opening: the labelling guide says two.
const opening = 2

// presence judges the email as a whole: what it needs and does not have.
func (l *Linter) presence(doc *Document, result *Result, present map[int][]found) {
	places := map[string][]found{}
	for rule, fs := range present {
		for _, f := range fs {
			if doc.Sentences[f.sentence].Part == draft.Body && !sneered(doc, result, f) {
				places[l.set.Rules[rule].ID] = append(places[l.set.Rules[rule].ID], f)
			}
		}
	}
	first, body := -1, 0
	early := map[int]bool{}
	for i := range doc.Sentences {
		if doc.Sentences[i].Part == draft.Body {
			if first < 0 {
				first = i
			}
			if body < opening {
				early[i] = true
			}
			body++
		}
	}
	has := &result.Has
	for _, f := range places[missingThanks] {
		has.Thanks = true
		has.ThanksFirst = has.ThanksFirst || early[f.sentence]
	}
	has.Request = len(places[missingRequest]) > 0
	has.OwnSkills = len(places[missingOwnSkills]) > 0
	lacks := func(id string, lacking bool) {
		rule := l.byID[id]
		if rule == nil || !lacking || rule.Kind != draft.Auto && rule.Kind != doc.Kind {
			return
		}
		d := missing(doc, rule, first)
		if id == lateThanks {
			d.Suggestions = slices.Insert(d.Suggestions, 0, moveUp(doc, first, places[missingThanks][0].sentence))
		}
		result.Diagnostics = append(result.Diagnostics, d)
	}
	lacks(missingThanks, !has.Thanks)
	lacks(lateThanks, has.Thanks && !has.ThanksFirst)
	lacks(missingRequest, !has.Request)
	lacks(missingOwnSkills, !has.OwnSkills)
}

// sneered reports whether what looks like thanks, a request or an own part stands inside a finding: "thanks for finally
// getting back to me" thanks nobody.
func sneered(doc *Document, result *Result, f found) bool {
	s := &doc.Sentences[f.sentence]
	start, end := s.Tokens[f.match.Start].Start, s.Tokens[f.match.End-1].End
	for _, d := range result.Diagnostics {
		if (d.Rule.Label == PassiveAggressive || d.Rule.Label == Hostile) && d.Start < end && start < d.End {
			return true
		}
	}
	return false
}

// missing points at the greeting or, without one, at the first sentence, and offers text to insert: thanks at the top,
// anything else at the end of the candidate's own words.
func missing(doc *Document, rule *Rule, first int) Diagnostic {
	start, end := 0, 0
	top, bottom := -1, -1
	for i := range doc.Sentences {
		s := &doc.Sentences[i]
		switch {
		case s.Part == draft.Greeting && top < 0:
			start, end, top = s.Start, s.End, s.End
		case s.Part == draft.Body:
			bottom = s.End
		}
	}
	if end == 0 && len(doc.Sentences) > 0 {
		i := max(first, 0)
		start, end = doc.Sentences[i].Start, doc.Sentences[i].End
	}
	d := Diagnostic{Rule: rule, Severity: rule.Severity, Start: start, End: end}
	atTop := rule.Label == MissingThanks || rule.Label == LateThanks
	if first < 0 {
		bottom = end
	}
	for _, text := range advice(rule, doc.Candidate) {
		edit := Edit{Start: bottom, End: bottom, Text: " " + text}
		if atTop {
			at := end
			if first >= 0 {
				at = doc.Sentences[first].Start
			}
			edit = Edit{Start: at, End: at, Text: text + " "}
			if first < 0 {
				edit.Text = "\n\n" + text
			}
		}
		// A thank-you can be put in for anyone who was seen; what is asked, of which skills, and what is said of the writer,
		// only the writer knows.
		safe := rule.Label == MissingThanks && doc.Kind == draft.Request && slices.Contains(rule.Instead, text)
		d.Suggestions = append(d.Suggestions, Rewrite{Title: "Add: " + strings.TrimSpace(text), Safe: safe, Edits: []Edit{edit}})
	}
	return d
}

// moveUp puts a sentence of thanks before the first one.
func moveUp(doc *Document, first, thanks int) Rewrite {
	s := &doc.Sentences[thanks]
	text := strings.Join(strings.Fields(doc.Text[s.Start:s.End]), " ")
	cut := Edit{Start: s.Start, End: s.End}
	// With the sentence goes the white space on one side, so that its neighbours keep their distance.
	if start := strings.LastIndexFunc(doc.Text[:s.Start], func(r rune) bool { return r != ' ' }) + 1; start < s.Start {
		cut.Start = start
	} else {
		for cut.End < len(doc.Text) && strings.IndexByte(" \n\r", doc.Text[cut.End]) >= 0 {
			cut.End++
		}
	}
	at := doc.Sentences[first].Start
	return Rewrite{Title: "Move the thanks to the top", Safe: true, Edits: []Edit{{Start: at, End: at, Text: text + " "}, cut}}
}
