// Command train fits the learned rules to the train split: go run ./corpus/train writes rules/likely.bin.
//
//	go run ./corpus/train             fit and write the model
//	go run ./corpus/train -cv         judge every batch of train by a model fitted without it
//	go run ./corpus/train -ablation   the same, leaving out one kind of feature at a time
//	go run ./corpus/train -curve      F1 on dev against the number of emails trained on
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint/learned"
)

func main() {
	dir := flag.String("emails", "corpus/emails", "folder of .jsonl batches")
	out := flag.String("o", "rules/likely.bin", "file to write")
	cv := flag.Bool("cv", false, "cross-validate over the batches of train")
	ablation := flag.Bool("ablation", false, "cross-validate without one kind of feature at a time")
	curve := flag.Bool("curve", false, "print the learning curve on dev")
	flag.Parse()
	if err := run(*dir, *out, *cv, *ablation, *curve); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(2)
	}
}

func run(dir, out string, cv, ablation, curve bool) error {
	batches, err := corpus.Load(os.DirFS(dir))
	if err != nil {
		return err
	}
	read := func(split corpus.Split, skip map[uint32]bool) []mail {
		var emails []corpus.Email
		var names []string
		for _, b := range batches {
			if b.Split == split {
				for _, e := range b.Emails {
					emails = append(emails, e)
					names = append(names, b.Name)
				}
			}
		}
		return prepare(emails, names, chosen.bits, skip)
	}
	switch {
	case ablation:
		for _, t := range learned.Templates {
			skip := map[uint32]bool{}
			for _, n := range t.Numbers {
				skip[n] = true
			}
			mails := read(corpus.Train, skip)
			fmt.Printf("without %-40s %s\n", t.Name, crossValidate(mails))
		}
		fallthrough
	case cv:
		mails := read(corpus.Train, nil)
		fmt.Printf("all %-44s %s\n", "", crossValidate(mails))
		return nil
	case curve:
		train, dev := read(corpus.Train, nil), read(corpus.Dev, nil)
		for _, parts := range []int{16, 8, 4, 2, 1} {
			// Every parts-th email, so that each size has all voices.
			var some []mail
			for i := 0; i < len(train); i += parts {
				some = append(some, train[i])
			}
			t, c := fitBoth(some)
			fmt.Printf("%5d emails %s\n", len(some), best(dev, func(m *mail) []learned.Score { return c.judge(m, t.score(m)) }))
		}
		return nil
	}
	t, c := fitBoth(read(corpus.Train, nil))
	return os.WriteFile(out, encode(t, c, chosen.bits), 0o644)
}

// fitBoth fits both stages.
func fitBoth(mails []mail) (*table, *context) {
	scores := crossScores(mails, chosen, crossFolds)
	return fit(mails, chosen), fitContext(mails, scores)
}

const crossFolds = 6

// crossValidate fits both stages without each fold and judges it.
func crossValidate(mails []mail) string {
	fold := folds(mails, crossFolds)
	first := crossScores(mails, chosen, crossFolds)
	judged := map[*mail][]learned.Score{}
	for f := range crossFolds {
		var rest []mail
		var scores [][]learned.Score
		for i, m := range mails {
			if fold[m.batch] != f {
				rest = append(rest, m)
				scores = append(scores, first[i])
			}
		}
		c := fitContext(rest, scores)
		for i := range mails {
			if fold[mails[i].batch] == f {
				judged[&mails[i]] = c.judge(&mails[i], first[i])
			}
		}
	}
	alone := map[*mail][]learned.Score{}
	for i := range mails {
		alone[&mails[i]] = first[i]
	}
	return "first stage " + best(mails, func(m *mail) []learned.Score { return alone[m] }) +
		"  both " + best(mails, func(m *mail) []learned.Score { return judged[m] })
}

// best reports the highest F1 of the head for any problem over all thresholds, and the recall at precision 0.92.
func best(mails []mail, judge func(*mail) []learned.Score) string {
	type point struct {
		p    float32
		gold bool
	}
	var points []point
	gold := 0
	for i := range mails {
		for j, s := range judge(&mails[i]) {
			g := mails[i].samples[j].gold[learned.Any]
			points = append(points, point{s[learned.Any], g})
			if g {
				gold++
			}
		}
	}
	slices.SortStableFunc(points, func(a, b point) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return 0
	})
	right, top, threshold, sure := 0, 0.0, float32(0), 0.0
	for i, x := range points {
		if x.gold {
			right++
		}
		precision, recall := float64(right)/float64(i+1), float64(right)/float64(gold)
		if f := 2 * precision * recall / (precision + recall); f > top {
			top, threshold = f, x.p
		}
		if precision >= 0.92 {
			sure = recall
		}
	}
	return fmt.Sprintf("F1 %.3f (at %.2f), recall at precision 0.92: %.3f", top, threshold, sure)
}
