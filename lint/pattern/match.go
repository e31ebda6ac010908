package pattern

import (
	"slices"
	"strings"

	"github.com/tonelint/tonelint/lint/token"
)

// A Matcher runs a Program over sentences, one at a time. It keeps its buffers and is for one goroutine.
type Matcher struct {
	p        *Program
	sentence *token.Sentence
	text     string
	words    []int32 // number of every token's word, -1 where the vocabulary has it not
	flags    []uint8 // bit per built-in symbol
	multi    [][]hit // phrases of classes that start at a token
	hits     int     // how many lists of multi are in use
	tags     []string
	stamps   []uint32 // the sentence in which a pattern last woke
	stamp    uint32
	awake    []int
	present  []uint64 // bit per symbol that the sentence holds
	seen     []uint32 // those symbols
	last     []int32  // by symbol, the last of its places; good only where present says so
	places   []place
	starts   []int32
	visited  []uint64
	states   int
	base     uint32
	open     int
	close    int
	end      int
	tagged   bool // opTag looks at tags; otherwise it lets everything pass
	sawTag   bool
}

type hit struct {
	symbol uint32
	length int
}

// A place is a token that carries a symbol, chained to the one before.
type place struct{ pos, before int32 }

// A Match is a run of tokens, End exclusive: the whole match and the part to report.
type Match struct {
	Start, End         int
	MarkStart, MarkEnd int
}

// NewMatcher returns a Matcher for p.
func NewMatcher(p *Program) *Matcher {
	return &Matcher{p: p, stamps: make([]uint32, p.Patterns()), present: make([]uint64, len(p.wakeAt)/64+1), last: make([]int32, len(p.wakeAt))}
}

// Load annotates a sentence of text. Names are the people of the greeting, in lower case.
func (m *Matcher) Load(text string, s *token.Sentence, names []string) {
	n := len(s.Tokens)
	m.sentence, m.text, m.tags = s, text, nil
	m.words = slices.Grow(m.words[:0], n)[:n]
	m.flags = slices.Grow(m.flags[:0], n)[:n]
	for len(m.multi) < n {
		m.multi = append(m.multi, nil)
	}
	for i := range s.Tokens {
		t := &s.Tokens[i]
		m.flags[i] = 0
		m.multi[i] = m.multi[i][:0]
		m.words[i] = -1
		switch t.Type {
		case token.Number:
			m.flags[i] = 1 << symNumber
			continue
		case token.Link:
			m.flags[i] = 1 << symLink
			continue
		}
		m.words[i] = m.p.lookup(t.Norm)
		if t.Type == token.Word {
			if len(names) > 0 && slices.Contains(names, t.Norm) && !(text[t.Start] >= 'a' && text[t.Start] <= 'z' && m.words[i] >= 0) {
				m.flags[i] = 1 << symName
			}
			if t.Upper && m.words[i] >= 0 && t.End-t.Start > 2 {
				m.flags[i] |= 1 << symShout
			}
		}
	}
	for i := range n {
		if m.words[i] >= 0 {
			m.phrases(i)
		}
	}
	m.index()
}

// phrases finds the class phrases that start at token i.
func (m *Matcher) phrases(i int) {
	w := m.words[i]
	list := m.p.multi[m.p.multiAt[w]:m.p.multiAt[w+1]]
next:
	for len(list) > 0 {
		symbol, rest := list[0], list[2:2+list[1]]
		list = list[2+list[1]:]
		j := i
		for _, word := range rest {
			j++
			for j < len(m.words) && m.words[j] != int32(word) && m.sentence.Tokens[j].Soft() {
				j++
			}
			if j >= len(m.words) || m.words[j] != int32(word) {
				continue next
			}
		}
		m.multi[i] = append(m.multi[i], hit{symbol, j - i + 1})
	}
}

