package lint

import (
	"context"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/draft"
)

// Fix applies the safe rewrites of a draft and returns the new file and the diagnostics that it settled. A rewrite that
// would bring a finding the draft did not have is not applied. Quoted text and all bytes outside the edits stay as they
// are. Where nothing was done, the file is the source itself.
func (l *Linter) Fix(d *draft.Draft) ([]byte, []Diagnostic) {
	fixed, done, _ := l.FixContext(context.Background(), d)
	return fixed, done
}

// FixContext applies the safe rewrites of a draft, and gives up with the context's error where that ends first.
func (l *Linter) FixContext(ctx context.Context, d *draft.Draft) ([]byte, []Diagnostic, error) {
	if d.Editable() != nil && ctx.Err() == nil {
		return d.Source, nil, nil
	}
	result, err := l.LintContext(ctx, d)
	if err != nil {
		return nil, nil, err
	}
	f := &fixing{linter: l, result: result, refused: map[string]bool{}}
	retried := 0 // how much was done when what had been refused was tried again
	for {
		next := f.next()
		if len(next) == 0 {
			if len(f.refused) == 0 || len(f.done) == retried {
				return f.result.Draft.Source, f.done, nil
			}
			// What would not have made the draft better may do so now that it reads in another way.
			clear(f.refused)
			retried = len(f.done)
			continue
		}
		f.draft, f.edits = f.result.Draft, nil
		if err := f.apply(ctx, next); err != nil {
			return nil, nil, err
		}
	}
}

// fixing is a draft on its way to being fixed, in rounds. Judging it takes longest by far, so a round tries all rewrites
// at once that have nothing to do with each other, and looks for those to refuse only where there are any.
type fixing struct {
	linter  *Linter
	draft   *draft.Draft        // as the round found it
	edits   []draft.Replacement // of it, those that were good
	result  *Result             // what is found in the draft with these edits
	done    []Diagnostic
	refused map[string]bool // by rule and context: they are not tried again until all others are made
}

func known(x Diagnostic) string { return x.Rule.ID + " " + x.Context }

// safe returns the rewrite of a finding that may be made without asking.
func safe(x Diagnostic) []draft.Replacement {
	r := x.SafeRewrite()
	if r == nil {
		return nil
	}
	return replacements(*r)
}

// next returns the findings whose safe rewrites a round tries: no two in a sentence, because one may change what is to be
// left out with the other. Thanks are put in or moved in a round of their own: the whole draft may be read in another way
// with them.
func (f *fixing) next() []Diagnostic {
	text := f.result.Draft.Text
	var out []Diagnostic
	last := 0 // where the edit before starts
	for _, x := range f.result.Diagnostics {
		edits := safe(x)
		if edits == nil || f.refused[known(x)] {
			continue
		}
		start := edits[0].Start
		switch {
		case x.Rule.Label == MissingThanks || x.Rule.Label == LateThanks:
			if out == nil {
				out = []Diagnostic{x}
			}
			return out
		case out == nil || start > last && strings.ContainsAny(text[last:start], ".!?\r\n"):
			out, last = append(out, x), start
		}
	}
	return out
}

// apply makes the rewrites of some findings, those apart that would not make the draft better.
func (f *fixing) apply(ctx context.Context, some []Diagnostic) error {
	edits := slices.Clone(f.edits)
	for _, x := range some {
		edits = append(edits, safe(x)...)
	}
	if d, err := f.draft.Edited(edits); err == nil {
		result, err := f.linter.LintContext(ctx, d)
		if err != nil {
			return err
		}
		if better(f.result.Diagnostics, result.Diagnostics, some) {
			f.edits, f.result, f.done = edits, result, append(f.done, some...)
			return nil
		}
	}
	if len(some) == 1 {
		f.refused[known(some[0])] = true
		return nil
	}
	if err := f.apply(ctx, some[:len(some)/2]); err != nil {
		return err
	}
	return f.apply(ctx, some[len(some)/2:])
}

// better reports whether there are fewer findings after some were settled, and of no rule more. Of several, each must be
// gone: one that is gone for another reason must not hide one that a rewrite brings.
func better(before, after, settled []Diagnostic) bool {
	left := map[string]int{}
	for _, x := range before {
		left[x.Rule.ID]++
	}
	if len(settled) > 1 {
		for _, x := range settled {
			left[x.Rule.ID]--
		}
	}
	for _, x := range after {
		if left[x.Rule.ID]--; left[x.Rule.ID] < 0 {
			return false
		}
	}
	return len(after) < len(before)
}

func replacements(r Rewrite) []draft.Replacement {
	var out []draft.Replacement
	for _, e := range r.Edits {
		out = append(out, draft.Replacement{Start: e.Start, End: e.End, Text: e.Text})
	}
	return out
}
