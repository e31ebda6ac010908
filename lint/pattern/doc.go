// Package pattern is the language in which rules say what they look for: parse, compile, match.
//
// # The language
//
// A pattern describes a run of tokens inside one sentence. Case, accents, line wraps and the spelling of contractions
// do not matter; lint/token has settled them. Commas, round and square brackets, quotation marks and asterisks are
// passed over wherever they stand, unless the pattern asks for one.
//
//	pattern  = sequence
//	sequence = term { term }
//	term     = atom [ "?" ]                 "?" makes it optional
//	atom     = word [ tag ]                 this word; "don't" is the two words do not
//	         | word "~" [ tag ]             this word in any inflection: choose~ is choose chooses chose chosen choosing
//	         | "<" class ">" [ tag ]        a word or phrase of a word class
//	         | "*" [ tag ]                  any one word
//	         | ".." number                  a gap: at most so many words, and marks that are not passed over (1 to MaxGap)
//	         | "(" sequence { "|" sequence } ")" [ tag ]   one of these
//	         | "[" sequence "]"             the words to report, once in a pattern; without it, the whole match
//	         | "!" atom                     what follows here is not this (one word, mark or class, or a group of them)
//	         | "^" | "$"                    the sentence starts here, first in a pattern; it ends here, last (marks and emoji may follow)
//	         | '"' mark '"'                 this mark
//	mark     = "?" | "??" | "?!" | "!" | "!!" | "." | "..." | "," | ";" | ":" | "-" | "'" | "_"
//	         | "(" | ")" | "[" | "]" | "{" | "}" | "<" | ">"
//	tag      = "/" LETTERS                  the last token has a part-of-speech tag that starts so: offer/VB
//
// The mark "?" also stands for "??" and "?!", "!" for "!!", and "'" for any quotation mark. Groups are nested at most 30 deep.
//
// The classes <name> (somebody named in the greeting), <number>, <link> and <shout> (a word in capitals that some
// pattern or class knows) are built in. All others come from the rule files, and their entries are written in the same
// language with words, marks, other classes, groups and "?" alone; a built-in class is an entry by itself.
//
// # What it refuses to be
//
// There is no unbounded repetition, no back-reference and no look-behind, so the cost of a pattern is fixed when it is
// compiled: matching takes time in proportion to the pattern's states times the sentence's tokens, whatever either
// says. "But not when …" is another pattern (a rule's `unless`), not an operator.
//
// # How it works
//
// The vocabulary is every word that patterns and classes name. In a sentence each token is looked up in it once. Every
// pattern has an anchor, the rarest set of words one of which it cannot match without, and sleeps unless the sentence has
// one of those, with neighbours that fit, and a word of each of the few other sets that it needs. A pattern that wakes
// runs as a small program (program.go) where a match around its anchor can start, and never tries the same choice at the
// same token twice. Parts of speech are asked for only where all else matches.
package pattern

// MaxGap is the widest gap a pattern may ask for. Wider ones join clauses that have nothing to do with each
// other.
const MaxGap = 12

// An Error is a mistake in a pattern: where it is, in bytes from the pattern's start, and what was expected.
type Error struct {
	Offset  int
	Message string
}

func (e *Error) Error() string { return e.Message }
