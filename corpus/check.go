package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
)

// sharedWords is the length in words from which a sentence that stands in two emails is a copy, not chance.
const sharedWords = 9

var sentenceEnd = regexp.MustCompile(`[.!?]\s|\n`)

// Check says what is wrong with emails: a quote that does not stand exactly once in its text or runs over a paragraph, a
// label that does not exist or does not fit the kind, an id twice, a long sentence that two emails share.
func Check(emails []Email) (faults []string) {
	fault := func(e Email, format string, args ...any) {
		faults = append(faults, e.ID+": "+fmt.Sprintf(format, args...))
	}
	ids, sentences := map[string]bool{}, map[string]string{}
	for _, e := range emails {
		if ids[e.ID] {
			fault(e, "the id is not unique")
		}
		ids[e.ID] = true
		if e.Kind != "request" && e.Kind != "reply" {
			fault(e, "kind %q: expected request or reply", e.Kind)
		}
		if len(strings.Fields(e.Text)) < 3 {
			fault(e, "the email has hardly any text")
		}
		for _, l := range e.Email {
			switch {
			case !slices.Contains(lint.EmailLabels, l):
				fault(e, "no email label %q", l)
			case e.Kind == "reply" && (l == lint.MissingRequest || l == lint.MissingOwnSkills):
				fault(e, "%s is for requests only", l)
			}
		}
		if slices.Contains(e.Email, lint.MissingThanks) && slices.Contains(e.Email, lint.LateThanks) {
			fault(e, "thanks cannot be both missing and late")
		}
		for _, s := range e.Spans {
			if n := strings.Count(e.Text, s.Quote); n != 1 || strings.TrimSpace(s.Quote) == "" || strings.Contains(s.Quote, "\n\n") {
				fault(e, "the quote %q stands %d times in the text, or is blank, or runs over a paragraph", s.Quote, n)
			}
			if len(s.Labels) == 0 {
				fault(e, "the quote %q has no label", s.Quote)
			}
			for _, l := range s.Labels {
				if !slices.Contains(lint.SentenceLabels, l) {
					fault(e, "no sentence label %q", l)
				}
			}
		}
		for _, sentence := range sentenceEnd.Split(e.Text, -1) {
			words := strings.Fields(strings.ToLower(sentence))
			if len(words) < sharedWords {
				continue
			}
			key := strings.Join(words, " ")
			if other, ok := sentences[key]; ok && other != e.ID {
				fault(e, "shares a sentence with %s: %q", other, key)
			}
			sentences[key] = e.ID
		}
	}
	return faults
}
