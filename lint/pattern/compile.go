package pattern

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tonelint/tonelint/lint/strict"
	"github.com/tonelint/tonelint/lint/token"
)

// A Compiler collects word classes and patterns and makes a Program of them.
type Compiler struct {
	classes  map[string]*class
	entries  int // of all classes
	phrases  int // of the classes that are expanded
	patterns []node
}

// A class is a finite set of words and phrases.
type class struct {
	entries []entry
	phrases [][]string   // what the entries stand for; filled by expand
	err     error        // why they stand for nothing
	state   int          // 0 not expanded, 1 being expanded, 2 expanded
	builtin []*classNode // built-in classes that belong to it, such as <name> to <reader>
}

// An entry of a class, with how many were added to any class before it.
type entry struct {
	node
	number int
}

// An EntryError is a mistake in an entry of a word class that shows only when all entries are known. Entry is its number,
// from 0 in the order in which they were added, and Err the mistake.
type EntryError struct {
	Entry int
	Err   *Error
}

func (e *EntryError) Error() string { return e.Err.Error() }
func (e *EntryError) Unwrap() error { return e.Err }

// NewCompiler returns a Compiler without classes and patterns.
func NewCompiler() *Compiler { return &Compiler{classes: map[string]*class{}} }

// AddClass adds an entry to a word class and makes the class where it is new. The error is an *Error.
func (c *Compiler) AddClass(name, src string) error {
	if _, ok := builtinNames[name]; ok {
		return &Error{0, fmt.Sprintf("<%s> is built in and takes no entries", name)}
	}
	if !validName(name) {
		return &Error{0, fmt.Sprintf("%q is no class name: expected lower-case letters and hyphens", name)}
	}
	n, err := parse(src)
	if err != nil {
		return err
	}
	if err := finite(n); err != nil {
		return err
	}
	if c.classes[name] == nil {
		c.classes[name] = &class{}
	}
	number := c.entries
	c.entries++
	if ref, ok := n.(*classNode); ok {
		if _, ok := builtinNames[ref.name]; ok {
			c.classes[name].builtin = append(c.classes[name].builtin, ref)
			return nil
		}
	}
	c.classes[name].entries = append(c.classes[name].entries, entry{n, number})
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

// These limits keep a class from being written as a product that nobody meant, be it in one entry or by way of many classes.
const (
	maxPhrases = 20000  // of an entry
	maxTotal   = 200000 // phrases of all classes
	maxWords   = 50     // of a phrase
)

var tooMany = &Error{0, fmt.Sprintf("an entry stands for more than %d phrases", maxPhrases)}

// Add adds a pattern and returns its number. Its classes must have been added before, to the last entry, because they
// decide what the pattern cannot match without. The error is an *Error.
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
			known := slices.Concat(slices.Sorted(maps.Keys(c.classes)), slices.Sorted(maps.Keys(builtinNames)))
			return &Error{n.offset, fmt.Sprintf("unknown class <%s>%s", n.name, strict.Nearest(n.name, known))}
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

// expandClass lists the phrases of a class that exists. The error is an *EntryError.
func (c *Compiler) expandClass(name string) ([][]string, error) {
	cl := c.classes[name]
	if cl.state == 2 {
		return cl.phrases, cl.err
	}
	cl.state = 1
	var all [][]string
	for _, e := range cl.entries {
		p, err := c.expand(e.node)
		if err == nil && slices.ContainsFunc(p, func(words []string) bool { return len(words) == 0 }) {
			err = &Error{0, "an entry may not be all optional: it would match nothing"}
		}
		if err == nil && c.phrases+len(all)+len(p) > maxTotal {
			err = &Error{0, fmt.Sprintf("with this entry the classes stand for more than %d phrases", maxTotal)}
		}
		if err != nil {
			if own, ok := err.(*Error); ok {
				err = &EntryError{e.number, own}
			}
			cl.err, cl.state = err, 2 // whoever asks next is told the same
			return nil, err
		}
		all = append(all, p...)
	}
	c.phrases += len(all)
	cl.phrases, cl.state = all, 2
	return cl.phrases, nil
}

// expand lists the phrases an entry stands for. The error is an *Error, or the *EntryError of an entry of another class.
func (c *Compiler) expand(n node) ([][]string, error) {
	var out [][]string
	switch n := n.(type) {
	case *wordNode:
		for _, w := range n.words {
			out = append(out, []string{w})
		}
	case *classNode:
		if _, ok := builtinNames[n.name]; ok {
			return nil, &Error{n.offset, fmt.Sprintf("<%s> is built in and stands in a class only as an entry of its own", n.name)}
		}
		if err := c.check(n); err != nil {
			return nil, err
		}
		if c.classes[n.name].state == 1 {
			return nil, &Error{n.offset, fmt.Sprintf("<%s> contains itself", n.name)}
		}
		p, err := c.expandClass(n.name)
		if len(p) > maxPhrases {
			return nil, tooMany
		}
		return p, err
	case *optNode:
		p, err := c.expand(n.item)
		if err != nil {
			return nil, err
		}
		return append(slices.Clone(p), nil), nil
	case *altNode:
		for _, b := range n.branches {
			p, err := c.expand(b)
			if err != nil {
				return nil, err
			}
			if len(out)+len(p) > maxPhrases {
				return nil, tooMany
			}
			out = append(out, p...)
		}
	case *seqNode:
		out = [][]string{nil}
		for _, item := range n.items {
			p, err := c.expand(item)
			if err != nil {
				return nil, err
			}
			if len(out)*len(p) > maxPhrases {
				return nil, tooMany
			}
			var next [][]string
			for _, head := range out {
				for _, tail := range p {
					if len(head)+len(tail) > maxWords {
						return nil, &Error{0, fmt.Sprintf("an entry stands for a phrase of more than %d words", maxWords)}
					}
					next = append(next, slices.Concat(head, tail))
				}
			}
			out = next
		}
	}
	return out, nil
}

// commonness is how often a word is expected in a hundred thousand, roughly: it only has to rank anchors. The words are the most
// frequent of English mail, most frequent first; how fast they get rarer is Zipf's law.
var commonness = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields(`. , i the to and you a for was my that it of in me not have your be is with on would if but this as at so had
		do are am what from or about feedback an time were did interview any could we been just role than how know can there thank thanks more
		who will which has no all after one out them they when because please up appreciate better by job week position someone like she he get his her
		really why team help questions question grateful experience answer like application hope work day because into said opportunity very their
		much even only some where then next now should us own other also too over time ? ! - "`) {
		if _, ok := m[w]; !ok {
			m[w] = 12000 / (i + 3)
		}
	}
	return m
})

