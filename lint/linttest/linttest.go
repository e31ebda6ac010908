// Package linttest runs the examples that stand inside rule files. They are the rules' tests: a rule without them does
// not load, and a rule that fails them does not pass.
//
// The invariants are LanguageTool's (PatternRuleTest.java): every bad example is flagged by its own rule, at the words
// it marks in brackets; every good example is silent under all rules that were written (what
// the model judges answers for most of its own examples); no rewrite that a rule offers is itself flagged.
package linttest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
)

// A Failure is an example that does not hold.
type Failure struct {
	Rule    string
	Example string
	Message string
}

func (f Failure) String() string { return fmt.Sprintf("%s: %s\n    %q", f.Rule, f.Message, f.Example) }

// Check runs the examples of the rules of one pack, "" for those that are built in, under all rules of a set. Rules that
// judge a whole email are looked for only in their own bad examples: a good example is a sentence, and a sentence alone
// never has all an email needs.
func Check(set *lint.Ruleset, pack string) []Failure {
	var failures []Failure
	for _, rule := range set.Rules {
		if rule.Pack != pack {
			continue
		}
		before := len(failures)
		kind := rule.Kind
		if kind == draft.Auto {
			kind = draft.Request
		}
		// A learned rule is right more often than not, which is no promise about a sentence that somebody else thought of.
		linter := lint.New(set, lint.Options{Kind: kind, On: func(r *lint.Rule) bool { return r == rule || !r.Learned }})
		// Alone, because two rules that see the same words would otherwise settle which of them speaks.
		alone := lint.New(set, lint.Options{Kind: kind, On: func(r *lint.Rule) bool { return r == rule }})
		fail := func(example, format string, args ...any) {
			failures = append(failures, Failure{rule.ID, example, fmt.Sprintf(format, args...)})
		}
		// What cannot be judged is silent whatever stands in it, and holds nothing. That is no matter of most examples.
		var unjudged []Failure
		run := func(l *lint.Linter, text string) (found []lint.Diagnostic, ok bool) {
			d, err := draft.Parse("example", []byte(text))
			if err != nil || d.Foreign {
				unjudged = append(unjudged, Failure{rule.ID, text, "this cannot be judged: it is empty, not in English, or no text"})
				return nil, false
			}
			return l.Lint(d).Diagnostics, true
		}
		whole := slices.Contains(lint.EmailLabels, rule.Label)
		for _, example := range rule.Bad {
			text, words := unmark(example)
			if rule.Label == lint.Leftover {
				text, words = example, "" // its examples hold brackets of their own
			}
			own, ok := run(alone, text)
			switch {
			case !ok:
			case len(own) == 0:
				fail(example, "the bad example is not flagged by its own rule")
			case len(own) > 1:
				fail(example, "the bad example is flagged %d times by its own rule", len(own))
			case words != "" && own[0].Text != words:
				fail(example, "the bad example is flagged at %q, not at the marked words", own[0].Text)
			}
		}
		for _, example := range rule.Good {
			found, _ := run(linter, example)
			for _, d := range found {
				if whole && d.Rule == rule || !slices.Contains(lint.EmailLabels, d.Rule.Label) {
					fail(example, "the good example is flagged by %s at %q", d.Rule.ID, d.Text)
				}
			}
		}
		if (rule.Learned || whole && set.Model != nil) && 3*(len(failures)-before) <= len(rule.Bad)+len(rule.Good) {
			failures = failures[:before] // it changes with every training, and is held to most of its examples
		}
		for _, list := range [][]string{rule.Instead, rule.Student, rule.Experienced, rule.Reply} {
			for _, text := range list {
				found, _ := run(linter, text)
				for _, d := range found {
					if !slices.Contains(lint.EmailLabels, d.Rule.Label) {
						fail(text, "the rewrite is itself flagged by %s at %q", d.Rule.ID, d.Text)
					}
				}
			}
		}
		failures = append(failures, unjudged...)
	}
	return failures
}

// unmark takes the brackets off an example and returns the words between them, "" where there are none.
func unmark(example string) (text, words string) {
	before, rest, ok := strings.Cut(example, "[")
	words, after, closed := strings.Cut(rest, "]")
	if !ok || !closed {
		return example, ""
	}
	return before + words + after, words
}
