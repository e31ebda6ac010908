// Package token cuts a candidate's words into sentences and tokens, each with its place in the text.
//
// It is made for email: a greeting, a bullet and a blank line end a sentence, a hard line wrap does not, and people who
// write no capitals and no full stops are read all the same. A token's Norm is what patterns match: lower case, straight
// quotes, no accents, and every contraction taken apart, with or without its apostrophe ("didn't", "didnt" and "did
// not" are the same two tokens). Start and End always name the original bytes.
//
// It is the only importer of github.com/jdkato/prose/v2, which tags parts of speech when a rule asks for them (pos.go
// says why it is not used for anything else).
package token

import (
	"slices"

	"github.com/tonelint/tonelint/lint/draft"
)

// A Type is what a token is made of.
type Type uint8

const (
	Word   Type = iota
	Number      // starts with a digit: "3", "2024", "3.5k", "5th"
	Punct       // one mark or one run of marks: ",", "...", "?!"
	Symbol      // an emoji or another sign
	Link        // a URL or an email address
)

// A Token is a word or a mark: Text[Start:End], in bytes of the draft's Text.
type Token struct {
	Start, End int
	Norm       string // what patterns match
	Type       Type
	Upper      bool // two letters or more, all of them capitals
}

// Soft reports whether patterns pass over the token without saying so: commas, brackets, quotation marks and emphasis
// stand anywhere in a phrase without changing it.
func (t *Token) Soft() bool {
	if t.Type != Punct {
		return false
	}
	switch t.Norm {
	case ",", "\"", "(", ")", "*", "'", "[", "]":
		return true
	}
	return false
}

// A Sentence is a run of tokens in one part of the draft.
type Sentence struct {
	Part       draft.Part
	Start, End int // bytes of Text, from the first token to behind the last
	Tokens     []Token
}

// MaxTokens is where a sentence without an end is cut. No writer's sentence is that long (the longest in the corpus has
// 130 tokens), and a bound keeps a megabyte without a full stop from being one sentence.
const MaxTokens = 400

// Split cuts the candidate's own words into sentences. Regions of other parts are passed over; a sentence never runs
// from one region into another.
func Split(d *draft.Draft) []Sentence { return split(d, nil, nil).sentences }

// A Splitter splits one draft after the other in the same memory: the sentences of one are good until the next. It is for
// one goroutine.
type Splitter struct {
	sentences []Sentence
	tokens    []Token
}

// Split does what the function Split does.
func (k *Splitter) Split(d *draft.Draft) []Sentence {
	s := split(d, k.sentences[:0], k.tokens[:0])
	const most = 4096 // tokens that are kept: an email has a few hundred
	if s.count > cap(k.tokens) && s.count <= most {
		k.tokens = make([]Token, 0, min(2*s.count, most))
	}
	if len(s.sentences) <= most {
		k.sentences = s.sentences
	}
	return s.sentences
}

// split splits into the memory of what it is given, as far as that reaches.
func split(d *draft.Draft, sentences []Sentence, tokens []Token) *splitter {
	const usual = 80 // bytes for a sentence and what is around it
	s := &splitter{text: d.Text, width: wrapWidth(d), atWill: breaksAtWill(d), sentences: slices.Grow(sentences, len(d.Text)/usual), tokens: tokens}
	for _, r := range d.Regions {
		if r.Part.Own() {
			s.region(r)
		}
	}
	return s
}

// Words splits a phrase that is no draft: a pattern's literal, an entry of a word class.
func Words(phrase string) []Token {
	s := splitter{text: phrase, part: draft.Body}
	for pos := 0; pos < len(phrase); {
		pos = s.next(pos, len(phrase))
	}
	s.flush()
	var tokens []Token
	for _, sentence := range s.sentences {
		tokens = append(tokens, sentence.Tokens...)
	}
	return tokens
}
