// Command try measures a pattern before it becomes part of a rule: in how many problem sentences of train and dev does it
// stand, with which labels, how many of those has no phrase rule found yet, and which innocent sentences does it hit?
//
//	go run ./corpus/try '<reader> never (even)? bothered' 'cat got ..2 tongue'
//	go run ./corpus/try -kind reply -innocent 20 < patterns.txt
//
// Patterns come from the command line or, a line each, from standard input. Single sentences count like those of emails.
// Validation is not looked at.
package main

import (
	"bufio"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/token"
	"github.com/tonelint/tonelint/rules"
)

func main() {
	kind := flag.String("kind", "", "count only in emails of this kind, request or reply, and in sentences without an email")
	innocent := flag.Int("innocent", 5, "how many of the innocent sentences to print for every pattern")
	problems := flag.Int("problems", 0, "how many of the problem sentences to print")
	flag.Parse()
	if err := run(flag.Args(), *kind, *innocent, *problems); err != nil {
		fmt.Fprintln(os.Stderr, "try:", err)
		os.Exit(2)
	}
}

// A sentence of the corpus, with the text that its tokens stand in.
type sentence struct {
	token.Sentence
	draft  *draft.Draft
	labels []lint.Label
	found  bool // by a phrase rule
}

func (s *sentence) String() string {
	return strings.Join(strings.Fields(s.draft.Text[s.Start:s.End]), " ")
}

// A tally is what a pattern did.
type tally struct {
	problems, innocent []*sentence
	fresh              int // problem sentences that no phrase rule finds
	labels             map[lint.Label]int
}

func run(patterns []string, kind string, innocent, problems int) error {
	if kind != "" && kind != "request" && kind != "reply" {
		return fmt.Errorf("-kind must be request or reply, not %q", kind)
	}
	if len(patterns) == 0 {
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			if line := strings.TrimSpace(in.Text()); line != "" {
				patterns = append(patterns, line)
			}
		}
		if err := in.Err(); err != nil {
			return err
		}
	}
	if len(patterns) == 0 {
		return errors.New("no pattern given: name one on the command line, or pipe them in, a line each")
	}
	compiler := rules.Compiler()
	for _, src := range patterns {
		if _, err := compiler.Add(src); err != nil {
			return fmt.Errorf("%s: %w", src, err)
		}
	}
	program, err := compiler.Compile()
	if err != nil {
		return err
	}
	sentences, err := load(kind)
	if err != nil {
		return err
	}
	tallies := make([]tally, len(patterns))
	m := pattern.NewMatcher(program)
	for i := range sentences {
		s := &sentences[i]
		m.Load(s.draft.Text, &s.Sentence, s.draft.Names)
		for p := m.Next(0); p < len(patterns); p = m.Next(p + 1) {
			if m.Find(p) != nil {
				tallies[p].add(s)
			}
		}
	}
	for i, t := range tallies {
		n := len(t.problems) + len(t.innocent)
		fmt.Printf("%s\n  in %d sentences, %d of them problems (%.2f), %d of these found by no rule:", patterns[i], n, len(t.problems), float64(len(t.problems))/float64(max(n, 1)), t.fresh)
		for _, l := range slices.SortedFunc(maps.Keys(t.labels), func(a, b lint.Label) int { return cmp.Or(t.labels[b]-t.labels[a], cmp.Compare(a, b)) }) {
			fmt.Printf(" %s %d", l, t.labels[l])
		}
		fmt.Println()
		for _, s := range t.innocent[:min(innocent, len(t.innocent))] {
			fmt.Println("    innocent:", s)
		}
		for _, s := range t.problems[:min(problems, len(t.problems))] {
			fmt.Println("    problem: ", s)
		}
	}
	return nil
}

func (t *tally) add(s *sentence) {
	if len(s.labels) == 0 {
		t.innocent = append(t.innocent, s)
		return
	}
	t.problems = append(t.problems, s)
	if !s.found {
		t.fresh++
	}
	if t.labels == nil {
		t.labels = map[lint.Label]int{}
	}
	for _, l := range slices.Compact(slices.Sorted(slices.Values(s.labels))) {
		t.labels[l]++
	}
}

// load reads the sentences of train and dev whose tone somebody judged.
func load(kind string) (sentences []sentence, err error) {
	batches, err := corpus.Load(os.DirFS("corpus/emails"))
	if err != nil {
		return nil, err
	}
	singles, err := corpus.LoadSentences(os.DirFS("corpus/sentences"))
	if err != nil {
		return nil, err
	}
	set := *rules.Default()
	set.Model = nil
	linter := lint.New(&set, lint.Options{})
	add := func(id, text string, labels func([]token.Sentence) [][]lint.Label) error {
		d, err := draft.Parse(id, []byte(text))
		if err != nil {
			return err
		}
		split := token.Split(d)
		diagnostics := linter.Lint(d).Diagnostics
		for i, labels := range labels(split) {
			s := sentence{Sentence: split[i], draft: d, labels: labels}
			s.found = slices.ContainsFunc(diagnostics, func(x lint.Diagnostic) bool {
				return x.Start < s.End && s.Start < x.End && slices.Contains(lint.SentenceLabels, x.Rule.Label)
			})
			sentences = append(sentences, s)
		}
		return nil
	}
	for _, b := range batches {
		if b.Split == corpus.Validation {
			continue
		}
		for _, e := range b.Emails {
			if kind != "" && kind != e.Kind {
				continue
			}
			if err := add(e.ID, e.Text, func(s []token.Sentence) [][]lint.Label { return corpus.SentenceLabels(e, s) }); err != nil {
				return nil, err
			}
		}
	}
	for _, single := range singles {
		if single.Presence || single.Kind != "" {
			continue
		}
		same := func(s []token.Sentence) [][]lint.Label {
			labels := make([][]lint.Label, len(s))
			for i := range labels {
				labels[i] = single.Labels
			}
			return labels
		}
		if err := add(single.Batch, single.Text, same); err != nil {
			return nil, err
		}
	}
	return sentences, nil
}
