package pattern

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/token"
)

// A Matcher runs a Program over sentences, one at a time. It keeps its buffers and is for one goroutine.
type Matcher struct {
	p         *Program
	sentence  *token.Sentence
	tags      []string
	prefixes  []string // the program's tags
	words     []uint32 // number of every token's word
	flags     []uint8  // bits below
	hard      []int32  // how many of the tokens before this one are not soft; of all, at the end
	phrases   []span   // where the class phrases that start at a token are in hits, once somebody asked
	hits      []hit
	satisfied []uint64 // bit per need
	awake     []uint64 // bit per pattern
	wakes     []wake   // by pattern, good for those that are awake
	places    []place
	found     []Match
	visited   []uint64
	marked    bool // visited holds something
	base      uint32
	states    int
	open      int
	close     int
	end       int
	tagged    bool // opTag looks at tags; otherwise it lets everything pass
	sawTag    bool
}

// Flags of a token. The first bits are its built-in classes.
const (
	flagSoft  = 1 << (builtins + iota) // patterns pass over it
	flagPunct                          // a mark
	flagSign                           // an emoji or another sign

	flagBuiltins = 1<<builtins - 1
)

// A hit is a phrase of a class: so many tokens from some token on.
type hit struct {
	class  uint32
	length int32
}

type span struct{ from, to int32 }

// A wake says where in the sentence the anchor of a pattern stands.
type wake struct {
	first, last int32 // of its places
}

// A place is a token that wakes a pattern, chained to the next, which is -1 behind the last.
type place struct{ pos, next int32 }

// A Match is a run of tokens, End exclusive: the whole match and the part to report.
type Match struct {
	Start, End         int
	MarkStart, MarkEnd int
}

// NewMatcher returns a Matcher for p.
func NewMatcher(p *Program) *Matcher {
	n := p.Patterns()
	return &Matcher{p: p, prefixes: lines(p.tags), awake: make([]uint64, (n+63)/64), wakes: make([]wake, n), satisfied: make([]uint64, p.needs.at(0))}
}

// Load annotates a sentence of text and wakes the patterns that may match in it. Names are the people of the greeting,
// in lower case.
func (m *Matcher) Load(text string, s *token.Sentence, names []string) {
	n := len(s.Tokens)
	m.sentence, m.tags = s, nil
	m.words = slices.Grow(m.words[:0], n)[:n]
	m.flags = slices.Grow(m.flags[:0], n)[:n]
	m.hard = slices.Grow(m.hard[:0], n+1)[:n+1]
	m.phrases = slices.Grow(m.phrases[:0], n)[:n]
	m.hits, m.places, m.found = m.hits[:0], m.places[:0], m.found[:0]
	clear(m.awake)
	clear(m.satisfied)
	m.satisfied[0] = 1 // need 0 is none
	hard := int32(0)
	for i := range s.Tokens {
		t := &s.Tokens[i]
		word, flags := uint32(noWord), uint8(0)
		switch t.Type {
		case token.Number:
			flags = 1 << classNumber
		case token.Link:
			flags = 1 << classLink
		case token.Word:
			word = m.p.lookup(t.Norm)
			if len(names) > 0 && slices.Contains(names, t.Norm) && !(text[t.Start] >= 'a' && text[t.Start] <= 'z' && word != noWord) {
				flags = 1 << className
			}
			if t.Upper && word != noWord && t.End-t.Start > 2 {
				flags |= 1 << classShout
			}
		case token.Punct:
			word, flags = m.p.lookup(t.Norm), flagPunct
			if t.Soft() {
				flags |= flagSoft
			}
		default:
			word, flags = m.p.lookup(t.Norm), flagSign
		}
		m.words[i], m.flags[i], m.hard[i], m.phrases[i] = word, flags, hard, span{-1, -1}
		if flags&flagSoft == 0 {
			hard++
		}
		m.satisfy(word)
		for b := range uint32(builtins) {
			if flags&flagBuiltins == 0 {
				break
			}
			if flags&(1<<b) != 0 {
				m.satisfy(b)
			}
		}
	}
	m.hard[n] = hard
	for i, word := range m.words {
		m.wake(word, i)
		for b := range uint32(builtins) {
			if m.flags[i]&flagBuiltins == 0 {
				break
			}
			if m.flags[i]&(1<<b) != 0 {
				m.wake(b, i)
			}
		}
	}
}

