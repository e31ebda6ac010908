package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tonelint/tonelint/lint"
)

// Explain tells all that is known of a rule: the text behind --explain and the editor's hover.
func Explain(r *lint.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n%s\n\n", r.ID, r.Severity, r.Message)
	section := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s:\n", title)
		for _, line := range lines {
			for i, part := range wrap(strings.Join(strings.Fields(line), " "), 96) {
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
	section("It speaks at", r.Bad)
	section("It is silent at", r.Good)
	if r.Source != "" {
		section("Source", []string{r.Source})
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// ListJSON writes all that is known of rules, as a JSON array.
func ListJSON(w io.Writer, rules []*lint.Rule) error {
	type rule struct {
		ID       string        `json:"id"`
		Label    lint.Label    `json:"label"`
		Severity lint.Severity `json:"severity"`
		Message  string        `json:"message"`
		Why      string        `json:"why"`
		Instead  []string      `json:"instead"`
		Bad      []string      `json:"bad"`
		Good     []string      `json:"good"`
		Source   string        `json:"source,omitempty"`
		URL      string        `json:"url"`
	}
	out := []rule{}
	for _, r := range rules {
		out = append(out, rule{r.ID, r.Label, r.Severity, r.Message, r.Why, r.Instead, r.Bad, r.Good, r.Source, ruleURL(r)})
	}
	b, err := encode(out, true)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
