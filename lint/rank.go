package lint

import (
	"cmp"
	"context"
	"slices"

	"github.com/tonelint/tonelint/lint/draft"
)

// rank decides what is kept, fills in places, and sorts: by offset, then length, then rule.
func (l *Linter) rank(ctx context.Context, result *Result) {
	kept := result.Diagnostics[:0]
	for _, d := range result.Diagnostics {
		if ctx.Err() != nil {
			return
		}
		if l.options.On != nil && !l.options.On(d.Rule) {
			continue
		}
		if severity, ok := l.options.Severity[d.Rule.ID]; ok {
			d.Severity = severity
		}
		if d.Severity >= l.options.MinSeverity {
			kept = append(kept, d)
		}
	}
	slices.SortStableFunc(kept, func(a, b Diagnostic) int {
		return cmp.Or(a.Start-b.Start, a.End-b.End, cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	// Two rules of one label that overlap say the same thing twice: the graver one speaks, or the one that says more.
	// They are looked for only among those that hang together.
	out := make([]Diagnostic, 0, len(kept))
	for len(kept) > 0 {
		n, end := 1, kept[0].End
		for n < len(kept) && kept[n].Start < end {
			end = max(end, kept[n].End)
			n++
		}
		for _, d := range kept[:n] {
			if !slices.ContainsFunc(kept[:n], func(o Diagnostic) bool { return outranks(o, d) }) {
				out = append(out, d)
			}
		}
		kept = kept[n:]
	}
	for i := range out {
		if ctx.Err() != nil {
			return
		}
		d := &out[i]
		d.Text = result.Draft.Text[d.Start:d.End]
		d.Range = result.Draft.Range(d.Start, d.End)
		last := Edit{Start: -1} // most rewrites of a finding take the place of the same sentence
		for _, rewrite := range d.Suggestions {
			for j := range rewrite.Edits {
				e := &rewrite.Edits[j]
				if e.Start == last.Start && e.End == last.End {
					e.Range = last.Range
				} else {
					e.Range = result.Draft.Range(e.Start, e.End)
				}
				last = *e
			}
		}
	}
	result.Diagnostics = out
}

// Tells reports whether every finding of a rule is kept: it is on, for the kind of email that is judged, and not below
// MinSeverity even where the model doubts it. Of a rule that the Ruleset does not have, nothing is left out.
func (l *Linter) Tells(id string) bool {
	i := slices.IndexFunc(l.set.Rules, func(r *Rule) bool { return r.ID == id })
	if i < 0 {
		return true
	}
	r := l.set.Rules[i]
	least, said := l.options.Severity[id]
	if !said {
		if least = r.Severity; least == Warning {
			least = Suggestion // of doubts
		}
	}
	asked := r.Kind == draft.Auto || l.options.Kind == draft.Auto || r.Kind == l.options.Kind
	return asked && least >= l.options.MinSeverity && (l.options.On == nil || l.options.On(r))
}

func outranks(o, d Diagnostic) bool {
	if o.Rule == d.Rule || o.Rule.Label != d.Rule.Label || o.Start >= d.End || d.Start >= o.End {
		return false
	}
	if c := cmp.Or(int(o.Severity)-int(d.Severity), (o.End-o.Start)-(d.End-d.Start)); c != 0 {
		return c > 0
	}
	return o.Rule.ID < d.Rule.ID
}
