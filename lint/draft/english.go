package draft

import (
	"iter"
	"strings"
	"sync"
	"unicode"
)

// common are words that English cannot do without and that are none, or rare ones, in the languages around it. "in",
// "was", "die", "me" and their like are left out. Nobody who only asks for help pays for them.
var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`the of and to that it is for with you your my i im i'm at by from this have had has be are were would could
		can what which not but if there their they we our so just about how when who out up any some been being do did than then
		more most time thank thanks feedback interview very will because after before please know get give hear made much should why`) {
		words[w] = true
	}
	return words
})

// NotEnglish is the notice of a draft that is Foreign.
const NotEnglish = "it does not read as English and was not judged"

// isForeign reports whether words are hardly English: fewer of its words are common than in any letter of the corpus, where
// they are 18 in a hundred. A short text may be a line of names and numbers, and tells nothing; nor does one word again and again.
func isForeign(text iter.Seq[string]) bool {
	const enough, share = 15, 0.12
	common := common()
	words, known := 0, 0
	for w := range text {
		words++
		if common[strings.ToLower(w)] {
			known++
		}
		if words == 2*enough && float64(known) > 2*share*2*enough { // what opens so is English
			return false
		}
	}
	if words < enough || float64(known) >= share*float64(words) {
		return false
	}
	different := map[string]bool{}
	for w := range text {
		if different[w] = true; len(different) == enough {
			return true
		}
	}
	return false
}

// bodyWords yields the words of the candidate's own text, but for the subject, the greeting and the sign-off.
func (d *Draft) bodyWords(yield func(string) bool) {
	for _, r := range d.Regions {
		if r.Part != Body {
			continue
		}
		for w := range wordsOf(d.Text[r.Start:r.End]) {
			if !yield(w) {
				return
			}
		}
	}
}

func wordsOf(text string) iter.Seq[string] {
	return strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
}
