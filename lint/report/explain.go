package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// Explain tells people of a rule, all but its patterns: the text behind --explain and the editor's hover.
func Explain(r *lint.Rule) string {
	var b strings.Builder
	severity := r.Severity.String()
	if r.Learned {
		severity += " or warning"
	}
	fmt.Fprintf(&b, "%s (%s)\n%s\n\n", Printable(r.ID), severity, Printable(r.Message))
	section := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s:\n", title)
		for _, line := range lines {
			for i, part := range wrap(Printable(line), 96) {
				if i == 0 {
					fmt.Fprintf(&b, "  - %s\n", part)
				} else {
					fmt.Fprintf(&b, "    %s\n", part)
				}
			}
		}
		b.WriteByte('\n')
	}
	section("How it reads", []string{r.Why})
	section("Write instead", r.Instead)
	section("If you are new to interviewing", r.Student)
	section("If you are out of practice", r.Experienced)
	section("In an answer to feedback", r.Reply)
	section("It speaks at", r.Bad)
	section("It is silent at", r.Good)
	section("Exceptions", exceptions(r))
	if r.Learned {
		section("How it works", learned)
	}
	section("Measured", []string{measured(r)})
	if r.Source != "" {
		section("Source", []string{r.Source})
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// learned tells how a learned rule comes to speak.
var learned = []string{
	"it has no phrases of its own: a small model weighs the words of a sentence, alone and in twos and threes, and then the sentences around it",
	"the model was trained on the train split of corpus/, emails and sentences written and labelled for this project; go run ./corpus/train trains it again",
	"it names the words that weighed most, and is a warning where it is surer and a suggestion where it is less so",
	"where a phrase rule of the same label speaks, it is silent; and a phrase rule is silent in a sentence that the model is sure is innocent",
}

// exceptions tells where a rule is silent although its words are there.
func exceptions(r *lint.Rule) []string {
	var out []string
	if r.Kind != draft.Auto {
		out = append(out, fmt.Sprintf("it judges an email that is a %s, and no other", r.Kind))
	}
	if n := len(r.Unless.Split()); n > 0 {
		out = append(out, plural(n, "pattern")+" of innocent phrases with the same words, listed under unless and absent in the rule's file")
	}
	return out
}

// measured tells how often a rule was right, in words.
func measured(r *lint.Rule) string {
	m := r.Measured
	if m.Emails == 0 {
		return "not yet measured on labelled emails"
	}
	on := fmt.Sprintf("on %d labelled emails (%s)", m.Emails, m.Split)
	if m.Said == 0 {
		return "it never spoke " + on
	}
	return fmt.Sprintf("right %d of the %d times it spoke (%d %%), %s", m.Right, m.Said, (200*m.Right+m.Said)/(2*m.Said), on)
}

type jsonMeasured struct {
	Split  string `json:"split"`
	Emails int    `json:"emails"`
	Spoke  int    `json:"spoke"`
	Right  int    `json:"right"`
}

// ListJSON writes all that is known of rules, as a JSON array.
func ListJSON(w io.Writer, rules []*lint.Rule) error {
	type rule struct {
		ID          string        `json:"id"`
		Pack        string        `json:"pack,omitempty"`
		Label       lint.Label    `json:"label"`
		Severity    lint.Severity `json:"severity"`
		Kind        string        `json:"kind"`
		Learned     bool          `json:"learned"`
		Message     string        `json:"message"`
		Why         string        `json:"why"`
		Instead     []string      `json:"instead"`
		Student     []string      `json:"student,omitempty"`
		Experienced []string      `json:"experienced,omitempty"`
		Reply       []string      `json:"reply,omitempty"`
		Match       []string      `json:"match,omitempty"`
		Unless      []string      `json:"unless,omitempty"`
		Bad         []string      `json:"bad"`
		Good        []string      `json:"good"`
		Measured    *jsonMeasured `json:"measured,omitempty"`
		Source      string        `json:"source,omitempty"`
		URL         string        `json:"url,omitempty"`
	}
	out := []rule{}
	for _, r := range rules {
		var m *jsonMeasured
		if r.Measured.Emails > 0 {
			m = &jsonMeasured{r.Measured.Split, r.Measured.Emails, r.Measured.Said, r.Measured.Right}
		}
		out = append(out, rule{r.ID, r.Pack, r.Label, r.Severity, r.Kind.String(), r.Learned, r.Message, r.Why, r.Instead, r.Student, r.Experienced,
			r.Reply, r.Match.Split(), r.Unless.Split(), r.Bad, r.Good, m, r.Source, RuleURL(r)})
	}
	b, err := encode(out, "    ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
