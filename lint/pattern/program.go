package pattern

import "slices"

// An instruction is one word of code: the operation in the low 4 bits, its operand above.
type opcode uint32

const (
	opMatch  opcode = iota // the pattern has matched
	opSymbol               // one token, or one phrase of a class, that carries the symbol
	opAny                  // any one word
	opGap                  // any one token, marks included
	opSplit                // go on at the next instruction; where that fails, at the operand
	opJump                 // go on at the operand
	opNot                  // the next token does not carry the symbol
	opStart                // the sentence starts here
	opEnd                  // the sentence ends here
	opOpen                 // the words to report start here
	opClose                // and end here
	opTag                  // the last token's part-of-speech tag starts with tag number operand
)

// Built-in symbols, told from the token itself and not from the vocabulary.
const (
	symName   = iota // somebody named in the greeting
	symNumber        // a number
	symLink          // a URL or an address
	symShout         // a common word in capitals
	builtins
)

var builtinNames = map[string]uint32{"name": symName, "number": symNumber, "link": symLink, "shout": symShout}

// A Program is a compiled set of patterns with its vocabulary. It is immutable and safe for concurrent use; a [Matcher]
// runs it. Its parts are flat arrays, so that [Decode] gets one out of a file without parsing anything.
type Program struct {
	words   string   // all words of the vocabulary, one after the other
	wordAt  []uint32 // where word i starts in words; one more than there are words
	table   []uint32 // open-addressing hash table: word number + 1, 0 for an empty slot
	symAt   []uint32 // where the symbols of word i start in syms
	syms    []uint32 // symbols of each word, ascending
	multiAt []uint32 // where the phrases that start with word i start in multi
	multi   []uint32 // phrases: symbol, number of words after the first, those words; longest first
	code    []uint32 // instructions of all patterns
	entry   []uint32 // where pattern i starts in code; one more than there are patterns
	wakeAt  []uint32 // where the patterns anchored on symbol s start in wakes
	wakes   []uint32 // pattern numbers
	needAt  []uint32 // where the needs of pattern i start in needs
	needs   []uint32 // sets of symbols, one of each of which must be there: length, symbols
	firstAt []uint32 // where the first symbols of pattern i start in firsts
	firsts  []uint32 // symbols one of which a match starts with; none where it may start with anything
	classes []string // names of the word classes, sorted
	classID []uint32 // their symbols
	tags    []string // part-of-speech prefixes that patterns ask for
}

// Patterns returns how many patterns the program holds.
func (p *Program) Patterns() int { return len(p.entry) - 1 }

// Classes returns the names of the word classes, sorted.
func (p *Program) Classes() []string { return p.classes }

func hash(s string) uint32 {
	h := uint32(2166136261) // FNV-1a
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// lookup returns the number of a word in the vocabulary, or -1.
func (p *Program) lookup(word string) int32 {
	if len(p.table) == 0 {
		return -1
	}
	mask := uint32(len(p.table) - 1)
	for i := hash(word) & mask; p.table[i] != 0; i = (i + 1) & mask {
		w := p.table[i] - 1
		if p.words[p.wordAt[w]:p.wordAt[w+1]] == word {
			return int32(w)
		}
	}
	return -1
}

// symbols returns the symbols of a word.
func (p *Program) symbols(word int32) []uint32 {
	if word < 0 {
		return nil
	}
	return p.syms[p.symAt[word]:p.symAt[word+1]]
}

func (p *Program) carries(word int32, symbol uint32) bool {
	syms := p.symbols(word)
	if len(syms) < 8 {
		return slices.Contains(syms, symbol)
	}
	_, found := slices.BinarySearch(syms, symbol)
	return found
}
