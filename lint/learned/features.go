package learned

import (
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/token"
)

// An Email is what the model sees of a draft.
type Email struct {
	Kind      draft.Kind
	Evidence  int   // what the phrases say of the kind: above 0 for a reply
	Weights   []int // those of the phrases in it, which are a part of Evidence
	Sentences []Sentence
}

// A Sentence is a sentence with what the engine knows of it.
type Sentence struct {
	*token.Sentence
	Has []string // ids of the presence rules that found what they look for
}

// A Feature is something that a sentence has, and the tokens it was seen on.
type Feature struct {
	Hash       uint32
	Start, End int // tokens, End exclusive; both 0 where it is the whole sentence's
}

// HashOf is the hash of a name.
func HashOf(s string) uint32 {
	h := uint32(2166136261) // FNV-1a
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func mix(h, x uint32) uint32 {
	h = (h ^ x) * 0x9E3779B1
	return h ^ h>>15
}

// Templates of features: the first number of every hash. Words that are not next to each other, their stems, word classes
// and their n-grams, the words of the neighbouring sentences and what the phrase rules found were tried and made the model
// worse or no better (corpus/train -ablation prints what the others are worth).
const (
	unigram uint32 = iota + 1
	bigram
	trigram
	first
	last
	shape
	presence
)

// Templates names the kinds of features, for an ablation.
var Templates = []struct {
	Name    string
	Numbers []uint32
}{
	{"trigrams", []uint32{trigram}},
	{"bigrams and trigrams", []uint32{bigram, trigram}},
	{"first and last words", []uint32{first, last}},
	{"place and length", []uint32{shape}},
	{"phrases of the presence rules", []uint32{presence}},
}

// An Extractor turns sentences into features. It keeps its buffers and is for one goroutine.
type Extractor struct {
	Skip  map[uint32]bool // templates to leave out, for an ablation
	out   []Feature
	words []uint32 // hash of every hard token
	at    []int    // its number in the sentence
}

func (x *Extractor) add(template uint32, start, end int, parts ...uint32) {
	if x.Skip != nil && x.Skip[template] {
		return
	}
	h := template * 0x85EBCA6B
	for _, p := range parts {
		h = mix(h, p)
	}
	x.out = append(x.out, Feature{h, start, end})
}

// load fills words and at with the tokens of a sentence but the soft ones, so that a comma or a quotation mark does not
// tear an n-gram apart.
func (x *Extractor) load(s *Sentence) {
	x.words, x.at = x.words[:0], x.at[:0]
	for i := range s.Tokens {
		if s.Tokens[i].Soft() {
			continue
		}
		h := HashOf(s.Tokens[i].Norm)
		if s.Tokens[i].Type == token.Number {
			h = numberHash
		}
		x.words = append(x.words, h)
		x.at = append(x.at, i)
	}
}

var numberHash = HashOf("<number>")

// Features returns the features of sentence i of an email. The slice is good until the next call.
func (x *Extractor) Features(e *Email, i int) []Feature {
	x.out = x.out[:0]
	s := &e.Sentences[i]
	x.load(s)
	n := len(x.words)
	if n == 0 {
		return nil
	}
	for p := range n {
		t := x.at[p]
		x.add(unigram, t, t+1, x.words[p])
		if p+1 < n {
			x.add(bigram, t, x.at[p+1]+1, x.words[p], x.words[p+1])
		}
		if p+2 < n {
			x.add(trigram, t, x.at[p+2]+1, x.words[p], x.words[p+1], x.words[p+2])
		}
	}
	stop := x.words[n-1]
	x.add(last, x.at[n-1], x.at[n-1]+1, stop)
	x.add(first, x.at[0], x.at[0]+1, x.words[0])
	x.add(first, x.at[0], x.at[0]+1, x.words[0], stop)
	if n > 1 {
		x.add(first, x.at[0], x.at[1]+1, x.words[0], x.words[1])
	}
	if n > 2 {
		x.add(first, x.at[0], x.at[2]+1, x.words[0], x.words[1], x.words[2])
	}
	x.add(shape, 0, 0, 1, uint32(min(n/6, 6)))
	x.add(shape, 0, 0, 2, uint32(s.Part))
	x.add(shape, 0, 0, 4, uint32(min(i, 4)))
	x.add(shape, 0, 0, 5, uint32(min(len(e.Sentences)-1-i, 4)))
	if quotes(s) {
		x.add(shape, 0, 0, 6) // the words of the feedback, or words held up to be looked at
	}
	for _, id := range s.Has {
		x.add(presence, 0, 0, HashOf(id))
	}
	return x.out
}

// quotes reports whether a sentence has a pair of quotation marks.
func quotes(s *Sentence) bool {
	n := 0
	for i := range s.Tokens {
		if s.Tokens[i].Norm == "\"" {
			n++
		}
	}
	return n > 1
}
