package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
)

// applyFixes makes the safe rewrites of a draft: with --diff it prints them as a unified diff, with --fix it writes the
// file (or, for standard input, prints it). It returns the draft as it then is, with an error where it could not be changed.
func (c *command) applyFixes(linter *lint.Linter, d *draft.Draft, stdin bool) (*draft.Draft, error) {
	fixed, done := linter.Fix(d)
	if _, err := d.Edited(nil); err != nil && slices.ContainsFunc(linter.Lint(d).Diagnostics, hasSafe) {
		c.say("tonelint: %s: note: safe changes were left out: %v", d.Path, err)
	}
	if len(done) == 0 && !stdin {
		return d, nil
	}
	switch {
	case c.diff:
		changes := diff.Diff(d.Path, d.Source, d.Path, fixed)
		if terminal(c.stdout) {
			changes = shown(changes)
		}
		_, err := c.stdout.Write(changes)
		return d, err
	case stdin:
		text := fixed
		if terminal(c.stdout) {
			text = shown(fixed)
		}
		if _, err := c.stdout.Write(text); err != nil {
			return nil, err
		}
	default:
		if err := replaceFile(d.Path, fixed); err != nil {
			return d, err
		}
	}
	for _, x := range done {
		c.say("%s: fixed: %s: %s (%s)", d.Path, x.Rule.Message, report.Quote(x.Text), x.Rule.ID)
	}
	return draft.Parse(d.Path, fixed)
}

func hasSafe(d lint.Diagnostic) bool {
	return slices.ContainsFunc(d.Suggestions, func(r lint.Rewrite) bool { return r.Safe })
}

// shown makes a diff or a draft fit for a terminal. Elsewhere it keeps its bytes, for patch.
func shown(changes []byte) []byte {
	var b bytes.Buffer
	for line := range strings.Lines(string(changes)) {
		b.WriteString(report.Printable(strings.TrimRight(line, "\r\n")) + "\n")
	}
	return b.Bytes()
}
