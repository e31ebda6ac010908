package pattern

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Compiler collects word classes and patterns and makes a Program of them.
type Compiler struct {
	classes  map[string]*class
	patterns []node
}

// A class is a finite set of words and phrases.
type class struct {
	entries []node
	phrases [][]string   // what the entries stand for; filled by expand
	state   int          // 0 not expanded, 1 being expanded, 2 expanded
	builtin []*classNode // built-in classes that belong to it, such as <name> to <reader>
}

// NewCompiler returns a Compiler without classes and patterns.
func NewCompiler() *Compiler { return &Compiler{classes: map[string]*class{}} }

// AddClass adds an entry to a word class and makes the class where it is new. The error is an *Error.
func (c *Compiler) AddClass(name, entry string) error {
	if _, ok := builtinNames[name]; ok {
		return &Error{0, fmt.Sprintf("<%s> is built in and takes no entries", name)}
	}
	if !validName(name) {
		return &Error{0, fmt.Sprintf("%q is no class name: expected lower-case letters and hyphens", name)}
	}
	n, err := parse(entry)
	if err != nil {
		return err
	}
	if err := finite(n); err != nil {
		return err
	}
	if c.classes[name] == nil {
		c.classes[name] = &class{}
	}
	if ref, ok := n.(*classNode); ok {
		if _, ok := builtinNames[ref.name]; ok {
			c.classes[name].builtin = append(c.classes[name].builtin, ref)
			return nil
		}
	}
	c.classes[name].entries = append(c.classes[name].entries, n)
	return nil
}

// finite refuses what a class entry cannot hold.
func finite(n node) error {
	switch n := n.(type) {
	case *wordNode, *classNode:
		return nil
	case *optNode:
		return finite(n.item)
	case *seqNode:
		for _, item := range n.items {
			if err := finite(item); err != nil {
				return err
			}
		}
		return nil
	case *altNode:
		for _, b := range n.branches {
			if err := finite(b); err != nil {
				return err
			}
		}
		return nil
	}
	return &Error{0, "a class entry holds only words, other classes, groups and '?'"}
}

// maxPhrases keeps a class from being written as a product that nobody meant.
const maxPhrases = 20000

// Add adds a pattern and returns its number. Its classes must exist when it is added, except where the compiler is
// given them later: Compile checks. The error is an *Error.
func (c *Compiler) Add(src string) (int, error) {
	n, err := parse(src)
	if err != nil {
		return 0, err
	}
	if err := c.check(n); err != nil {
		return 0, err
	}
	if len(c.required(n)) == 0 {
		return 0, &Error{0, "matches nearly anything: expected at least one word or <class> that must be there"}
	}
	c.patterns = append(c.patterns, n)
	return len(c.patterns) - 1, nil
}

