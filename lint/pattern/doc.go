// Package pattern is the language in which rules say what they look for: parse, compile, match.
//
// # The language
//
// A pattern describes a run of tokens inside one sentence. Case, accents, line wraps and the spelling of contractions
// do not matter; lint/token has settled them. Commas, brackets, quotation marks and emphasis are passed over wherever
// they stand, unless the pattern asks for one.
//
//	pattern  = sequence
//	sequence = term { term }
//	term     = atom [ "?" ]                 "?" makes it optional
//	atom     = word [ tag ]                 this word; "don't" is the two words do not
//	         | word "~" [ tag ]             this word in any inflection: choose~ is choose chooses chose chosen choosing
//	         | "<" class ">" [ tag ]        a word or phrase of a word class
//	         | "*" [ tag ]                  any one word
//	         | ".." number                  a gap: up to so many words (at most MaxGap)
//	         | "(" sequence { "|" sequence } ")" [ tag ]   one of these
//	         | "[" sequence "]"             the words to report; without it, the whole match
//	         | "!" atom                     what follows here is not this (one word, one class, or a group of them)
//	         | "^" | "$"                    the sentence starts here; it ends here (a final stop may follow)
//	         | '"' mark '"'                 this mark: "?" "!" "..." "," "-" ":"
//	tag      = "/" LETTERS                  the word before has a part-of-speech tag that starts so: offer/VB
//
// The classes <name> (somebody named in the greeting), <number>, <link> and <shout> (a common word in capitals) are
// built in; all others come from the rule files, and their entries are written in the same language, without gaps,
// marks, tags and "!".
//
// # What it refuses to be
//
// There is no unbounded repetition, no back-reference and no look-behind, so the cost of a pattern is fixed when it is
// compiled: matching takes time in proportion to the pattern's states times the sentence's tokens, whatever either
// says. "But not when …" is another pattern (a rule's `unless`), not an operator.
//
// # How it works
//
// Every distinct set of words in a rule set becomes a symbol, and so does every class; the vocabulary lists for each
// word the symbols it belongs to. A sentence is annotated with symbols once. Each pattern has an anchor, the rarest
// symbols it cannot match without, and sleeps unless its anchor occurs. A pattern that wakes runs as a small program
// (program.go) that never visits the same state at the same token twice.
package pattern

// MaxGap is the widest gap a pattern may ask for, in words. Wider ones join clauses that have nothing to do with each
// other.
const MaxGap = 12

// An Error is a mistake in a pattern: where it is, in bytes from the pattern's start, and what was expected.
type Error struct {
	Offset  int
	Message string
}

func (e *Error) Error() string { return e.Message }