// required lists the sets of words one of which must be there for a tree to match: the candidates for its anchor.
func (c *Compiler) required(n node) []anchor {
	switch n := n.(type) {
	case *wordNode:
		a := anchor{nodes: []node{n}, beside: [2]neighbour{{open: true}, {open: true}}}
		for _, w := range n.words {
			a.cost += max(commonness()[w], 4)
		}
		return []anchor{a}
	case *classNode:
		if _, ok := builtinNames[n.name]; ok {
			return []anchor{{nodes: []node{n}, cost: 600, beside: [2]neighbour{{open: true}, {open: true}}}}
		}
		a := anchor{nodes: c.parts(n), beside: [2]neighbour{{open: true}, {open: true}}}
		phrases, _ := c.expandClass(n.name)
		seen := map[string]bool{}
		for i, p := range phrases {
			k, before := rarest(p)
			if i == 0 && len(a.nodes) == 1 {
				a.before = before
			}
			a.before = a.before.or(before)
			a.beside[left].open = a.beside[left].open && k == 0
			a.beside[right].open = a.beside[right].open && k == len(p)-1
			if !seen[p[k]] {
				seen[p[k]] = true
				// Words of a class share the weight of what is said seldom: 200 rare words are not 200 times likelier.
				a.cost += max(commonness()[p[k]]*4, 1)
			}
		}
		a.cost = a.cost/4 + 1
		return []anchor{a}
	case *markNode:
		return c.required(n.item)
	case *seqNode:
		var all []anchor
		var before extent
		for i, item := range n.items {
			for _, a := range c.required(item) {
				a.before = before.plus(a.before)
				if a.beside[left].open {
					a.beside[left] = neighbours(n.items[:i], left)
				}
				if a.beside[right].open {
					a.beside[right] = neighbours(n.items[i+1:], right)
				}
				all = append(all, a)
			}
			before = before.plus(c.extent(item))
		}
		return all
	case *altNode:
		var joined anchor
		for i, b := range n.branches {
			best, ok := cheapest(c.required(b))
			if !ok {
				return nil
			}
			joined.nodes = append(joined.nodes, best.nodes...)
			joined.cost += best.cost
			if i == 0 {
				joined.before, joined.beside = best.before, best.beside
			}
			joined.before = joined.before.or(best.before)
			for side := range joined.beside {
				joined.beside[side] = joined.beside[side].or(best.beside[side], i == 0)
			}
		}
		return []anchor{joined}
	}
	return nil
}

