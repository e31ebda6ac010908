// Command score prints how well the rules do on a split of the corpus: go run ./corpus/score -split dev.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/rules"
)

func main() {
	split := flag.String("split", "dev", "train, dev or validation")
	dir := flag.String("emails", "corpus/emails", "folder of .jsonl batches")
	phrases := flag.Bool("phrases", false, "phrase rules alone, without the model")
	byRule := flag.Bool("rules", false, "a row per rule: times fired, precision")
	alarms := flag.String("alarms", "", "list false alarms of rules that match this pattern, such as '*/*' (not for validation)")
	misses := flag.String("misses", "", "list misses of this label, or all (not for validation)")
	measured := flag.String("measured", "", "write how often every rule was right to this file: rules/measured.toml, for --explain")
	second := flag.Bool("second", false, "how far a second, blind reader of some of the emails agrees")
	flag.Parse()
	if *second {
		if err := agreement(corpus.Split(*split), *dir); err != nil {
			fmt.Fprintln(os.Stderr, "score:", err)
			os.Exit(2)
		}
		return
	}
	if err := run(corpus.Split(*split), *dir, *phrases, *byRule, *alarms, *misses, *measured); err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		os.Exit(2)
	}
}

// agreement prints what the second reader of a split found of what the first had marked.
func agreement(split corpus.Split, dir string) error {
	batches, err := corpus.Load(os.DirFS(dir))
	if err != nil {
		return err
	}
	second, err := os.ReadFile(filepath.Join(dir, "../second", string(split)+".txt"))
	if err != nil {
		return err
	}
	var first []corpus.Email
	for _, b := range batches {
		if b.Split == split {
			first = append(first, b.Emails...)
		}
	}
	a := corpus.Agree(first, corpus.LoadSecond(string(second)))
	fmt.Printf("%s: a second reader of %d emails%3s %9s %6s\n", split, a.Emails, "precision", "recall", "F1")
	printRow("any", a.Any)
	printRow("label", a.Label)
	for _, l := range slices.Concat(lint.SentenceLabels, lint.EmailLabels) {
		printRow(string(l), *a.ByLabel[l])
	}
	fmt.Printf("  kind right             %.3f\n", a.Kind.Precision())
	return nil
}

func printRow(name string, r corpus.Ratio) {
	fmt.Printf("  %-22s %5d said %8.3f %9.3f %6.3f  of %d\n", name, r.Said, r.Precision(), r.Recall(), r.F1(), r.Gold)
}

func run(split corpus.Split, dir string, phrases, byRule bool, alarms, misses, measured string) error {
	if split != corpus.Train && split != corpus.Dev && split != corpus.Validation {
		return fmt.Errorf("-split must be train, dev or validation, not %q", split)
	}
	if split == corpus.Validation && (alarms != "" || misses != "") {
		return fmt.Errorf("validation is scored and never read: list false alarms and misses on train or dev")
	}
	batches, err := corpus.Load(os.DirFS(dir))
	if err != nil {
		return err
	}
	var emails []corpus.Email
	n := 0
	for _, b := range batches {
		if b.Split == split {
			n++
			emails = append(emails, b.Emails...)
		}
	}
	if len(emails) == 0 {
		return fmt.Errorf("no emails of split %s in %s", split, dir)
	}
	set := *rules.Default()
	if phrases {
		set.Model = nil
	}
	linter := lint.New(&set, lint.Options{})
	fmt.Printf("%s: %d emails in %d batches\n", split, len(emails), n)
	for _, least := range []lint.Severity{lint.Suggestion, lint.Warning} {
		m := corpus.Measure(linter, emails, least)
		fmt.Printf("\nat %s and above%21s %9s %6s\n", least, "precision", "recall", "F1")
		printRow("any", m.Any)
		printRow("label", m.Label)
		for _, l := range slices.Concat(lint.SentenceLabels, lint.EmailLabels) {
			printRow(string(l), *m.ByLabel[l])
		}
		fmt.Printf("  clean emails quiet     %d of %d (%.3f)\n  kind right             %.3f\n", m.Quiet, m.Clean, float64(m.Quiet)/float64(max(m.Clean, 1)), m.Kind.Precision())
		if least == lint.Suggestion {
			list(m, byRule, alarms, misses)
			if measured != "" {
				if err := writeMeasured(measured, split, m); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func list(m *corpus.Measures, byRule bool, alarms, misses string) {
	if byRule {
		ids := slices.SortedFunc(maps.Keys(m.ByRule), func(a, b string) int {
			return cmp.Or(cmp.Compare(m.ByRule[a].Precision(), m.ByRule[b].Precision()), cmp.Compare(a, b))
		})
		for _, id := range ids {
			fmt.Printf("  %-40s fired %4d  precision %.3f\n", id, m.ByRule[id].Said, m.ByRule[id].Precision())
		}
		for _, r := range rules.Default().Rules {
			if m.ByRule[r.ID] == nil && slices.Contains(lint.SentenceLabels, r.Label) {
				fmt.Printf("  %-40s never fired\n", r.ID)
			}
		}
	}
	for _, x := range m.FalseAlarms {
		if ok, _ := path.Match(alarms, x.Rule); ok {
			fmt.Printf("ALARM %s %s\n  [%s]\n  %s\n", x.Email, x.Rule, x.Text, strings.Join(strings.Fields(x.Sentence), " "))
		}
	}
	for _, x := range m.Misses {
		if misses == "all" || misses != "" && strings.Contains(x.Labels, misses) {
			fmt.Printf("MISS %s %s\n  [%s]\n  %s\n", x.Email, x.Labels, x.Text, strings.Join(strings.Fields(x.Sentence), " "))
		}
	}
}
