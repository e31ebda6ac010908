package pattern

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tonelint/tonelint/lint/token"
)

// The syntax tree. Every node knows its offset in the pattern for error messages.
type (
	node interface{}

	wordNode struct { // one token with one of these norms
		words  []string
		offset int
	}
	classNode struct {
		name   string
		offset int
	}
	anyNode  struct{}
	gapNode  struct{ max, offset int }
	seqNode  struct{ items []node }
	altNode  struct{ branches []node }
	optNode  struct{ item node }
	markNode struct{ item node }
	notNode  struct {
		item   node
		offset int
	}
	tagNode struct { // the token just matched has this tag
		prefix string
	}
	startNode struct{ offset int }
	endNode   struct{ offset int }
)

type parser struct {
	src    string
	pos    int
	marked bool
	depth  int // of the groups around pos
}

// maxDepth is how deep groups may be nested: compiling one looks through all that is inside it, and so does compiling each
// of those.
const maxDepth = 30

// parse reads a pattern.
func parse(src string) (node, error) {
	p := parser{src: src}
	n, err := p.sequence("")
	if err != nil {
		return nil, err
	}
	if p.pos < len(src) {
		return nil, p.errorf("expected the end of the pattern, found %q", src[p.pos:p.pos+1])
	}
	if err := misplaced(n, true, true); err != nil {
		return nil, err
	}
	if gap := endGap(n); gap != nil {
		return nil, &Error{gap.offset, gapAtEdge}
	}
	return n, nil
}

// empty reports whether a tree can match no token at all.
func empty(n node) bool {
	switch n := n.(type) {
	case *optNode, *gapNode:
		return true
	case *seqNode:
		for _, item := range n.items {
			if !empty(item) {
				return false
			}
		}
		return true
	}
	return false
}

// misplaced reports the first gap that stands at the start of a pattern, where it would take in any words, '^' that does not
// stand at its start, or '$' that does not stand at its end. Nothing stands before the tree where it is first, and nothing
// behind it where it is last.
func misplaced(n node, first, last bool) error {
	switch n := n.(type) {
	case *gapNode:
		if first {
			return &Error{n.offset, gapAtEdge}
		}
	case *startNode:
		if !first {
			return &Error{n.offset, "nothing stands before the start of a sentence: expected '^' first in the pattern"}
		}
	case *endNode:
		if !last {
			return &Error{n.offset, "nothing stands behind the end of a sentence: expected '$' last in the pattern"}
		}
	case *optNode:
		return misplaced(n.item, first, last)
	case *markNode:
		return misplaced(n.item, first, last)
	case *seqNode:
		for i, item := range n.items {
			if err := misplaced(item, first && i == 0, last && i == len(n.items)-1); err != nil {
				return err
			}
		}
	case *altNode:
		for _, b := range n.branches {
			if err := misplaced(b, first, last); err != nil {
				return err
			}
		}
	}
	return nil
}

// gapAtEdge is said of a gap at the end, too, but not of one that ends one of several alternatives: it is idle there, and
// rules have some.
const gapAtEdge = "a gap at the start or the end of a pattern holds nothing: remove it, or say what stands there"

// endGap returns the gap that a tree ends with, nil where it ends with something else.
func endGap(n node) *gapNode {
	switch n := n.(type) {
	case *gapNode:
		return n
	case *markNode:
		return endGap(n.item)
	case *seqNode:
		return endGap(n.items[len(n.items)-1])
	}
	return nil
}

func (p *parser) errorf(format string, args ...any) error {
	return &Error{p.pos, fmt.Sprintf(format, args...)}
}

func (p *parser) space() {
	for p.pos < len(p.src) && (p.src[p.pos] == ' ' || p.src[p.pos] == '\t' || p.src[p.pos] == '\n' || p.src[p.pos] == '\r') {
		p.pos++
	}
}

// sequence reads terms up to a closing character (not consumed) or the end.
func (p *parser) sequence(closers string) (node, error) {
	var items []node
	for {
		p.space()
		if p.pos == len(p.src) || strings.IndexByte(closers, p.src[p.pos]) >= 0 {
			break
		}
		n, err := p.term()
		if err != nil {
			return nil, err
		}
		items = append(items, n)
	}
	switch len(items) {
	case 0:
		if p.pos == len(p.src) {
			return nil, p.errorf("expected a word, a <class> or a group, found the end of the pattern")
		}
		return nil, p.errorf("expected a word, a <class> or a group before %q", p.src[p.pos:p.pos+1])
	case 1:
		return items[0], nil
	}
	return &seqNode{items}, nil
}