// check reports the first unknown class of a tree.
func (c *Compiler) check(n node) error {
	switch n := n.(type) {
	case *classNode:
		if _, ok := builtinNames[n.name]; !ok && c.classes[n.name] == nil {
			return &Error{n.offset, fmt.Sprintf("unknown class <%s>%s", n.name, suggest(n.name, slices.Collect(maps.Keys(c.classes))))}
		}
	case *optNode:
		return c.check(n.item)
	case *markNode:
		return c.check(n.item)
	case *notNode:
		return c.check(n.item)
	case *seqNode:
		for _, item := range n.items {
			if err := c.check(item); err != nil {
				return err
			}
		}
	case *altNode:
		for _, b := range n.branches {
			if err := c.check(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// suggest names the class a misspelt one was meant to be, if one is near.
func suggest(name string, known []string) string {
	slices.Sort(known)
	for _, k := range known {
		if len(k) > 3 && len(name) > 3 && (strings.HasPrefix(k, name[:3]) || strings.HasSuffix(k, name[len(name)-3:])) {
			return fmt.Sprintf("; did you mean <%s>?", k)
		}
	}
	return ""
}

// parts returns a class together with the built-in classes that belong to it, all of which match alike.
func (c *Compiler) parts(n *classNode) []node {
	nodes := []node{n}
	if cl := c.classes[n.name]; cl != nil {
		for _, b := range cl.builtin {
			nodes = append(nodes, b)
		}
	}
	return nodes
}

// A phraseError is a class that cannot be expanded.
type phraseError struct{ class, message string }

func (e *phraseError) Error() string { return fmt.Sprintf("class <%s>: %s", e.class, e.message) }

func (c *Compiler) expandClass(name string) ([][]string, error) {
	cl := c.classes[name]
	switch {
	case cl == nil:
		return nil, &phraseError{name, "it is used but has no entries"}
	case cl.state == 2:
		return cl.phrases, nil
	case cl.state == 1:
		return nil, &phraseError{name, "it contains itself"}
	}
	cl.state = 1
	for _, e := range cl.entries {
		p, err := c.expand(name, e)
		if err != nil {
			return nil, err
		}
		for _, words := range p {
			if len(words) == 0 {
				return nil, &phraseError{name, "an entry may not be all optional: it would match nothing"}
			}
		}
		cl.phrases = append(cl.phrases, p...)
	}
	cl.state = 2
	return cl.phrases, nil
}

// expand lists the phrases an entry stands for.
func (c *Compiler) expand(name string, n node) ([][]string, error) {
	var out [][]string
	switch n := n.(type) {
	case *wordNode:
		for _, w := range n.words {
			out = append(out, []string{w})
		}
	case *classNode:
		if _, ok := builtinNames[n.name]; ok {
			return nil, &phraseError{name, fmt.Sprintf("<%s> is built in and stands in a class only as an entry of its own", n.name)}
		}
		return c.expandClass(n.name)
	case *optNode:
		p, err := c.expand(name, n.item)
		if err != nil {
			return nil, err
		}
		return append(slices.Clone(p), nil), nil
	case *altNode:
		for _, b := range n.branches {
			p, err := c.expand(name, b)
			if err != nil {
				return nil, err
			}
			out = append(out, p...)
		}
	case *seqNode:
		out = [][]string{nil}
		for _, item := range n.items {
			p, err := c.expand(name, item)
			if err != nil {
				return nil, err
			}
			if len(out)*len(p) > maxPhrases {
				return nil, &phraseError{name, fmt.Sprintf("an entry stands for more than %d phrases", maxPhrases)}
			}
			var next [][]string
			for _, head := range out {
				for _, tail := range p {
					next = append(next, slices.Concat(head, tail))
				}
			}
			out = next
		}
	}
	return out, nil
}

// commonness is how often a word is expected in a thousand, roughly: it only has to rank anchors. The words are the most
// frequent of English mail, most frequent first.
var commonness = func() map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields(`. , i the to and you a for was my that it of in me not have your be is with on would if but this as at so had
		do are am what from or about feedback an time were did interview any could we been just role than how know can there thank thanks more
		who will which has no all after one out them they when because please up appreciate better by job week position someone like she he get his her
		really why team help questions question grateful experience answer like application hope work day because into said opportunity very their
		much even only some where then next now should us own other also too over time ? ! - "`) {
		if _, ok := m[w]; !ok {
			m[w] = max(40-i/3, 4)
		}
	}
	return m
}()

// required lists the sets of words one of which must be there for a tree to match: the candidates for its anchor.
func (c *Compiler) required(n node) []anchor {
	switch n := n.(type) {
	case *wordNode:
		a := anchor{nodes: []node{n}}
		for _, w := range n.words {
			a.cost += max(commonness[w], 1)
		}
		return []anchor{a}
	case *classNode:
		cost := 30
		if _, ok := builtinNames[n.name]; !ok {
			cost = 0
			seen := map[string]bool{}
			if phrases, err := c.expandClass(n.name); err == nil {
				for _, p := range phrases {
					if len(p) > 0 && !seen[p[0]] {
						seen[p[0]] = true
						// Words of a class share the weight of what is said seldom: 200 rare words are not 200 times likelier.
						cost += max(commonness[p[0]]*4, 1)
					}
				}
				cost = cost/4 + 1
			}
		}
		return []anchor{{c.parts(n), cost}}
	case *markNode:
		return c.required(n.item)
	case *seqNode:
		var all []anchor
		for _, item := range n.items {
			all = append(all, c.required(item)...)
		}
		return all
	case *altNode:
		var joined anchor
		for _, b := range n.branches {
			best, ok := cheapest(c.required(b))
			if !ok {
				return nil
			}
			joined.nodes = append(joined.nodes, best.nodes...)
			joined.cost += best.cost
		}
		return []anchor{joined}
	}
	return nil
}

type anchor struct {
	nodes []node
	cost  int
}

func cheapest(anchors []anchor) (anchor, bool) {
	if len(anchors) == 0 {
		return anchor{}, false
	}
	return slices.MinFunc(anchors, func(a, b anchor) int { return a.cost - b.cost }), true
}

// An assembler turns trees into the arrays of a Program.
type assembler struct {
	c       *Compiler
	p       *Program
	words   map[string]uint32
	list    []string
	sets    map[string]uint32 // a set of words, joined, to its symbol
	syms    [][]uint32        // by word
	multi   [][]phrase        // by first word
	symbols uint32
	classes map[string]uint32
	tags    map[string]uint32
	err     error
}

type phrase struct {
	symbol uint32
	rest   []uint32
}

// Compile makes the program. The error names the class at fault.
func (c *Compiler) Compile() (*Program, error) {
	a := &assembler{c: c, p: &Program{}, words: map[string]uint32{}, sets: map[string]uint32{}, classes: map[string]uint32{}, tags: map[string]uint32{}, symbols: builtins}
	names := slices.Sorted(maps.Keys(c.classes))
	for _, name := range names {
		phrases, err := c.expandClass(name)
		if err != nil {
			return nil, err
		}
		symbol := a.newSymbol()
		a.classes[name] = symbol
		a.p.classes = append(a.p.classes, name)
		a.p.classID = append(a.p.classID, symbol)
		for _, p := range phrases {
			a.phrase(symbol, p)
		}
	}
	wakes := map[uint32][]uint32{}
	for i, tree := range c.patterns {
		a.p.entry = append(a.p.entry, uint32(len(a.p.code)))
		a.emit(tree)
		a.op(opMatch, 0)
		a.needs(i, c.required(tree), wakes)
		a.p.firstAt = append(a.p.firstAt, uint32(len(a.p.firsts)))
		if first, optional := a.first(tree); !optional {
			slices.Sort(first)
			a.p.firsts = append(a.p.firsts, slices.Compact(first)...)
		}
	}
	a.p.entry = append(a.p.entry, uint32(len(a.p.code)))
	if a.err != nil {
		return nil, a.err
	}
	a.finish(wakes)
	return a.p, nil
}

// first lists the symbols one of which every match of a tree starts with. It is optional where a match may start with
// something else, or with nothing.
func (a *assembler) first(n node) (symbols []uint32, optional bool) {
	switch n := n.(type) {
	case *wordNode:
		return []uint32{a.symbolOf(n)}, false
	case *classNode:
		for _, part := range a.c.parts(n) {
			symbols = append(symbols, a.symbolOf(part))
		}
		return symbols, false
	case *markNode:
		return a.first(n.item)
	case *optNode:
		symbols, _ = a.first(n.item)
		return symbols, true
	case *altNode:
		plain, others := branches(n)
		if plain != nil {
			others = append(others, plain)
		}
		for _, b := range others {
			s, o := a.first(b)
			symbols, optional = append(symbols, s...), optional || o
		}
		return symbols, optional
	case *seqNode:
		for _, item := range n.items {
			s, o := a.first(item)
			symbols = append(symbols, s...)
			if !o {
				return symbols, false
			}
		}
	}
	return symbols, true
}

// branches gathers the plain words of an alternative into one set.
func branches(n *altNode) (plain node, others []node) {
	var words []string
	for _, b := range n.branches {
		if w, ok := b.(*wordNode); ok {
			words = append(words, w.words...)
		} else {
			others = append(others, b)
		}
	}
	if words != nil {
		plain = &wordNode{words: words}
	}
	return plain, others
}

// needs stores what a pattern cannot match without: the rarest set of symbols wakes it, and a few others must be there
// too before it is run.
func (a *assembler) needs(pattern int, anchors []anchor, wakes map[uint32][]uint32) {
	const others = 3 // more cost more to check than they save
	slices.SortStableFunc(anchors, func(x, y anchor) int { return x.cost - y.cost })
	a.p.needAt = append(a.p.needAt, uint32(len(a.p.needs)))
	for k, anchor := range anchors[:min(len(anchors), 1+others)] {
		var symbols []uint32
		for _, n := range anchor.nodes {
			symbols = append(symbols, a.symbolOf(n))
		}
		slices.Sort(symbols)
		symbols = slices.Compact(symbols)
		if k > 0 {
			a.p.needs = append(a.p.needs, uint32(len(symbols)))
			a.p.needs = append(a.p.needs, symbols...)
			continue
		}
		for _, s := range symbols {
			wakes[s] = append(wakes[s], uint32(pattern))
		}
	}
}

func (a *assembler) newSymbol() uint32 {
	a.symbols++
	return a.symbols - 1
}

func (a *assembler) word(w string) uint32 {
	if id, ok := a.words[w]; ok {
		return id
	}
	id := uint32(len(a.list))
	a.words[w] = id
	a.list = append(a.list, w)
	a.syms = append(a.syms, nil)
	a.multi = append(a.multi, nil)
	return id
}

func (a *assembler) phrase(symbol uint32, words []string) {
	switch len(words) {
	case 0:
		return
	case 1:
		w := a.word(words[0])
		a.syms[w] = append(a.syms[w], symbol)
		return
	}
	first := a.word(words[0])
	var rest []uint32
	for _, w := range words[1:] {
		rest = append(rest, a.word(w))
	}
	a.multi[first] = append(a.multi[first], phrase{symbol, rest})
}

// set returns the symbol of a set of words.
func (a *assembler) set(words []string) uint32 {
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	key := strings.Join(words, " ")
	if s, ok := a.sets[key]; ok {
		return s
	}
	s := a.newSymbol()
	a.sets[key] = s
	for _, w := range words {
		id := a.word(w)
		a.syms[id] = append(a.syms[id], s)
	}
	return s
}

func (a *assembler) symbolOf(n node) uint32 {
	switch n := n.(type) {
	case *wordNode:
		return a.set(n.words)
	case *classNode:
		if s, ok := builtinNames[n.name]; ok {
			return s
		}
		s, ok := a.classes[n.name]
		if !ok && a.err == nil {
			a.err = &phraseError{n.name, "it is used but has no entries"}
		}
		return s
	}
	panic("pattern: no symbol for this node")
}

func (a *assembler) op(op opcode, operand uint32) int {
	a.p.code = append(a.p.code, uint32(op)|operand<<4)
	return len(a.p.code) - 1
}

func (a *assembler) patch(at int) {
	a.p.code[at] = a.p.code[at]&15 | uint32(len(a.p.code))<<4
}

func (a *assembler) emit(n node) {
	switch n := n.(type) {
	case *wordNode:
		a.op(opSymbol, a.symbolOf(n))
	case *classNode:
		parts := a.c.parts(n)
		a.choose(parts, func(part node) { a.op(opSymbol, a.symbolOf(part)) })
	case *anyNode:
		a.op(opAny, 0)
	case *gapNode:
		// Each word of the gap is optional, and giving up on one gives up on the rest. Short gaps are tried first, so that
		// a match reports no more than it must.
		var exits []int
		for range n.max {
			split := a.op(opSplit, 0)
			exits = append(exits, a.op(opJump, 0))
			a.patch(split)
			a.op(opGap, 0)
		}
		for _, at := range exits {
			a.patch(at)
		}
	case *seqNode:
		for _, item := range n.items {
			a.emit(item)
		}
	case *altNode:
		plain, others := branches(n)
		if plain != nil {
			others = append(others, plain)
		}
		a.choose(others, a.emit)
	case *optNode:
		split := a.op(opSplit, 0)
		a.emit(n.item)
		a.patch(split)
	case *markNode:
		a.op(opOpen, 0)
		a.emit(n.item)
		a.op(opClose, 0)
	case *notNode:
		a.emitNot(n.item)
	case *tagNode:
		id, ok := a.tags[n.prefix]
		if !ok {
			id = uint32(len(a.p.tags))
			a.tags[n.prefix] = id
			a.p.tags = append(a.p.tags, n.prefix)
		}
		a.op(opTag, id)
	case *startNode:
		a.op(opStart, 0)
	case *endNode:
		a.op(opEnd, 0)
	}
}

// choose emits alternatives.
func (a *assembler) choose(branches []node, emit func(node)) {
	var ends []int
	for i, b := range branches {
		if i == len(branches)-1 {
			emit(b)
			break
		}
		split := a.op(opSplit, 0)
		emit(b)
		ends = append(ends, a.op(opJump, 0))
		a.patch(split)
	}
	for _, at := range ends {
		a.patch(at)
	}
}

func (a *assembler) emitNot(n node) {
	switch n := n.(type) {
	case *altNode:
		for _, b := range n.branches {
			a.emitNot(b)
		}
	case *wordNode:
		a.op(opNot, a.symbolOf(n))
	case *classNode:
		for _, part := range a.c.parts(n) {
			a.op(opNot, a.symbolOf(part))
		}
	}
}

// finish lays the vocabulary out in arrays.
func (a *assembler) finish(wakes map[uint32][]uint32) {
	p := a.p
	size := 4
	for size < len(a.list)*2 {
		size *= 2
	}
	p.table = make([]uint32, size)
	var text strings.Builder
	for i, w := range a.list {
		p.wordAt = append(p.wordAt, uint32(text.Len()))
		text.WriteString(w)
		slot := hash(w) & uint32(size-1)
		for p.table[slot] != 0 {
			slot = (slot + 1) & uint32(size-1)
		}
		p.table[slot] = uint32(i) + 1

		p.symAt = append(p.symAt, uint32(len(p.syms)))
		p.syms = append(p.syms, slices.Compact(slices.Sorted(slices.Values(a.syms[i])))...)
		p.multiAt = append(p.multiAt, uint32(len(p.multi)))
		slices.SortStableFunc(a.multi[i], func(x, y phrase) int { return len(y.rest) - len(x.rest) })
		for _, m := range a.multi[i] {
			p.multi = append(p.multi, m.symbol, uint32(len(m.rest)))
			p.multi = append(p.multi, m.rest...)
		}
	}
	p.words = text.String()
	p.wordAt = append(p.wordAt, uint32(len(p.words)))
	p.symAt = append(p.symAt, uint32(len(p.syms)))
	p.multiAt = append(p.multiAt, uint32(len(p.multi)))
	for s := range a.symbols {
		p.wakeAt = append(p.wakeAt, uint32(len(p.wakes)))
		p.wakes = append(p.wakes, wakes[s]...)
	}
	p.wakeAt = append(p.wakeAt, uint32(len(p.wakes)))
	p.needAt = append(p.needAt, uint32(len(p.needs)))
	p.firstAt = append(p.firstAt, uint32(len(p.firsts)))
}
