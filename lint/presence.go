package lint

import (
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/token"
)

// The presence rules. Their ids are fixed: other programs, and the summary line, know them.
const (
	missingThanks    = learned.MissingThanks
	lateThanks       = "email/late-thanks"
	missingRequest   = learned.MissingRequest
	missingOwnSkills = learned.MissingOwnPart
)

// presence judges the email as a whole: what it needs and does not have. The model tells it where there is one, and the
// phrases of the presence rules are among what the model goes by; without it the phrases alone decide.
func (l *Linter) presence(doc *reading, heard *hearing, result *Result) {
	body := func(i int) bool { return doc.Sentences[i].Part == draft.Body }
	first := slices.IndexFunc(doc.Sentences, func(s token.Sentence) bool { return s.Part == draft.Body })
	opened := learned.Opened(len(doc.Sentences), body)
	has := &result.Has
	thanks := -1 // the sentence behind the opening that thanks
	if heard != nil {
		has.Thanks, has.ThanksFirst = heard.tells(learned.HasThanks), heard.tells(learned.ThanksFirst)
		has.Request, has.OwnSkills = heard.tells(learned.HasRequest), heard.tells(learned.HasOwnPart)
		meant, sneered := false, false
		for i := range heard.own {
			if heard.own[i][learned.Thanks] > 0 {
				if l.thanklessly(doc, i) {
					sneered = true
				} else {
					meant = true
				}
			}
			if body(i) && i >= opened && (thanks < 0 || heard.own[i][learned.Thanks] > heard.own[thanks][learned.Thanks]) {
				thanks = i
			}
		}
		has.Thanks = has.Thanks && (meant || !sneered) // the model counts "thanks for finally replying" where it is all there is
	} else {
		for _, f := range doc.present {
			if !body(f.sentence) {
				continue
			}
			switch l.set.Rules[f.rule].ID {
			case missingThanks:
				has.Thanks, has.ThanksFirst = true, has.ThanksFirst || f.sentence < opened
				if thanks < 0 && f.sentence >= opened {
					thanks = f.sentence
				}
			case missingRequest:
				has.Request = true
			case missingOwnSkills:
				has.OwnSkills = true
			}
		}
	}
	has.ThanksFirst = has.Thanks && (has.ThanksFirst || thanks < 0)
	bitter := slices.ContainsFunc(result.Diagnostics, func(d Diagnostic) bool { return slices.Contains(SentenceLabels, d.Rule.Label) })
	lacks := func(id string, lacking bool) {
		i := slices.IndexFunc(l.set.Rules, func(r *Rule) bool { return r.ID == id })
		if i < 0 || !lacking {
			return
		}
		rule := l.set.Rules[i]
		if rule.Kind != draft.Auto && rule.Kind != doc.Kind {
			return
		}
		d := missing(doc.document, rule, first, bitter)
		if id == lateThanks {
			// A sentence that opens with the thanks stands anywhere, one such as "either way, thank you" leans on what is before it.
			alone := slices.ContainsFunc(doc.present, func(f found) bool {
				return f.sentence == thanks && f.match.Start <= 1 && l.set.Rules[f.rule].ID == missingThanks // "I appreciate"
			}) && !pointsBack(doc.Sentences[thanks].Tokens)
			d.Suggestions = []Rewrite{moveUp(doc.document, first, thanks, alone)}
		}
		result.Diagnostics = append(result.Diagnostics, d)
	}
	lacks(missingThanks, !has.Thanks)
	lacks(lateThanks, has.Thanks && !has.ThanksFirst)
	lacks(missingRequest, !has.Request)
	lacks(missingOwnSkills, !has.OwnSkills)
}

// pointsBack reports whether a sentence has words that only make sense behind another: "and thank you for that".
func pointsBack(tokens []token.Token) bool {
	for i, t := range tokens {
		switch t.Norm {
		case "also", "too", "despite", "anyway", "nevertheless", "nonetheless":
			return true
		case "and", "but", "so":
			if i == 0 {
				return true
			}
		case "that", "this", "it":
			if i > 0 && tokens[i-1].Norm == "for" {
				return true
			}
		}
	}
	return false
}

// missing points at the greeting or, without one, at the first sentence, and offers text to insert: thanks at the top,
// anything else at the end of the candidate's own words. Where there is neither a greeting nor a body, nothing is offered:
// the sentence it points at is the subject, and the headers go on below it. Late thanks are there, and only have to move.
// Thanks on top of a bitter email read as mockery, and make its findings look milder: they are not safe.
func missing(doc *document, rule *Rule, first int, bitter bool) Diagnostic {
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
	if first < 0 && top < 0 || rule.Label == LateThanks {
		return d
	}
	atTop := rule.Label == MissingThanks
	if first < 0 {
		bottom = end
	}
	for _, text := range advice(rule, doc) {
		edit := Edit{Start: bottom, End: bottom, Text: " " + text}
		if bottom > 0 && doc.Block(bottom) != draft.Prose {
			edit.Text = "\n\n" + text
		}
		if atTop {
			edit = Edit{Start: end, End: end, Text: "\n\n" + text}
			if first >= 0 {
				edit = putFirst(doc, first, text)
			}
		}
		// A thank-you can be put in for anyone who was seen; what is asked, of which skills, and what is said of the writer,
		// only the writer knows.
		safe := atTop && !bitter && doc.Kind == draft.Request && slices.Contains(rule.Instead, text)
		d.Suggestions = append(d.Suggestions, Rewrite{Title: "Add: " + strings.TrimSpace(text), Safe: safe, Edits: []Edit{edit}})
	}
	return d
}