// satisfy notes the needs that a word satisfies.
func (m *Matcher) satisfy(word uint32) {
	from, to := m.p.list(word, wordNeeds)
	for list := m.p.needs.slice(from, to); len(list) >= 4*needsSize; list = list[4*needsSize:] {
		m.satisfied[le32(list)] |= uint64(le32(list[4:])) | uint64(le32(list[8:]))<<32
	}
}

// lacks reports whether the sentence has nothing of what one of some needs asks for.
func (m *Matcher) lacks(needs string) bool {
	for ; len(needs) >= 4; needs = needs[4:] {
		if need := le32(needs); m.satisfied[need/64]&(1<<(need%64)) == 0 {
			return true
		}
	}
	return false
}

// wake wakes the patterns that have a word in their anchor.
func (m *Matcher) wake(word uint32, pos int) {
	p := m.p
	from, to := p.list(word, wordWakes)
	for list := p.wakes.slice(from, to); len(list) >= 4*wakeSize; list = list[4*wakeSize:] {
		if m.lacks(list[4 : 4*wakeSize]) {
			continue
		}
		pattern := le32(list)
		record := pattern * patternSize
		if !m.stands(p.pattern.at(record+patternLeft), pos, -1) || !m.stands(p.pattern.at(record+patternRight), pos, 1) {
			continue
		}
		w := &m.wakes[pattern]
		if bit := uint64(1) << (pattern % 64); m.awake[pattern/64]&bit == 0 {
			m.awake[pattern/64] |= bit
			w.first = int32(len(m.places))
		} else {
			m.places[w.last].next = int32(len(m.places))
		}
		w.last = int32(len(m.places))
		m.places = append(m.places, place{int32(pos), -1})
	}
}

// stands reports whether the next token in a direction that is not soft is in a set.
func (m *Matcher) stands(set uint32, pos, step int) bool {
	if set == 0 {
		return true
	}
	for pos += step; pos >= 0 && pos < len(m.words); pos += step {
		flags := m.flags[pos]
		if flags&flagSoft != 0 {
			continue
		}
		if m.p.inSet(set-1, m.words[pos]) {
			return true
		}
		for b := range uint32(builtins) {
			if flags&(1<<b) != 0 && m.p.inSet(set-1, b) {
				return true
			}
		}
		return false
	}
	return false
}

// Next returns the first pattern from some number on that may match: the sentence holds its anchor and, as far as can be told
// cheaply, what else it needs. It is beyond all patterns where there is none.
func (m *Matcher) Next(pattern int) int {
	for i := pattern / 64; i < len(m.awake); i++ {
		if rest := m.awake[i] >> (pattern % 64); rest != 0 {
			return pattern + bits.TrailingZeros64(rest)
		}
		pattern = (i + 1) * 64
	}
	return len(m.awake) * 64
}

// phrasesAt returns the phrases of classes that start at token i, longest first.
func (m *Matcher) phrasesAt(i int) []hit {
	s := &m.phrases[i]
	if s.from < 0 {
		s.from = int32(len(m.hits))
		m.findPhrases(i)
		s.to = int32(len(m.hits))
	}
	return m.hits[s.from:s.to]
}

func (m *Matcher) findPhrases(i int) {
	p := m.p
	from, to := p.list(m.words[i], wordSeconds)
	if from == to {
		return
	}
	// The second word stands next, or behind soft tokens.
	for j := i + 1; j < len(m.words); j++ {
		second := m.words[j]
		low, high := from/3, to/3
		for low < high {
			if middle := (low + high) / 2; p.seconds.at(3*middle) < second {
				low = middle + 1
			} else {
				high = middle
			}
		}
		if 3*low < to && p.seconds.at(3*low) == second {
			m.complete(i, j, p.seconds.at(3*low+1), p.seconds.at(3*low+2))
		}
		if m.flags[j]&flagSoft == 0 {
			return
		}
	}
}

