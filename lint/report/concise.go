package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
)

// concise writes one line per finding, path:line:column: severity: message [rule], for editors and grep. Columns count
// code points. What an email lacks has no words to quote.
type concise struct{ w *bufio.Writer }

func newConcise(w io.Writer, _ Options) Writer { return concise{bufio.NewWriter(w)} }

func (c concise) Result(r *lint.Result) error {
	for _, d := range r.Diagnostics {
		p := d.Range.Start
		quote := ": " + Quote(d.Text)
		if slices.Contains(lint.EmailLabels, d.Rule.Label) {
			quote = ""
		}
		fmt.Fprintf(c.w, "%s:%d:%d: %s: %s%s [%s]\n", Printable(r.Draft.Path), p.Line, p.Column, d.Severity, Printable(d.Rule.Message), quote, Printable(d.Rule.ID))
	}
	return nil
}

// Quote shows the words of a finding on one line, cut where they are long.
func Quote(s string) string {
	return "“" + cut(strings.Join(strings.Fields(Printable(s)), " "), 60) + "”"
}

// shorten cuts an offered text that holds a giant line of the draft. What is written in the rules is shorter.
func shorten(s string) string { return cut(Printable(s), 400) }

// cut leaves the first characters of s, at most so many.
func cut(s string, most int) string {
	if r := []rune(s[:min(len(s), 4*most+4)]); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

func (c concise) Failure(string, error) error { return nil }

func (c concise) Close() error { return c.w.Flush() }