// index notes which symbols the sentence holds, and where.
func (m *Matcher) index() {
	clear(m.present)
	m.seen, m.places = m.seen[:0], m.places[:0]
	for i, w := range m.words {
		if w >= 0 {
			for _, s := range m.p.syms[m.p.symAt[w]:m.p.symAt[w+1]] {
				m.sees(s, i)
			}
		}
		for _, h := range m.multi[i] {
			m.sees(h.symbol, i)
		}
		if f := m.flags[i]; f != 0 {
			for s := range uint32(builtins) {
				if f&(1<<s) != 0 {
					m.sees(s, i)
				}
			}
		}
	}
}

// sees notes that the token at pos carries a symbol. Places are chained from the last to the first.
func (m *Matcher) sees(symbol uint32, pos int) {
	last := int32(-1)
	if m.holds(symbol) {
		last = m.last[symbol]
	} else {
		m.present[symbol/64] |= 1 << (symbol % 64)
		m.seen = append(m.seen, symbol)
	}
	m.last[symbol] = int32(len(m.places))
	m.places = append(m.places, place{int32(pos), last})
}

// holds reports whether the sentence holds a symbol.
func (m *Matcher) holds(symbol uint32) bool { return m.present[symbol/64]&(1<<(symbol%64)) != 0 }

// Awake returns the numbers of the patterns that may match: the sentence holds their anchors and what else they need.
// They are ascending, and good until the next call.
func (m *Matcher) Awake() []int {
	m.stamp++
	m.awake = m.awake[:0]
	for _, s := range m.seen {
		for _, p := range m.p.wakes[m.p.wakeAt[s]:m.p.wakeAt[s+1]] {
			if m.stamps[p] != m.stamp {
				m.stamps[p] = m.stamp
				if m.has(m.p.needs[m.p.needAt[p]:m.p.needAt[p+1]]) {
					m.awake = append(m.awake, int(p))
				}
			}
		}
	}
	slices.Sort(m.awake)
	return m.awake
}

// has reports whether the sentence holds one symbol of every set of needs.
func (m *Matcher) has(needs []uint32) bool {
next:
	for len(needs) > 0 {
		set := needs[1 : 1+needs[0]]
		needs = needs[1+needs[0]:]
		for _, s := range set {
			if m.holds(s) {
				continue next
			}
		}
		return false
	}
	return true
}

// ClassHits calls f for every word or phrase of a class in the sentence: the class's number in [Program.Classes], the
// first token and the number of tokens.
func (m *Matcher) ClassHits(f func(class, start, length int)) {
	// Classes got the first symbols after the built-in ones, in the order of their names.
	last := uint32(builtins + len(m.p.classes))
	for i := range m.words {
		for _, s := range m.p.symbols(m.words[i]) {
			if s >= last {
				break
			}
			f(int(s-builtins), i, 1)
		}
		for _, h := range m.multi[i] {
			if h.symbol < last {
				f(int(h.symbol-builtins), i, h.length)
			}
		}
	}
}

// Find returns the matches of a pattern in the sentence, from left to right and without overlaps.
func (m *Matcher) Find(pattern int) []Match {
	m.tagged, m.sawTag = false, false
	found := m.find(pattern)
	if m.sawTag && found != nil {
		// It matches but for its parts of speech: now the tagger is worth its price.
		if m.tags == nil {
			m.tags = m.sentence.Tags()
		}
		m.tagged = true
		found = m.find(pattern)
	}
	return found
}