func (p *parser) term() (node, error) {
	n, err := p.atom()
	if err != nil {
		return nil, err
	}
	if p.pos < len(p.src) && p.src[p.pos] == '?' {
		if _, gap := n.(*gapNode); gap {
			return nil, p.errorf("a gap is optional already: remove the '?'")
		}
		p.pos++
		n = &optNode{n}
	}
	return n, nil
}

func (p *parser) atom() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.errorf("groups are nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	start := p.pos
	switch c := p.src[p.pos]; c {
	case '^':
		p.pos++
		return &startNode{start}, nil
	case '$':
		p.pos++
		return &endNode{start}, nil
	case '(':
		p.pos++
		var branches []node
		for {
			n, err := p.sequence("|)")
			if err != nil {
				return nil, err
			}
			if empty(n) {
				return nil, p.errorf("a branch that is all optional lets the group match nothing: put the '?' behind the ')'")
			}
			branches = append(branches, n)
			if p.pos == len(p.src) {
				p.pos = start
				return nil, p.errorf("this '(' is never closed: expected '|' or ')'")
			}
			p.pos++
			if p.src[p.pos-1] == ')' {
				break
			}
		}
		if len(branches) == 1 {
			return p.tag(branches[0])
		}
		return p.tag(&altNode{branches})
	case '[':
		if p.marked {
			return nil, p.errorf("a second '[': a pattern reports one run of words")
		}
		p.marked = true
		p.pos++
		n, err := p.sequence("]")
		if err != nil {
			return nil, err
		}
		if p.pos == len(p.src) {
			p.pos = start
			return nil, p.errorf("this '[' is never closed: expected ']'")
		}
		p.pos++
		return &markNode{n}, nil
	case '!':
		p.pos++
		if p.pos == len(p.src) || p.src[p.pos] == ' ' {
			return nil, p.errorf("expected a word, a <class> or a group right after '!'")
		}
		n, err := p.atom()
		if err != nil {
			return nil, err
		}
		if !single(n) {
			p.pos = start
			return nil, p.errorf("'!' takes one word, one <class> or a group of them")
		}
		return &notNode{n, start}, nil
	case '<':
		end := strings.IndexByte(p.src[p.pos:], '>')
		if end < 0 {
			return nil, p.errorf("this '<' is never closed: expected a class name and '>'")
		}
		name := p.src[p.pos+1 : p.pos+end]
		if !validName(name) {
			return nil, p.errorf("%q is no class name: expected lower-case letters and hyphens", name)
		}
		p.pos += end + 1
		return p.tag(&classNode{name, start})
	case '*':
		p.pos++
		return p.tag(&anyNode{})
	case '"':
		end := strings.IndexByte(p.src[p.pos+1:], '"')
		if end < 0 {
			return nil, p.errorf("this '\"' is never closed: expected a mark and '\"'")
		}
		mark := p.src[p.pos+1 : p.pos+1+end]
		if norm, ok := marks[mark]; ok {
			p.pos += end + 2
			return &wordNode{norm, start}, nil
		}
		return nil, p.errorf("unknown mark %q: expected one of ? ?? ?! ! !! . ... , ; : - ( ) [ ] { } < > _ or '", mark)
	case '.':
		if !strings.HasPrefix(p.src[p.pos:], "..") {
			return nil, p.errorf("expected '..' and a number for a gap; write \".\" in quotes for a full stop")
		}
		p.pos += 2
		digits := p.pos
		for p.pos < len(p.src) && p.src[p.pos] >= '0' && p.src[p.pos] <= '9' {
			p.pos++
		}
		n, err := strconv.Atoi(p.src[digits:p.pos])
		if err != nil || n < 1 || n > MaxGap {
			p.pos = digits
			return nil, p.errorf("expected how many words the gap may hold, 1 to %d", MaxGap)
		}
		return &gapNode{n, start}, nil
	case ')', ']', '|', '>', '?', '~', '/':
		return nil, p.errorf("expected a word, a <class> or a group, found %q", string(c))
	}
	return p.word()
}