// complete appends those phrases whose second word is token j that go on as the sentence does.
func (m *Matcher) complete(i, j int, phrase, end uint32) {
	p := m.p
next:
	for phrase < end {
		class, rest := p.phrases.at(phrase), phrase+2
		phrase = rest + p.phrases.at(phrase+1)
		at := j
		for ; rest < phrase; rest++ {
			word := p.phrases.at(rest)
			at++
			for at < len(m.words) && m.words[at] != word && m.flags[at]&flagSoft != 0 {
				at++
			}
			if at >= len(m.words) || m.words[at] != word {
				continue next
			}
		}
		m.hits = append(m.hits, hit{class, int32(at - i + 1)})
	}
}

// Find returns the matches of a pattern in the sentence, from left to right and without overlaps. They are good until the
// next sentence is loaded.
func (m *Matcher) Find(pattern int) []Match {
	if m.awake[pattern/64]&(1<<(pattern%64)) == 0 {
		return nil
	}
	m.tagged, m.sawTag = false, false
	found := m.find(uint32(pattern))
	if m.sawTag && found != nil {
		// It matches but for its parts of speech: now the tagger is worth its price.
		if m.tags == nil {
			m.tags = m.sentence.Tags()
		}
		m.tagged = true
		found = m.find(uint32(pattern))
	}
	return found
}

func (m *Matcher) find(pattern uint32) []Match {
	record := pattern * patternSize
	m.base = m.p.pattern.at(record + patternEntry)
	m.states = int(m.p.pattern.at(record+patternSize+patternEntry) - m.base)
	m.marked = false
	before, after := int32(m.p.pattern.at(record+patternMin)), int32(m.p.pattern.at(record+patternMax))
	opening := m.p.code.at(m.base)
	first := len(m.found)
	next := 0
	for k := m.wakes[pattern].first; k >= 0; k = m.places[k].next {
		// A match with this anchor starts so many words before it; what was tried for the anchor before is behind next.
		anchor := int(m.places[k].pos)
		start := anchor
		for start > next && m.hard[anchor]-m.hard[start-1] <= after {
			start--
		}
		for start = max(start, next); start <= anchor && m.hard[anchor]-m.hard[start] >= before; start = next {
			next = start + 1
			if m.flags[start]&flagSoft != 0 && !m.asks(m.base, start) {
				continue
			}
			if !m.may(opening, start) {
				continue
			}
			m.open, m.close = -1, -1
			if !m.run(m.base, start) || m.end <= start {
				continue
			}
			match := Match{start, m.end, start, m.end}
			if m.open >= 0 && m.close > m.open {
				match.MarkStart, match.MarkEnd = m.open, m.close
			}
			m.found = append(m.found, match)
			m.marked = false
			next = m.end
		}
	}
	if len(m.found) == first {
		return nil
	}
	return m.found[first:len(m.found):len(m.found)]
}

// asks reports whether the instruction at pc takes the soft token at pos: a pattern that starts with a quotation mark.
func (m *Matcher) asks(pc uint32, pos int) bool {
	instruction := m.p.code.at(pc)
	return m.takes(instruction, pos) || opcode(instruction&15) == opOpen && m.asks(pc+1, pos)
}

// takes reports whether an instruction takes the token at pos by itself.
func (m *Matcher) takes(instruction uint32, pos int) bool {
	operand := instruction >> 4
	switch opcode(instruction & 15) {
	case opWord:
		return m.words[pos] == operand
	case opSet:
		return m.p.inSet(operand, m.words[pos])
	case opClass:
		if operand < builtins {
			return m.flags[pos]&(1<<operand) != 0
		}
		return m.p.isMember(m.words[pos], operand)
	}
	return false
}

// may reports whether an instruction has a chance at token pos, as far as can be told without running it.
func (m *Matcher) may(instruction uint32, pos int) bool {
	switch opcode(instruction & 15) {
	case opWord, opSet:
		for pos < len(m.words) && m.flags[pos]&flagSoft != 0 && !m.takes(instruction, pos) {
			pos++
		}
		return pos < len(m.words) && m.takes(instruction, pos)
	case opSwitch:
		return pos < len(m.words) && (m.flags[pos]&(flagSoft|flagBuiltins) != 0 || m.p.switches.search(instruction>>4, m.words[pos]) != 0)
	}
	return true
}

