package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
)

// applyFixes makes the safe rewrites of a draft: with --diff it prepares a unified diff of them, with --fix it writes the
// file (or, for standard input, prepares to print it). The draft is then what the rewrites made of it. Unchanged is printed
// where there are none: standard input as it came, of which the draft may be a part.
func (c *command) applyFixes(o *outcome, stdin bool, unchanged []byte) {
	d, linter := o.draft, o.policy.linter
	fixed, done := linter.Fix(d)
	if err := d.Editable(); err != nil && slices.ContainsFunc(linter.Lint(d).Diagnostics, func(x lint.Diagnostic) bool { return x.SafeRewrite() != nil }) {
		o.notes = append(o.notes, fmt.Sprintf("%s: note: safe changes were left out: %v", d.Path, err))
	}
	if len(done) == 0 {
		o.output = unchanged
		return
	}
	switch {
	case c.diff:
		o.output = diff.Diff(d.Path, d.Source, d.Path, fixed)
		return
	case stdin:
		o.output = fixed
	default:
		if err := replaceFile(d.Path, fixed); err != nil {
			o.unfixed = unwritable(d.Path, err)
			return
		}
	}
	for _, x := range done {
		o.notes = append(o.notes, fmt.Sprintf("%s: fixed: %s: %s (%s)", d.Path, x.Rule.Message, report.Quote(x.Text), x.Rule.ID))
	}
	o.draft, o.err = draft.Parse(d.Path, fixed)
}

// printChanges prints a diff or a draft, if there is one.
func printChanges(w io.Writer, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if terminal(w) {
		text = shown(text)
	}
	_, err := w.Write(text)
	return err
}

// shown makes lines fit for a terminal. A diff or a draft keeps its bytes elsewhere, for patch.
func shown(changes []byte) []byte {
	var b bytes.Buffer
	for line := range strings.Lines(string(changes)) {
		b.WriteString(report.Printable(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return b.Bytes()
}