// marks lists the marks a pattern may ask for and the norms of the tokens that carry them.
var marks = map[string][]string{
	"?": {"?", "??", "?!"}, "??": {"??"}, "?!": {"?!"}, "!": {"!", "!!"}, "!!": {"!!"}, ".": {"."}, "...": {"..."}, ",": {","}, ";": {";"}, ":": {":"},
	"-": {"-"}, "(": {"("}, ")": {")"}, "'": {"'", "\""},
	"[": {"["}, "]": {"]"}, "{": {"{"}, "}": {"}"}, "<": {"<"}, ">": {">"}, "_": {"_"},
}

func validName(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '-' {
			return false
		}
	}
	return true
}

// single reports whether a node is one word or class, or a group of them.
func single(n node) bool {
	switch n := n.(type) {
	case *wordNode, *classNode:
		return true
	case *altNode:
		for _, b := range n.branches {
			if !single(b) {
				return false
			}
		}
		return true
	}
	return false
}

// word reads a literal word. It goes through the tokenizer, so that a contraction becomes the tokens it has in a draft.
func (p *parser) word() (node, error) {
	start := p.pos
	for p.pos < len(p.src) {
		r, size := utf8.DecodeRuneInString(p.src[p.pos:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '-' && !(unicode.IsDigit(r) && p.pos > start) && !(r == '.' && innerStop(p.src, p.pos, start)) {
			break
		}
		p.pos += size
	}
	literal := p.src[start:p.pos]
	if literal == "" {
		r, _ := utf8.DecodeRuneInString(p.src[p.pos:])
		if unicode.IsDigit(r) {
			return nil, p.errorf("a numeral cannot be matched by itself: expected <number>")
		}
		return nil, p.errorf("expected a word, a <class> or a group, found %q", string(r))
	}
	var norms []string
	for _, t := range token.Words(literal) {
		norms = append(norms, t.Norm)
	}
	inflected := p.pos < len(p.src) && p.src[p.pos] == '~'
	switch {
	case literal == "'s" || literal == "’s":
		norms = []string{"'s"}
	case len(norms) == 0:
		p.pos = start
		return nil, p.errorf("%q is no word", literal)
	}
	if inflected {
		if len(norms) > 1 {
			return nil, p.errorf("'~' takes one word, and %q is %d", literal, len(norms))
		}
		p.pos++
		return p.tag(&wordNode{contracted(Inflections(norms[0])...), start})
	}
	if len(norms) == 1 {
		return p.tag(&wordNode{contracted(norms...), start})
	}
	var items []node
	for _, n := range norms {
		items = append(items, &wordNode{contracted(n), start})
	}
	return &seqNode{items}, nil
}

// contracted adds the clitics that may stand for a word and for another one, and so have norms of their own: "'d" is
// would or had, and "'s" behind a pronoun, which the tokenizer reads as is, may be has.
func contracted(words ...string) []string {
	out := words
	for _, w := range words {
		switch w {
		case "would", "had":
			out = append(slices.Clone(out), "'d")
		case "has":
			out = append(slices.Clone(out), "is")
		}
	}
	return out
}

// innerStop allows the stops of "e.g" and "u.s".
func innerStop(s string, pos, start int) bool {
	return pos > start && pos+1 < len(s) && s[pos+1] != '.' && s[pos+1] >= 'a' && s[pos+1] <= 'z'
}

// tag reads an optional part-of-speech tag behind an atom.
func (p *parser) tag(n node) (node, error) {
	if p.pos == len(p.src) || p.src[p.pos] != '/' {
		return n, nil
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.src) && (p.src[p.pos] >= 'A' && p.src[p.pos] <= 'Z' || p.src[p.pos] == '$') {
		p.pos++
	}
	if prefix := p.src[start:p.pos]; knownTag(prefix) {
		return &seqNode{[]node{n, &tagNode{prefix}}}, nil
	}
	p.pos = start
	return nil, p.errorf("expected a Penn Treebank tag or its start, such as VB, NN or JJ")
}

// penn lists the tags of the Penn Treebank that prose knows (Marcus, Santorini and Marcinkiewicz 1993).
var penn = strings.Fields("CC CD DT EX FW IN JJ JJR JJS LS MD NN NNS NNP NNPS PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB")

func knownTag(prefix string) bool {
	for _, t := range penn {
		if prefix != "" && strings.HasPrefix(t, prefix) {
			return true
		}
	}
	return false
}
