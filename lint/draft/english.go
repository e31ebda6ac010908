package draft

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Words that English cannot do without and that are none, or rare ones, in the languages around it; and words that these cannot
// do without and English does not know. "in", "was", "die", "me" and their like are neither, nor is what English uses in
// another sense, if only in capitals or in haste ("pour", "MIT", "sus"), what stands in names ("de", "van"), and what is
// borrowed to greet, to thank and to part ("hola", "gracias").
const (
	english = `the of and to that it is for with you your my i im i'm at by from this have had has be are were would could
		can what which not but if there their they we our so just about how when who out up any some been being do did than then
		more most time thank thanks very will because after before please know get give hear made much should why`
	others = `que por para una como pero muy mis usted ustedes estoy esta este más porque podría podria gustaría gustaria quisiera
			saber mucho mucha muchas nuestra nuestro entrevista tiempo proxima próxima fue puedo
		je vous nous votre vos notre avec dans une pas mais sur qui cette avez suis j'ai aurais pourriez pouvez beaucoup
		ich und nicht für fuer ist mir mich sie ihnen ihre ihr eine einen einem meine meinem meiner zu zum zur beim auf vielen bitte
			wie dass sehr haben habe bei über aber auch könnten koennten können kann würde wuerde noch
		che sono vorrei alla nel anche molto questo mio della suo vostro potrebbe potreste posso colloquio
		não nao uma você voce gostaria meu minha seu pela pelo obrigado obrigada vocês muito sobre
		ik het een voor niet mijn jullie bedankt wat zou graag naar ook heb kunnen kunt mij zijn
		nie jest się czy proszę prosze dziękuję dziekuje jak mogę moge przez dla bardzo oraz aby chciałbym chcialbym moje
		att inte för jeg ikke dere på hvordan hur jsem mohu děkuji prosím`
)

// signs tells of a word of these lists whether it is English. Nobody who only asks for help pays for it.
var signs = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(others) {
		words[w] = false
	}
	for _, w := range strings.Fields(english) {
		words[w] = true
	}
	return words
})

// NotEnglish is the notice of a draft that is Foreign.
const NotEnglish = "it does not read as English and was not judged"

// isForeign reports whether words are hardly English: words of another language stand close all through them; or, for a language
// that has none here, a longer text lacks the common words of English, which are 18 in a hundred of every letter of the corpus.
// Less may be a line of names and numbers, and tells nothing; nor does one word again and again. Two words of English between
// thanks and a farewell in another language make it English.
func isForeign(text iter.Seq[string]) bool {
	const few, distance = 3, 4
	const line, enough, share = 8, 15, 0.12
	signs := signs()
	words, ours, other := 0, 0, 0
	gap, widest, clause := 0, 0, 0 // words since the last of another language, and those of English among them
	mixed := false
	var differ []string // of the other languages, the first that do
	for w := range text {
		words++
		gap++
		switch english, told := signs[strings.ToLower(w)]; {
		case english:
			ours++
			clause++
			mixed = mixed || clause == 2
		case told || accented(w):
			other++
			gap, clause = 0, 0
			if len(differ) < few && !slices.Contains(differ, w) {
				differ = append(differ, w)
			}
		}
		widest = max(widest, gap)
		if words == 2*enough && float64(ours) > 2*share*2*enough { // what opens so is English
			return false
		}
	}
	switch {
	case other > 0 && mixed, words < line:
		return false
	case len(differ) == few && other >= 2*ours && 4*other >= words && widest <= distance:
		return true
	case words < enough || float64(ours) >= share*float64(words) || ours > 0 && other <= ours:
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

// accented reports whether a word has letters that English only borrows, and is no name.
func accented(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return !unicode.IsUpper(first) && strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII })
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
