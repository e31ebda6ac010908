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
	"sync"

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
	sentences, err := corpus.LoadSentences(os.DirFS(dir + "/../sentences"))
	if err != nil {
		return err
	}
	of := func(split corpus.Split) (some []corpus.Batch) {
		for _, b := range batches {
			if b.Split == split {
				some = append(some, b)
			}
		}
		return some
	}
	switch {
	case ablation:
		for _, t := range learned.Templates {
			skip := map[uint32]bool{}
			for _, n := range t.Numbers {
				skip[n] = true
			}
			mails, dict := prepare(of(corpus.Train), sentences, nil, skip)
			fmt.Printf("without %-40s %s\n", t.Name, crossValidate(mails, dict))
		}
		fallthrough
	case cv:
		mails, dict := prepare(of(corpus.Train), sentences, nil, nil)
		fmt.Printf("all %-44s %s\n", "", crossValidate(mails, dict))
		return nil
	case curve:
		train, dict := prepare(of(corpus.Train), sentences, nil, nil)
		dev, _ := prepare(of(corpus.Dev), nil, dict, nil)
		for _, parts := range []int{16, 8, 4, 2, 1} {
			// Every parts-th email, so that each size has all voices.
			var some []mail
			for i := 0; i < len(train); i += parts {
				some = append(some, train[i])
			}
			t, c, _ := fitAll(some, dict)
			fmt.Printf("%5d emails %s\n", len(some), best(dev, func(m *mail) [][learned.Labels + 1]float32 { return judge(c, m, t.score(m)) }))
		}
		return nil
	}
	mails, dict := prepare(of(corpus.Train), sentences, nil, nil)
	t, c, w := fitAll(mails, dict)
	return os.WriteFile(out, encode(dict, t, c, w), 0o644)
}

const (
	crossFolds  = 5
	tables      = 4 // of which the first stage is the mean
	crossTables = 2 // the same where it only scores what the later stages are fitted to
)

// fitAll fits the first stage, the second, and what is told of the whole email.
func fitAll(mails []mail, dict *dictionary) (*table, *learned.Second, *learned.Teller) {
	var t *table
	var first sync.WaitGroup
	first.Go(func() { t = fit(mails, len(dict.hashes), tables, chosen) })
	scores := crossScores(mails, len(dict.hashes), chosen, crossFolds)
	second, teller := fitSecond(mails, scores), fitTeller(mails, scores)
	first.Wait()
	return t, second, teller
}

// judge is the second stage of an email.
func judge(c *learned.Second, m *mail, own []learned.Score) [][learned.Labels + 1]float32 {
	out := make([][learned.Labels + 1]float32, len(own))
	for i, x := range around(m, own) {
		out[i] = c.Judge(x)
	}
	return out
}

// crossValidate judges every batch by models fitted without its fold.
func crossValidate(mails []mail, dict *dictionary) string {
	fold := folds(mails, crossFolds)
	first := crossScores(mails, len(dict.hashes), chosen, crossFolds)
	judged := map[string][][learned.Labels + 1]float32{}
	told := map[string][learned.Wholes]float32{}
	alone := map[string][][learned.Labels + 1]float32{}
	for f := range crossFolds {
		var rest []mail
		var scores [][]learned.Score
		for i, m := range mails {
			if fold[m.batch] != f {
				rest = append(rest, m)
				scores = append(scores, first[i])
			}
		}
		c, w := fitSecond(rest, scores), fitTeller(rest, scores)
		for i := range mails {
			if fold[mails[i].batch] == f {
				judged[mails[i].id] = judge(c, &mails[i], first[i])
				signs := learned.ReadSigns(mails[i].described, first[i])
				told[mails[i].id] = w.Tell(&signs)
			}
		}
	}
	for i := range mails {
		for _, s := range first[i] {
			alone[mails[i].id] = append(alone[mails[i].id], [learned.Labels + 1]float32(s[:learned.Labels+1]))
		}
	}
	return "first stage " + best(mails, func(m *mail) [][learned.Labels + 1]float32 { return alone[m.id] }) +
		"\n    both " + best(mails, func(m *mail) [][learned.Labels + 1]float32 { return judged[m.id] }) +
		"\n    " + wholes(mails, func(m *mail) [learned.Wholes]float32 { return told[m.id] })
}

// wholes reports how well what an email has, and its kind, are told.
func wholes(mails []mail, tell func(*mail) [learned.Wholes]float32) string {
	var missing [learned.Wholes]corpus.Ratio
	right, total := 0, 0
	for i := range mails {
		m := &mails[i]
		if m.single {
			continue
		}
		gold, known := truths(m)
		p := tell(m)
		total++
		if p[learned.IsReply] >= 0.5 == m.reply {
			right++
		}
		for h := range missing {
			if !known[h] {
				continue
			}
			r := &missing[h]
			if p[h] < 0.5 {
				r.Said++
			}
			if !gold[h] {
				r.Gold++
			}
			if p[h] < 0.5 && !gold[h] {
				r.Right++
				r.Found++
			}
		}
	}
	return fmt.Sprintf("F1: missing thanks %.3f, not first %.3f, request %.3f, own part %.3f; kind %.3f", missing[learned.HasThanks].F1(),
		missing[learned.ThanksFirst].F1(), missing[learned.HasRequest].F1(), missing[learned.HasOwnPart].F1(), float64(right)/float64(total))
}

// best reports the highest F1 of the head for any problem over all thresholds, and the recall at precision 0.92.
func best(mails []mail, judge func(*mail) [][learned.Labels + 1]float32) string {
	type point struct {
		p    float32
		gold bool
	}
	var points []point
	gold := 0
	for i := range mails {
		if mails[i].single {
			continue
		}
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
