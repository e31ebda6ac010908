package pattern

import (
	"slices"
	"strings"
)

// An instruction is one word of code: the operation in the low 4 bits, its operand above.
type opcode uint32

const (
	opMatch  opcode = iota // the pattern has matched
	opWord                 // this word
	opSet                  // one of the words of this set
	opClass                // a word or a phrase of this class
	opAny                  // any one word
	opGap                  // up to so many tokens, marks included
	opSwitch               // go on at one of the places that the next word leads to
	opSplit                // go on at the next instruction; where that fails, at the operand
	opJump                 // go on at the operand
	opNot                  // the next token is not what the next instruction says
	opStart                // the sentence starts here
	opEnd                  // the sentence ends here
	opOpen                 // the words to report start here
	opClose                // and end here
	opTag                  // the last token's part-of-speech tag starts with tag number operand
)

// Built-in classes, told from the token itself and not from the vocabulary. They have the first numbers of the classes,
// and the first of the words: as a word, each stands for every token of its class.
const (
	className   = iota // somebody named in the greeting
	classNumber        // a number
	classLink          // a URL or an address
	classShout         // a common word in capitals
	builtins
)

var builtinNames = map[string]uint32{"name": className, "number": classNumber, "link": classLink, "shout": classShout}

// A Program is a compiled set of patterns with its vocabulary. It is immutable and safe for concurrent use; a [Matcher]
// runs it. Its parts are flat arrays that are read where they stand in the bytes of a file, so that a process pays for
// what its draft makes it look at and nothing else.
type Program struct {
	words string // all words of the vocabulary, one after the other
	tags  string // part-of-speech prefixes that patterns ask for, one a line

	table    array // open-addressing hash table: word number, 0 for an empty slot
	record   array // what is known of every word: wordSize numbers each, and one more record that ends the lists of the last
	needs    array // how many groups of 64 they make; for each word: the groups with some that it satisfies
	wakes    array // for each word: the patterns that have it in their anchor, each with its needs, because most of them end the matter
	members  array // for each word: the classes it is in, ascending
	seconds  array // for each word that starts phrases: second word, where those phrases start and end; by second word
	phrases  array // class, number of words after the second, those words
	pattern  array // what is known of every pattern: patternSize numbers each, and one more record that ends the last
	code     array // instructions of all patterns
	sets     array // hash tables of words
	switches array // hash table of words; for each of its slots where its places start, where those of the last end, the places
}

// The numbers of a record of a word.
const (
	wordText  = iota // where it starts in words
	wordNeeds        // where its lists start
	wordWakes
	wordMembers
	wordSeconds
	wordSize
)

// The numbers of a record of a pattern. A match starts wordsMin to wordsMax words before the anchor.
const (
	patternEntry = iota // where it starts in code
	patternMin
	patternMax
	patternLeft  // the set of the words before its anchor: where it starts in sets, and one more; 0 for anything
	patternRight // and behind it
	patternSize
)

// A need is a set of words, one of which must be in a sentence for a pattern to match. A pattern has at most so many beside
// its anchor: more cost more to note than they save.
const needs = 2

const (
	needsSize = 3         // numbers for a group of needs: its own, the lower half of its bits and the upper
	wakeSize  = 1 + needs // numbers for a pattern that wakes; need 0 is none
)

// An array is numbers of 32 bits as they stand in a file, little end first.
type array string

func (a array) len() int { return len(a) / 4 }

func (a array) at(i uint32) uint32 { return le32(string(a[4*i : 4*i+4])) }

// slice returns the numbers from i to before j, for loops that take one after the other off its front.
func (a array) slice(i, j uint32) string { return string(a[4*i : 4*j]) }

func le32(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// Patterns returns how many patterns the program holds.
func (p *Program) Patterns() int { return p.pattern.len()/patternSize - 1 }

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func hash(s string) uint32 {
	h := uint32(2166136261) // FNV-1a
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// noWord is the number of a word that the vocabulary has not. Its record is empty.
const noWord = builtins

// lookup returns the number of a word in the vocabulary, or noWord.
func (p *Program) lookup(word string) uint32 {
	mask := uint32(p.table.len() - 1)
	for i := hash(word) & mask; ; i = (i + 1) & mask {
		w := p.table.at(i)
		if w == 0 {
			return noWord
		}
		if p.words[p.record.at(w*wordSize+wordText):p.record.at((w+1)*wordSize+wordText)] == word {
			return w
		}
	}
}

// inSet reports whether the set that starts at number i of sets has a word.
func (p *Program) inSet(i, word uint32) bool { return p.sets.search(i, word) != 0 }

// search returns where a word stands in a set that starts at number i, or 0. A set is an open-addressing hash table: the
// number of its slots less one, and the slots, each with a word or noWord.
func (a array) search(i, word uint32) uint32 {
	mask := a.at(i)
	for k := slot(word) & mask; ; k = (k + 1) & mask {
		switch a.at(i + 1 + k) {
		case noWord: // which is in no set
			return 0
		case word:
			return i + 1 + k
		}
	}
}

// slot returns where a word stands in a set of unlimited slots.
func slot(word uint32) uint32 { return word * 2654435769 >> 12 } // Knuth's multiplicative hashing

// newSet lays words out for search.
func newSet(words []uint32) []uint32 {
	size := uint32(2)
	for 2*size < uint32(3*len(words)) {
		size *= 2
	}
	set := slices.Repeat([]uint32{noWord}, int(1+size))
	set[0] = size - 1
	for _, w := range words {
		k := slot(w) % size
		for set[1+k] != noWord {
			k = (k + 1) % size
		}
		set[1+k] = w
	}
	return set
}

// isMember reports whether a word by itself is in a class.
func (p *Program) isMember(word, class uint32) bool {
	low, high := p.list(word, wordMembers)
	for list := p.members.slice(low, high); len(list) >= 4; list = list[4:] {
		if c := le32(list); c >= class {
			return c == class
		}
	}
	return false
}

// list returns where a list of a word starts and ends.
func (p *Program) list(word, list uint32) (from, to uint32) {
	return p.record.at(word*wordSize + list), p.record.at((word+1)*wordSize + list)
}

// numbers writes an array.
func numbers(values []uint32) array {
	b := make([]byte, 0, 4*len(values))
	for _, v := range values {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return array(b)
}
