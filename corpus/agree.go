package corpus

import (
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/token"
)

// Agreement is how far a second reader, blind to the labels, found what the first had marked: the measures of
// [Measures], with the second reader in the tool's place.
type Agreement struct {
	Emails     int
	Any, Label Ratio
	ByLabel    map[lint.Label]*Ratio
	Kind       Ratio
}

// Agree compares two readings of the same emails. What only one of them has read is passed over.
func Agree(first, second []Email) *Agreement {
	a := &Agreement{ByLabel: map[lint.Label]*Ratio{}}
	for _, l := range slices.Concat(lint.SentenceLabels, lint.EmailLabels) {
		a.ByLabel[l] = &Ratio{}
	}
	byID := map[string]Email{}
	for _, e := range second {
		byID[e.ID] = e
	}
	for _, e := range first {
		other, ok := byID[e.ID]
		d, err := draft.Parse(e.ID, []byte(e.Text))
		if !ok || err != nil {
			continue
		}
		a.Emails++
		a.Kind.Said++
		if e.Kind == other.Kind {
			a.Kind.Right++
		}
		sentences := token.Split(d)
		other.Text = e.Text
		count := func(r *Ratio, gold, said bool) {
			if gold {
				r.Gold++
			}
			if said {
				r.Said++
			}
			if gold && said {
				r.Found++
				r.Right++
			}
		}
		theirs := SentenceLabels(other, sentences)
		for i, labels := range SentenceLabels(e, sentences) {
			count(&a.Any, len(labels) > 0, len(theirs[i]) > 0)
			for _, l := range lint.SentenceLabels {
				gold, said := slices.Contains(labels, l), slices.Contains(theirs[i], l)
				count(&a.Label, gold, said)
				count(a.ByLabel[l], gold, said)
			}
		}
		for _, l := range lint.EmailLabels {
			count(a.ByLabel[l], slices.Contains(e.Email, l), slices.Contains(other.Email, l))
		}
	}
	return a
}

// LoadSecond reads the labels of a second reader: a line per finding, `id | kind | request`, `id | email | label` or
// `id | span | label+label | quote`.
func LoadSecond(data string) []Email {
	var emails []Email
	at := map[string]int{}
	for line := range strings.Lines(data) {
		fields := strings.SplitN(strings.TrimSpace(line), " | ", 4)
		if len(fields) < 3 {
			continue
		}
		i, ok := at[fields[0]]
		if !ok {
			i = len(emails)
			at[fields[0]] = i
			emails = append(emails, Email{ID: fields[0]})
		}
		e := &emails[i]
		switch {
		case fields[1] == "kind":
			e.Kind = fields[2]
		case fields[1] == "email":
			e.Email = append(e.Email, lint.Label(fields[2]))
		case fields[1] == "span" && len(fields) == 4:
			s := Span{Quote: fields[3]}
			for l := range strings.SplitSeq(fields[2], "+") {
				s.Labels = append(s.Labels, lint.Label(l))
			}
			e.Spans = append(e.Spans, s)
		}
	}
	return emails
}