type anchor struct {
	nodes  []node
	cost   int
	before extent // what a match holds before it
	beside [2]neighbour
}

const (
	left  = 0
	right = 1
)

// A neighbour is what stands on one side of an anchor: one of the nodes, where there are any.
type neighbour struct {
	nodes []node
	open  bool // nothing yet: whatever stands beside the tree
}

// or joins the neighbours of two branches.
func (x neighbour) or(y neighbour, same bool) neighbour {
	switch {
	case same || x.open && y.open:
		return x
	case x.nodes != nil && y.nodes != nil:
		return neighbour{nodes: slices.Concat(x.nodes, y.nodes)}
	}
	return neighbour{}
}

// neighbours returns the neighbour that items make for what stands to the right of them (left) or to the left (right).
func neighbours(items []node, side int) neighbour {
	var all []node
	for i := range items {
		item := items[i]
		if side == left {
			item = items[len(items)-1-i]
		}
		nodes, optional, known := edge(item, side)
		if !known {
			return neighbour{}
		}
		all = append(all, nodes...)
		if !optional {
			return neighbour{nodes: all}
		}
	}
	return neighbour{open: all == nil}
}

// edge returns the words and classes one of which a tree ends (left) or starts (right) with, whether the tree may hold
// nothing, and whether that is all there is to say.
func edge(n node, side int) (nodes []node, optional, known bool) {
	switch n := n.(type) {
	case *wordNode, *classNode:
		return []node{n}, false, true
	case *notNode, *tagNode:
		return nil, true, true
	case *markNode:
		return edge(n.item, side)
	case *optNode:
		nodes, _, known = edge(n.item, side)
		return nodes, true, known
	case *seqNode:
		for i := range n.items {
			item := n.items[i]
			if side == left {
				item = n.items[len(n.items)-1-i]
			}
			more, o, k := edge(item, side)
			nodes = append(nodes, more...)
			if !o || !k {
				return nodes, o, k
			}
		}
		return nodes, true, true
	case *altNode:
		known = true
		for _, b := range n.branches {
			more, o, k := edge(b, side)
			nodes, optional, known = append(nodes, more...), optional || o, known && k
		}
		return nodes, optional, known
	}
	return nil, false, false
}

func cheapest(anchors []anchor) (anchor, bool) {
	if len(anchors) == 0 {
		return anchor{}, false
	}
	return slices.MinFunc(anchors, func(a, b anchor) int { return a.cost - b.cost }), true
}

// An extent is how many tokens something takes, soft ones not counted.
type extent struct{ min, max int }

func (e extent) plus(o extent) extent { return extent{e.min + o.min, e.max + o.max} }
func (e extent) or(o extent) extent   { return extent{min(e.min, o.min), max(e.max, o.max)} }

func (c *Compiler) extent(n node) extent {
	switch n := n.(type) {
	case *wordNode:
		if slices.ContainsFunc(n.words, soft) {
			return extent{0, 1}
		}
		return extent{1, 1}
	case *classNode:
		e := extent{1, 1}
		if c.classes[n.name] != nil {
			phrases, _ := c.expandClass(n.name)
			for _, p := range phrases {
				length := extent{0, len(p)}
				for _, w := range p {
					if !soft(w) {
						length.min++
					}
				}
				e = e.or(length)
			}
		}
		return e
	case *anyNode:
		return extent{1, 1}
	case *gapNode:
		return extent{0, n.max}
	case *markNode:
		return c.extent(n.item)
	case *optNode:
		return extent{}.or(c.extent(n.item))
	case *seqNode:
		var e extent
		for _, item := range n.items {
			e = e.plus(c.extent(item))
		}
		return e
	case *altNode:
		e := c.extent(n.branches[0])
		for _, b := range n.branches[1:] {
			e = e.or(c.extent(b))
		}
		return e
	}
	return extent{}
}

// rarest returns the number of the word of a phrase that is said most seldom, and what stands before it.
func rarest(phrase []string) (k int, before extent) {
	for i, w := range phrase {
		if commonness()[w] < commonness()[phrase[k]] {
			k = i
		}
	}
	for _, w := range phrase[:k] {
		if !soft(w) {
			before = before.plus(extent{1, 1})
		}
	}
	return k, before
}

func soft(norm string) bool { return (&token.Token{Type: token.Punct, Norm: norm}).Soft() }

