package lint

import (
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
)

// Fix applies the safe rewrites of a draft, one after the other, and returns the new file and the diagnostics that it
// settled. A rewrite that would bring a finding the draft did not have is not applied. Quoted text and all bytes outside
// the edits stay as they are. Where nothing was done, the file is the source itself.
func (l *Linter) Fix(d *draft.Draft) ([]byte, []Diagnostic) {
	var done []Diagnostic
	for {
		before := l.Lint(d)
		next, settled := l.fixOne(d, before)
		if next == nil {
			return d.Source, done
		}
		d, done = next, append(done, settled)
	}
}

// fixOne applies the first safe rewrite that makes the draft better. It returns nil where there is none.
func (l *Linter) fixOne(d *draft.Draft, before *Result) (*draft.Draft, Diagnostic) {
	known := map[string]int{}
	for _, x := range before.Diagnostics {
		known[x.Rule.ID]++
	}
	for _, x := range before.Diagnostics {
		i := slices.IndexFunc(x.Suggestions, func(r Rewrite) bool { return r.Safe })
		if i < 0 {
			continue
		}
		edits := replacements(x.Suggestions[i])
		next, err := d.Edited(edits)
		if err != nil || next.Text != written(d.Text, edits) {
			continue
		}
		after := l.Lint(next)
		left := map[string]int{}
		better := len(after.Diagnostics) < len(before.Diagnostics)
		for _, y := range after.Diagnostics {
			left[y.Rule.ID]++
			better = better && left[y.Rule.ID] <= known[y.Rule.ID]
		}
		if better {
			return next, x
		}
	}
	return nil, Diagnostic{}
}

// written returns what is to be read from a draft once it is edited. A file that stores some characters in a way of its
// own, as HTML stores "<", may give another text: such an edit is left out.
func written(text string, edits []draft.Replacement) string {
	lineEnd := draft.LineEnd(text)
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b draft.Replacement) int { return b.Start - a.Start })
	for _, e := range edits {
		text = text[:e.Start] + strings.ReplaceAll(e.Text, "\n", lineEnd) + text[e.End:]
	}
	return text
}

func replacements(r Rewrite) []draft.Replacement {
	var out []draft.Replacement
	for _, e := range r.Edits {
		out = append(out, draft.Replacement{Start: e.Start, End: e.End, Text: e.Text})
	}
	return out
}
