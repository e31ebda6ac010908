package token

import (
	"strings"
	"sync"

	"github.com/jdkato/prose/v2"
)

// Part-of-speech tags come from prose/v2, and nothing else does: its tokenizer drops text where a clitic meets a comma,
// gives no offsets and panics on some letters, and its segmenter reads 400 KB of JSON for every document. So it is
// handed one sentence of ready words joined by single spaces, its answer is used only if it has as many tokens as it
// was given, and a panic means no tags. The model (150 ms) is loaded when the first rule asks and then kept.

var tagger = sync.OnceValue(func() *prose.Model {
	// Extraction off: with it on, prose would load its entity model too. The empty document is thrown away.
	doc, err := prose.NewDocument("", prose.WithExtraction(false), prose.WithSegmentation(false))
	if err != nil {
		return nil
	}
	return doc.Model
})

// Tags returns the Penn Treebank tag of every token of a sentence, "" where there is none: for marks, for a word that
// the sentence holds twice (prose gives all of them the tag of the last), and for all where prose fails.
func (s *Sentence) Tags() []string {
	tags := make([]string, len(s.Tokens))
	model := tagger()
	if model == nil {
		return tags
	}
	words := make([]string, 0, len(s.Tokens))
	index := make([]int, 0, len(s.Tokens))
	count := make(map[string]int, len(s.Tokens))
	for i := range s.Tokens {
		t := &s.Tokens[i]
		word := t.Norm
		switch {
		case t.Type == Word && word == "i":
			word = "I"
		case t.Type == Word && word == "not", t.Type == Word && plain(word):
		case t.Type == Number && plain(word):
		case t.Type == Punct && (word == "." || word == "," || word == "?" || word == "!"):
		default:
			continue
		}
		words = append(words, word)
		index = append(index, i)
		count[word]++
	}
	for k, tag := range tagWords(model, words) {
		if count[words[k]] == 1 {
			tags[index[k]] = tag
		}
	}
	return tags
}

// plain reports whether prose takes the word as one token: ASCII letters and digits only.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func tagWords(model *prose.Model, words []string) (tags []string) {
	defer func() {
		if recover() != nil {
			tags = nil
		}
	}()
	doc, err := prose.NewDocument(strings.Join(words, " "), prose.UsingModel(model), prose.WithExtraction(false), prose.WithSegmentation(false))
	if err != nil {
		return nil
	}
	tokens := doc.Tokens()
	if len(tokens) != len(words) {
		return nil
	}
	for i := range tokens {
		if tokens[i].Text != words[i] {
			return nil
		}
		tags = append(tags, tokens[i].Tag)
	}
	return tags
}