// visit reports whether the state at pc was visited at token pos before, and notes that it is now. What was visited
// before has failed before: marks do not change what matches.
func (m *Matcher) visit(pc uint32, pos int) bool {
	n := len(m.words) + 1
	if !m.marked {
		m.marked = true
		size := (m.states*n + 63) / 64
		m.visited = slices.Grow(m.visited[:0], size)[:size]
		clear(m.visited)
	}
	bit := int(pc-m.base)*n + pos
	if m.visited[bit/64]&(1<<(bit%64)) != 0 {
		return true
	}
	m.visited[bit/64] |= 1 << (bit % 64)
	return false
}

// run goes on at pc and token pos. It is true when the pattern matches, and then end, open and close are set.
func (m *Matcher) run(pc uint32, pos int) bool {
	n := len(m.words)
	for {
		instruction := m.p.code.at(pc)
		operand := instruction >> 4
		switch opcode(instruction & 15) {
		case opMatch:
			m.end = pos
			return true
		case opWord, opSet, opClass:
			for pos < n && !m.takes(instruction, pos) && m.flags[pos]&flagSoft != 0 {
				pos++
			}
			if pos >= n {
				return false
			}
			if opcode(instruction&15) == opClass && operand >= builtins {
				tried := false
				for _, h := range m.phrasesAt(pos) {
					if h.class != operand {
						continue
					}
					if !tried && m.visit(pc, pos) {
						return false
					}
					tried = true
					open, close := m.open, m.close
					if m.run(pc+1, pos+int(h.length)) {
						return true
					}
					m.open, m.close = open, close
				}
			}
			if !m.takes(instruction, pos) {
				return false
			}
			pc, pos = pc+1, pos+1
		case opAny:
			pos = m.skipSoft(pos)
			if pos >= n || m.flags[pos]&flagPunct != 0 {
				return false
			}
			pc, pos = pc+1, pos+1
		case opGap:
			// Short gaps are tried first, so that a match reports no more than it must.
			if m.visit(pc, pos) {
				return false
			}
			pc++
			next := m.p.code.at(pc)
			for ; operand > 0; operand-- {
				if m.may(next, pos) {
					open, close := m.open, m.close
					if m.run(pc, pos) {
						return true
					}
					m.open, m.close = open, close
				}
				if pos = m.skipSoft(pos); pos >= n {
					return false
				}
				pos++
			}
		case opSwitch:
			switch {
			case pos >= n:
				return false
			case m.flags[pos]&(flagSoft|flagBuiltins) != 0: // its word does not tell all
				pc++
				continue
			}
			switches := m.p.switches
			at := switches.search(operand, m.words[pos])
			if at == 0 {
				return false
			}
			slots := switches.at(operand) + 1
			targets := operand + 2 + 2*slots
			from, to := targets+switches.at(at+slots), targets+switches.at(at+slots+1)
			if to-from > 1 && m.visit(pc, pos) {
				return false
			}
			for ; from < to-1; from++ {
				open, close := m.open, m.close
				if m.run(switches.at(from), pos) {
					return true
				}
				m.open, m.close = open, close
			}
			pc = switches.at(from)
		case opSplit:
			if m.visit(pc, pos) {
				return false
			}
			open, close := m.open, m.close
			if m.run(pc+1, pos) {
				return true
			}
			m.open, m.close = open, close
			pc = operand
		case opJump:
			pc = operand
		case opNot:
			pc++
			if at := m.skipSoft(pos); at < n {
				instruction := m.p.code.at(pc)
				if m.takes(instruction, at) {
					return false
				}
				if class := instruction >> 4; opcode(instruction&15) == opClass && class >= builtins {
					for _, h := range m.phrasesAt(at) {
						if h.class == class {
							return false
						}
					}
				}
			}
			pc++
		case opStart:
			if m.hard[pos] > 0 {
				return false
			}
			pc++
		case opEnd:
			for i := pos; i < n; i++ {
				if m.flags[i]&(flagPunct|flagSign) == 0 {
					return false
				}
			}
			pc++
		case opOpen:
			if pos < n && !m.asks(pc+1, pos) {
				pos = m.skipSoft(pos)
			}
			m.open = pos
			pc++
		case opClose:
			m.close = pos
			pc++
		case opTag:
			m.sawTag = true
			if m.tagged && !strings.HasPrefix(m.tags[pos-1], m.prefixes[operand]) {
				return false
			}
			pc++
		}
	}
}

func (m *Matcher) skipSoft(pos int) int {
	for pos < len(m.words) && m.flags[pos]&flagSoft != 0 {
		pos++
	}
	return pos
}