func (m *Matcher) find(pattern int) []Match {
	starts := m.candidates(pattern)
	if len(starts) == 0 {
		return nil
	}
	var found []Match
	n := len(m.words)
	m.base = m.p.entry[pattern]
	m.states = int(m.p.entry[pattern+1] - m.base)
	size := (m.states*(n+1) + 63) / 64
	m.visited = slices.Grow(m.visited[:0], size)[:size]
	clear(m.visited)
	next := 0
	for _, start := range starts {
		start := int(start)
		if start < next {
			continue
		}
		if m.sentence.Tokens[start].Soft() && !m.asks(m.base, start) {
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
		found = append(found, match)
		next = m.end
		clear(m.visited)
	}
	return found
}

// candidates returns the tokens at which a match of a pattern can start, ascending.
func (m *Matcher) candidates(pattern int) []int32 {
	m.starts = m.starts[:0]
	firsts := m.p.firsts[m.p.firstAt[pattern]:m.p.firstAt[pattern+1]]
	if len(firsts) == 0 {
		for i := range m.words {
			m.starts = append(m.starts, int32(i))
		}
		return m.starts
	}
	for _, s := range firsts {
		if m.holds(s) {
			for k := m.last[s]; k >= 0; k = m.places[k].before {
				m.starts = append(m.starts, m.places[k].pos)
			}
		}
	}
	slices.Sort(m.starts)
	return slices.Compact(m.starts)
}

// asks reports whether the instruction at pc takes the soft token at pos: a pattern that starts with a quotation mark.
func (m *Matcher) asks(pc uint32, pos int) bool {
	op, operand := opcode(m.p.code[pc]&15), m.p.code[pc]>>4
	return op == opSymbol && m.carries(pos, operand) || op == opOpen && m.asks(pc+1, pos)
}

func (m *Matcher) carries(pos int, symbol uint32) bool {
	if symbol < builtins {
		return m.flags[pos]&(1<<symbol) != 0
	}
	return m.p.carries(m.words[pos], symbol)
}

// run goes on at pc and token pos. It is true when the pattern matches, and then end, open and close are set. A state
// that was visited before at this token has failed before: marks do not change what matches.
func (m *Matcher) run(pc uint32, pos int) bool {
	n := len(m.words)
	for {
		bit := int(pc-m.base)*(n+1) + pos
		if m.visited[bit/64]&(1<<(bit%64)) != 0 {
			return false
		}
		m.visited[bit/64] |= 1 << (bit % 64)
		op, operand := opcode(m.p.code[pc]&15), m.p.code[pc]>>4
		switch op {
		case opMatch:
			m.end = pos
			return true
		case opSymbol:
			at := pos
			for at < n && !m.carries(at, operand) && m.sentence.Tokens[at].Soft() {
				at++
			}
			if at >= n {
				return false
			}
			for _, h := range m.multi[at] {
				if h.symbol == operand && m.run(pc+1, at+h.length) {
					return true
				}
			}
			if !m.carries(at, operand) {
				return false
			}
			pc, pos = pc+1, at+1
		case opAny:
			pos = m.skipSoft(pos)
			if pos >= n || m.sentence.Tokens[pos].Type == token.Punct {
				return false
			}
			pc, pos = pc+1, pos+1
		case opGap:
			pos = m.skipSoft(pos)
			if pos >= n {
				return false
			}
			pc, pos = pc+1, pos+1
		case opSplit:
			open, close := m.open, m.close
			if m.run(pc+1, pos) {
				return true
			}
			m.open, m.close = open, close
			pc = operand
		case opJump:
			pc = operand
		case opNot:
			at := m.skipSoft(pos)
			if at < n {
				if m.carries(at, operand) {
					return false
				}
				for _, h := range m.multi[at] {
					if h.symbol == operand {
						return false
					}
				}
			}
			pc++
		case opStart:
			for i := range pos {
				if !m.sentence.Tokens[i].Soft() {
					return false
				}
			}
			pc++
		case opEnd:
			for i := pos; i < n; i++ {
				if t := &m.sentence.Tokens[i]; t.Type != token.Punct && t.Type != token.Symbol {
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
			if m.tagged && !strings.HasPrefix(m.tags[pos-1], m.p.tags[operand]) {
				return false
			}
			pc++
		}
	}
}

func (m *Matcher) skipSoft(pos int) int {
	for pos < len(m.words) && m.sentence.Tokens[pos].Soft() {
		pos++
	}
	return pos
}