// An assembler turns trees into the arrays of a Program.
type assembler struct {
	c        *Compiler
	words    map[string]uint32
	list     []word
	classes  map[string]uint32
	sets     lists // words of sets
	tags     map[string]uint32
	prefixes []string
	code     []uint32
	switches []uint32
	needs    lists // words of what patterns need
	patterns []compiled
}

// A word of the vocabulary, with what is known of it.
type word struct {
	text    string
	classes []uint32
	phrases []phrase
	wakes   []uint32 // patterns that have it in their anchor
	needs   []uint32
}

type phrase struct {
	class uint32
	rest  []uint32
}

// compiled is what is known of a pattern.
type compiled struct {
	entry  uint32
	before extent        // its anchor
	beside [2]uint32     // number of the set of what stands on either side of it, and one more; 0 for anything
	needs  [needs]uint32 // 0 for none
}

// lists numbers lists of words, each once.
type lists struct {
	number map[string]uint32
	all    [][]uint32
}

func (l *lists) add(words []uint32) (number uint32, isNew bool) {
	key := fmt.Sprint(words)
	if n, ok := l.number[key]; ok {
		return n, false
	}
	if l.number == nil {
		l.number = map[string]uint32{}
	}
	n := uint32(len(l.all))
	l.number[key] = n
	l.all = append(l.all, words)
	return n, true
}

