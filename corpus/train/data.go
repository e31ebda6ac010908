package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/token"
	"github.com/tonelint/tonelint/rules"
)

// A sample is a sentence: its features and whether each label is right in it.
type sample struct {
	rows   []int32 // numbers of features in the dictionary
	size   int     // how many features it has, those outside the dictionary too
	hidden float64 // share of the rows that were taken out
	gold   [learned.Labels + 1]bool
	// has is what the sentence does for its email: 1 yes, -1 no, 0 where the corpus says it only of the whole email
	has [learned.Heads]int8
}

// scale makes up for the rows that were taken out.
func (s *sample) scale() float32 { return float32(1 / (1 - s.hidden)) }

// A mail is an email made ready for training.
type mail struct {
	id, batch   string
	described   *learned.Email
	samples     []sample
	single      bool           // a sentence without an email around it
	toneless    bool           // and one whose tone nobody has judged
	body, early func(int) bool // the sentences that may thank, and those that thank in time
	thanks      bool
	late        bool
	request     bool
	ownPart     bool
	reply       bool
}

// A dictionary numbers the features of the corpus.
type dictionary struct {
	hashes []uint32
	number map[uint32]int32
}

// rare is the number of sentences a feature must be seen in: one that was seen once says more of its writer than of the
// language.
const rare = 2

// prepare describes every email and sentence and takes their features. Template numbers in skip are left out. Where dict is
// nil, a new one is made.
func prepare(batches []corpus.Batch, sentences []corpus.Sentence, dict *dictionary, skip map[uint32]bool) ([]mail, *dictionary) {
	linter := lint.New(rules.Default(), lint.Options{})
	x := learned.Extractor{Skip: skip}
	var mails []mail
	var hashes [][][]uint32
	for _, b := range batches {
		for _, e := range b.Emails {
			d, err := draft.Parse(e.ID, []byte(e.Text))
			if err != nil {
				continue
			}
			m := mail{id: e.ID, batch: b.Name, described: linter.Describe(d), reply: e.Kind == "reply"}
			m.body, m.early = m.described.Body()
			m.thanks, m.late = !slices.Contains(e.Email, lint.MissingThanks), slices.Contains(e.Email, lint.LateThanks)
			m.request, m.ownPart = !slices.Contains(e.Email, lint.MissingRequest), !slices.Contains(e.Email, lint.MissingOwnSkills)
			labels := corpus.SentenceLabels(e, token.Split(d))
			var own [][]uint32
			for i := range m.described.Sentences {
				s, hs := take(&x, m.described, i, labels[i])
				m.samples = append(m.samples, s)
				own = append(own, hs)
			}
			hashes = append(hashes, own)
			mails = append(mails, m)
		}
	}
	for n, s := range sentences {
		d, err := draft.Parse("", []byte(s.Text))
		if err != nil {
			continue
		}
		m := mail{id: fmt.Sprint(s.Batch, n), batch: s.Batch, described: linter.Describe(d), single: true, toneless: s.Presence || s.Kind != ""}
		var own [][]uint32
		for i := range m.described.Sentences {
			x, hs := take(&x, m.described, i, s.Labels)
			switch s.Kind {
			case "reply":
				x.has[learned.Reply] = 1
			case "request":
				x.has[learned.Reply] = -1
			}
			if s.Presence {
				for h, has := range map[int]bool{learned.Thanks: s.Thanks, learned.Request: s.Request, learned.OwnPart: s.OwnPart} {
					x.has[h] = -1
					if has {
						x.has[h] = 1
					}
				}
			}
			m.samples = append(m.samples, x)
			own = append(own, hs)
		}
		if len(own) != 1 {
			continue // read as more than one sentence: nobody knows which of them was meant
		}
		hashes = append(hashes, own)
		mails = append(mails, m)
	}
	if dict == nil {
		dict = newDictionary(hashes)
	}
	for i := range mails {
		for j := range mails[i].samples {
			for _, h := range hashes[i][j] {
				if n, ok := dict.number[h]; ok {
					mails[i].samples[j].rows = append(mails[i].samples[j].rows, n)
				}
			}
		}
	}
	return mails, dict
}

// take returns sentence i of an email as a sample, and the hashes of its features.
func take(x *learned.Extractor, e *learned.Email, i int, labels []lint.Label) (sample, []uint32) {
	var s sample
	for h, label := range lint.SentenceLabels {
		if slices.Contains(labels, label) {
			s.gold[h], s.gold[learned.Any] = true, true
		}
	}
	var hashes []uint32
	for _, f := range x.Features(e, i) {
		hashes = append(hashes, f.Hash)
	}
	s.size = len(hashes)
	return s, hashes
}

// newDictionary numbers the features that are not rare, in the order in which they are met.
func newDictionary(hashes [][][]uint32) *dictionary {
	d := &dictionary{number: map[uint32]int32{}}
	seen := map[uint32]int{}
	for _, email := range hashes {
		for _, sentence := range email {
			for i, h := range sentence {
				if slices.Contains(sentence[:i], h) {
					continue
				}
				seen[h]++
				if seen[h] == rare {
					d.number[h] = int32(len(d.hashes))
					d.hashes = append(d.hashes, h)
				}
			}
		}
	}
	return d
}

// folds deals the batches into n folds of about the same size, largest batch first.
func folds(mails []mail, n int) map[string]int {
	size := map[string]int{}
	for _, m := range mails {
		size[m.batch] += len(m.samples)
	}
	var names []string
	for name := range size {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(size[b]-size[a], cmp.Compare(a, b)) })
	fold, filled := map[string]int{}, make([]int, n)
	for _, name := range names {
		least := 0
		for f := range filled {
			if filled[f] < filled[least] {
				least = f
			}
		}
		fold[name] = least
		filled[least] += size[name]
	}
	return fold
}