// Compile makes the program. The error is an *EntryError.
func (c *Compiler) Compile() (*Program, error) {
	a := &assembler{c: c, words: map[string]uint32{}, classes: map[string]uint32{}, tags: map[string]uint32{}}
	a.needs.add(nil) // need 0 is none
	a.list = make([]word, noWord+1)
	names := slices.Sorted(maps.Keys(c.classes))
	for i, name := range names {
		phrases, err := c.expandClass(name)
		if err != nil {
			return nil, err
		}
		a.classes[name] = uint32(builtins + i)
		for _, p := range phrases {
			a.phrase(uint32(builtins+i), p)
		}
	}
	for i, tree := range c.patterns {
		a.patterns = append(a.patterns, compiled{entry: uint32(len(a.code))})
		a.emit(tree)
		a.op(opMatch, 0)
		a.require(i, c.required(tree))
	}
	a.patterns = append(a.patterns, compiled{entry: uint32(len(a.code))})
	return a.program(), nil
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

// require stores what a pattern cannot match without: the rarest set of words wakes it, and a few others must be there
// too before it is run.
func (a *assembler) require(pattern int, anchors []anchor) {
	slices.SortStableFunc(anchors, func(x, y anchor) int { return x.cost - y.cost })
	for k, anchor := range anchors[:min(len(anchors), 1+needs)] {
		words := a.telling(anchor.nodes)
		if k == 0 {
			for _, w := range words {
				a.list[w].wakes = append(a.list[w].wakes, uint32(pattern))
			}
			a.patterns[pattern].before = anchor.before
			for side, beside := range anchor.beside {
				if words := a.edgeWords(beside.nodes, side); len(words) > 0 {
					set, _ := a.sets.add(words)
					a.patterns[pattern].beside[side] = set + 1
				}
			}
			continue
		}
		n, isNew := a.needs.add(words)
		if isNew {
			for _, w := range words {
				a.list[w].needs = append(a.list[w].needs, n)
			}
		}
		a.patterns[pattern].needs[k-1] = n
	}
}

// telling returns the words, ascending, one of which is in whatever nodes say: of a phrase, its rarest.
func (a *assembler) telling(nodes []node) []uint32 {
	var words []uint32
	for _, n := range nodes {
		switch n := n.(type) {
		case *wordNode:
			for _, w := range n.words {
				words = append(words, a.word(w))
			}
		case *classNode:
			if b, ok := builtinNames[n.name]; ok {
				words = append(words, b)
				continue
			}
			phrases, _ := a.c.expandClass(n.name)
			for _, p := range phrases {
				k, _ := rarest(p)
				words = append(words, a.word(p[k]))
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// edgeWords returns the words, ascending, with which what nodes say ends (left) or starts (right); none where one of them is
// soft, because soft words do not count as neighbours.
func (a *assembler) edgeWords(nodes []node, side int) []uint32 {
	var words []uint32
	for _, n := range nodes {
		switch n := n.(type) {
		case *wordNode:
			if slices.ContainsFunc(n.words, soft) {
				return nil
			}
			words = append(words, a.telling([]node{n})...)
		case *classNode:
			for _, part := range a.c.parts(n) {
				if b, ok := builtinNames[part.(*classNode).name]; ok {
					words = append(words, b)
				}
			}
			if a.c.classes[n.name] == nil {
				continue
			}
			phrases, _ := a.c.expandClass(n.name)
			for _, p := range phrases {
				w := p[0]
				if side == left {
					w = p[len(p)-1]
				}
				if soft(w) {
					return nil
				}
				words = append(words, a.word(w))
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

func (a *assembler) word(w string) uint32 {
	if id, ok := a.words[w]; ok {
		return id
	}
	id := uint32(len(a.list))
	a.words[w] = id
	a.list = append(a.list, word{text: w})
	return id
}

func (a *assembler) phrase(class uint32, words []string) {
	if len(words) == 0 {
		return
	}
	first := a.word(words[0])
	if len(words) == 1 {
		a.list[first].classes = append(a.list[first].classes, class)
		return
	}
	var rest []uint32
	for _, w := range words[1:] {
		rest = append(rest, a.word(w))
	}
	a.list[first].phrases = append(a.list[first].phrases, phrase{class, rest})
}

func (a *assembler) op(op opcode, operand uint32) int {
	a.code = append(a.code, uint32(op)|operand<<4)
	return len(a.code) - 1
}

func (a *assembler) patch(at int) {
	a.code[at] = a.code[at]&15 | uint32(len(a.code))<<4
}

func (a *assembler) emit(n node) {
	switch n := n.(type) {
	case *wordNode:
		words := a.telling([]node{n})
		if len(words) == 1 {
			a.op(opWord, words[0])
			break
		}
		set, _ := a.sets.add(words)
		a.op(opSet, set)
	case *classNode:
		a.choose(a.c.parts(n), a.emitClass)
	case *anyNode:
		a.op(opAny, 0)
	case *gapNode:
		a.op(opGap, uint32(n.max))
	case *seqNode:
		for _, item := range n.items {
			a.emit(item)
		}
	case *altNode:
		plain, others := branches(n)
		if plain != nil {
			others = append(others, plain)
		}
		a.dispatch(others)
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
			id = uint32(len(a.prefixes))
			a.tags[n.prefix] = id
			a.prefixes = append(a.prefixes, n.prefix)
		}
		a.op(opTag, id)
	case *startNode:
		a.op(opStart, 0)
	case *endNode:
		a.op(opEnd, 0)
	}
}

// emitClass emits a class without the built-in classes that belong to it.
func (a *assembler) emitClass(n node) {
	name := n.(*classNode).name
	class, ok := builtinNames[name]
	if !ok {
		class = a.classes[name] // Add has checked that there is one
	}
	a.op(opClass, class)
}

// dispatch emits alternatives, with a switch before them where there are many: the next word tells which of them are
// worth a try.
func (a *assembler) dispatch(branches []node) {
	const few, most = 3, 200 // fewer branches are tried as fast; more words make the program big
	if len(branches) < few {
		a.choose(branches, a.emit)
		return
	}
	byWord := map[uint32][]int{}
	total := 0
	for i, b := range branches {
		nodes, optional, known := edge(b, right)
		words := a.edgeWords(nodes, right)
		total += len(words)
		if optional || !known || len(words) == 0 || total > most {
			a.choose(branches, a.emit)
			return
		}
		for _, w := range words {
			byWord[w] = append(byWord[w], i)
		}
	}
	at := a.op(opSwitch, 0)
	entries := a.choose(branches, a.emit)
	table := newSet(slices.Sorted(maps.Keys(byWord)))
	var targets []uint32
	for _, w := range table[1:] {
		table = append(table, uint32(len(targets)))
		for _, i := range byWord[w] { // none for an empty slot
			targets = append(targets, entries[i])
		}
	}
	table = append(append(table, uint32(len(targets))), targets...)
	a.code[at] |= uint32(len(a.switches)) << 4
	a.switches = append(a.switches, table...)
}

// choose emits alternatives and returns where each starts.
func (a *assembler) choose(branches []node, emit func(node)) (entries []uint32) {
	var ends []int
	for i, b := range branches {
		if i == len(branches)-1 {
			entries = append(entries, uint32(len(a.code)))
			emit(b)
			break
		}
		split := a.op(opSplit, 0)
		entries = append(entries, uint32(len(a.code)))
		emit(b)
		ends = append(ends, a.op(opJump, 0))
		a.patch(split)
	}
	for _, at := range ends {
		a.patch(at)
	}
	return entries
}

func (a *assembler) emitNot(n node) {
	switch n := n.(type) {
	case *altNode:
		for _, b := range n.branches {
			a.emitNot(b)
		}
	case *wordNode:
		a.op(opNot, 0)
		a.emit(n)
	case *classNode:
		for _, part := range a.c.parts(n) {
			a.op(opNot, 0)
			a.emitClass(part)
		}
	}
}

// sortNeeds numbers the needs anew, so that those that one word satisfies stand near each other, for the words that are
// in most of them. Need 0 stays.
func (a *assembler) sortNeeds() {
	byUse := func(v, w uint32) int {
		return cmp.Or(len(a.list[w].needs)-len(a.list[v].needs), cmp.Compare(v, w))
	}
	order := make([]uint32, len(a.needs.all))
	for i, words := range a.needs.all {
		order[i] = uint32(i)
		slices.SortFunc(words, byUse)
	}
	slices.SortFunc(order, func(x, y uint32) int { return slices.CompareFunc(a.needs.all[x], a.needs.all[y], byUse) })
	number := make([]uint32, len(order))
	for i, n := range order {
		number[n] = uint32(i)
	}
	for _, w := range a.list {
		for k, n := range w.needs {
			w.needs[k] = number[n]
		}
		slices.Sort(w.needs)
	}
	for i := range a.patterns {
		for k, n := range a.patterns[i].needs {
			a.patterns[i].needs[k] = number[n]
		}
	}
}

// program lays everything out in arrays.
func (a *assembler) program() *Program {
	size := 4
	for size < len(a.list)*2 {
		size *= 2
	}
	var text strings.Builder
	table := make([]uint32, size)
	var record, wakes, members, seconds, phrases []uint32
	a.sortNeeds()
	needs := []uint32{uint32(len(a.needs.all)+63) / 64}
	start := func() {
		record = append(record, uint32(text.Len()), uint32(len(needs)), uint32(len(wakes)), uint32(len(members)), uint32(len(seconds)))
	}
	for i, w := range a.list {
		start()
		for k, n := range w.needs {
			if k == 0 || n/64 != w.needs[k-1]/64 {
				needs = append(needs, n/64, 0, 0)
			}
			needs[len(needs)-2+int(n%64/32)] |= 1 << (n % 32)
		}
		for _, p := range w.wakes {
			wakes = append(append(wakes, p), a.patterns[p].needs[:]...)
		}
		members = append(members, slices.Compact(slices.Sorted(slices.Values(w.classes)))...)
		// The longest phrase is tried first.
		slices.SortStableFunc(w.phrases, func(x, y phrase) int {
			return cmp.Or(cmp.Compare(x.rest[0], y.rest[0]), len(y.rest)-len(x.rest))
		})
		for k, m := range w.phrases {
			if k == 0 || m.rest[0] != w.phrases[k-1].rest[0] {
				seconds = append(seconds, m.rest[0], uint32(len(phrases)), 0)
			}
			phrases = append(phrases, m.class, uint32(len(m.rest)-1))
			phrases = append(phrases, m.rest[1:]...)
			seconds[len(seconds)-1] = uint32(len(phrases))
		}
		if i <= noWord {
			continue
		}
		text.WriteString(w.text)
		slot := hash(w.text) & uint32(size-1)
		for table[slot] != 0 {
			slot = (slot + 1) & uint32(size-1)
		}
		table[slot] = uint32(i)
	}
	start()

	var sets, setAt []uint32
	for _, words := range a.sets.all {
		setAt = append(setAt, uint32(len(sets)))
		sets = append(sets, newSet(words)...)
	}
	for i, instruction := range a.code {
		if opcode(instruction&15) == opSet {
			a.code[i] = uint32(opSet) | setAt[instruction>>4]<<4
		}
	}
	var pattern []uint32
	for _, p := range a.patterns {
		pattern = append(pattern, p.entry, uint32(p.before.min), uint32(p.before.max))
		for _, set := range p.beside {
			if set > 0 {
				set = setAt[set-1] + 1
			}
			pattern = append(pattern, set)
		}
	}
	return &Program{
		words: text.String(), tags: strings.Join(a.prefixes, "\n"),
		table: numbers(table), record: numbers(record), needs: numbers(needs), wakes: numbers(wakes),
		members: numbers(members), seconds: numbers(seconds), phrases: numbers(phrases), pattern: numbers(pattern), code: numbers(a.code), sets: numbers(sets), switches: numbers(a.switches),
	}
}
