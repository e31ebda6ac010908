package token

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tonelint/tonelint/lint/draft"
)

type splitter struct {
	text      string
	width     int  // the column at which the writer's program wraps lines, 0 if it does not
	atWill    bool // the writer ends lines where a thought ends, as in a chat, and sets no stops
	sentences []Sentence
	tokens    []Token // of the sentence being read
	count     int     // of the tokens before it
	part      draft.Part

	lowered    string // a piece of text in lower case
	lowerStart int    // where it starts
}

// add appends a token to the sentence. Sentences share the memory of their tokens, a few hundred at a time.
func (s *splitter) add(t Token) {
	if len(s.tokens) == cap(s.tokens) {
		const most = 512
		room := min(max(len(s.text)/4, 16), most)
		s.tokens = append(make([]Token, 0, max(room, 2*len(s.tokens))), s.tokens...)
	}
	s.tokens = append(s.tokens, t)
}

// ownLines yields the lines of the writer's own body without their ends, and an empty one behind each region.
func ownLines(d *draft.Draft) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range d.Regions {
			if r.Part != draft.Body {
				continue
			}
			for line := range strings.Lines(d.Text[r.Start:r.End]) {
				line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
				for piece := range strings.SplitSeq(line, "\r") {
					if !yield(piece) {
						return
					}
				}
			}
			if !yield("") {
				return
			}
		}
	}
}

// wrapWidth guesses the column at which the lines of a draft are wrapped: that of its longest own line, when that is
// one a mail program or an editor would choose (RFC 5322 and format=flowed say at most 78; editors go to 100).
func wrapWidth(d *draft.Draft) int {
	longest := 0
	for line := range ownLines(d) {
		if len(line) > 110 {
			return 0
		}
		longest = max(longest, utf8.RuneCountInString(line))
	}
	if longest < 30 {
		return 0
	}
	return longest
}

// breaksAtWill reports whether the writer ends lines where a thought ends, without a stop and without a capital behind it, as
// in a chat. A line that a program wrapped is full; of those that go on in lower case here, every other has room to spare.
func breaksAtWill(d *draft.Draft) bool {
	const spare = 15 // columns beside the next word: people who wrap by hand are not exact
	longest, roomy := 0, 0
	var columns []int // of the lines that go on in lower case, with the word that follows
	before := ""
	for line := range ownLines(d) {
		line = strings.TrimSpace(line)
		longest = max(longest, utf8.RuneCountInString(line))
		first, _ := utf8.DecodeRuneInString(line)
		last, _ := utf8.DecodeLastRuneInString(before)
		if before != "" && unicode.IsLower(first) && !unicode.IsPunct(last) {
			columns = append(columns, utf8.RuneCountInString(before)+1+utf8.RuneCountInString(firstWord(line)))
		}
		before = line
	}
	for _, column := range columns {
		if column+spare <= longest {
			roomy++
		}
	}
	return roomy > 0 && 2*roomy >= len(columns)
}

// region splits one region.
func (s *splitter) region(r draft.Region) {
	s.part = r.Part
	pos := r.Start
	for pos < r.End {
		pos = s.next(pos, r.End)
	}
	s.flush()
}

// next reads one token, line end or gap from pos and returns where to go on.
func (s *splitter) next(pos, end int) int {
	c, size := utf8.DecodeRuneInString(s.text[pos:end])
	switch {
	case c == '\n' || c == '\r':
		return s.lineEnd(pos, end)
	case unicode.IsSpace(c) || invisible(c):
		return pos + size
	}
	before := len(s.tokens)
	pos = s.token(pos, end, c, size)
	if len(s.tokens) > before && s.ends(pos, end) {
		pos = s.closers(pos, end)
		s.flush()
	} else if len(s.tokens) >= MaxTokens {
		s.flush()
	}
	return pos
}

// flush ends the sentence being read.
func (s *splitter) flush() {
	if len(s.tokens) == 0 {
		return
	}
	tokens := s.tokens[:len(s.tokens):len(s.tokens)]
	s.tokens = s.tokens[len(s.tokens):]
	s.count += len(tokens)
	words := 0
	for i := range tokens {
		if tokens[i].Type != Punct {
			words++
		}
	}
	// Marks alone ("---", a smiley of dots) are no sentence.
	if words == 0 {
		return
	}
	s.sentences = append(s.sentences, Sentence{s.part, tokens[0].Start, tokens[len(tokens)-1].End, tokens})
}

// ends reports whether the last token ends a sentence, given what follows at pos.
func (s *splitter) ends(pos, end int) bool {
	last := &s.tokens[len(s.tokens)-1]
	if last.Type != Punct {
		return false
	}
	switch last.Norm {
	case ".", "...", "?", "!", "?!", "??", "!!":
	default:
		return false
	}
	rest := s.text[pos:end]
	after := strings.TrimLeftFunc(rest, func(r rune) bool { return closer(r) })
	next, size := utf8.DecodeRuneInString(after)
	if size == 0 {
		return true
	}
	if !unicode.IsSpace(next) {
		// "space.Next": a stop that lost its space. Both sides must look like prose, or "Node.js" would be cut.
		return last.Norm == "." && unicode.IsUpper(next) && len(s.tokens) > 1 && lowerWord(s.text, &s.tokens[len(s.tokens)-2]) && lowerSecond(after)
	}
	word := strings.TrimLeftFunc(after, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) || opener(r) })
	first, _ := utf8.DecodeRuneInString(word)
	switch last.Norm {
	case ".":
		if s.abbreviation(word) {
			return false
		}
		return true
	case "...":
		// An ellipsis in the middle of a thought goes on in lower case.
		return !unicode.IsLower(first)
	case "!", "?", "?!", "??", "!!":
		// "“Why?” I asked myself": after a closing quote in lower case the sentence goes on.
		return after == rest || !unicode.IsLower(first)
	}
	return true
}

// closers takes the closing quotes and brackets behind a sentence's stop into the sentence.
func (s *splitter) closers(pos, end int) int {
	for pos < end {
		c, size := utf8.DecodeRuneInString(s.text[pos:end])
		if !closer(c) {
			break
		}
		s.punct(pos, pos+size)
		pos += size
	}
	return pos
}

func closer(r rune) bool {
	switch r {
	case '"', '\'', '’', '”', ')', ']', '»', '*', '_':
		return true
	}
	return false
}

func opener(r rune) bool {
	switch r {
	case '"', '\'', '‘', '“', '(', '[', '«', '*', '_', '-', '–', '—', '•':
		return true
	}
	return false
}

func lowerWord(text string, t *Token) bool {
	if t.Type != Word || t.End-t.Start < 2 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(text[t.Start:t.End])
	return unicode.IsLower(r)
}

func lowerSecond(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	r, _ := utf8.DecodeRuneInString(s[size:])
	return unicode.IsLower(r) || r == ' ' || r == '\''
}

// abbreviation reports whether the stop just read belongs to the word before it, given the word that follows.
func (s *splitter) abbreviation(next string) bool {
	if len(s.tokens) < 2 {
		return false
	}
	word := &s.tokens[len(s.tokens)-2]
	stop := &s.tokens[len(s.tokens)-1]
	if word.End != stop.Start || word.Type == Punct {
		return false
	}
	if word.Type == Number {
		// "1." at the start of a line numbers a list.
		return len(s.tokens) == 2
	}
	r, _ := utf8.DecodeRuneInString(next)
	switch word.Norm {
	case "mr", "mrs", "ms", "mx", "dr", "prof", "st", "rev", "hon", "capt", "sgt", "lt", "col", "e.g", "i.e", "eg", "ie",
		"vs", "cf", "viz", "fig", "approx", "p.s", "ps":
		return true
	case "no", "nos", "pp", "vol", "ext", "tel", "dept", "etc", "inc", "ltd", "co", "corp", "plc", "jr", "sr", "ph.d", "b.sc",
		"m.sc", "b.a", "m.a", "u.s", "u.k", "a.m", "p.m", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
		"oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "max", "min":
		return unicode.IsDigit(r) || unicode.IsLower(r) // these can also end a sentence
	}
	// One letter is an initial ("J. Smith"), unless it is the pronoun or a grade at the end of a sentence.
	letter, size := utf8.DecodeRuneInString(s.text[word.Start:word.End])
	return size == word.End-word.Start && unicode.IsUpper(letter) && letter != 'I' && unicode.IsUpper(r) && !functionWord(firstWord(next)) && len(s.tokens) <= 3
}

// lineEnd decides whether a line end also ends the sentence, and returns where the next line starts.
func (s *splitter) lineEnd(pos, end int) int {
	lineEnds := 0
	next := pos
	for next < end {
		c, size := utf8.DecodeRuneInString(s.text[next:end])
		if !unicode.IsSpace(c) && !invisible(c) {
			break
		}
		if c == '\n' || c == '\r' && !strings.HasPrefix(s.text[next+1:end], "\n") {
			lineEnds++
		}
		next += size
	}
	if len(s.tokens) == 0 || next >= end {
		return next
	}
	if lineEnds > 1 || s.part != draft.Body && s.part != draft.Subject || !s.wrapped(pos, next, end) {
		s.flush()
	}
	return next
}

// wrapped reports whether the line that ends at pos goes on in the line that starts at next: the sentence runs on, a
// program or the writer only broke the line.
func (s *splitter) wrapped(pos, next, end int) bool {
	if bullet(s.text[next:end]) {
		return false
	}
	last := &s.tokens[len(s.tokens)-1]
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s.text[next:end], opener))
	switch {
	case last.Type == Punct && (last.Norm == ":" || last.Norm == ";"):
		return unicode.IsLower(first)
	case last.Type == Punct && last.Norm == ",", functionWord(last.Norm):
		return true
	case unicode.IsLower(first):
		return !s.atWill || goesOn(firstWord(s.text[next:end]))
	}
	// A capital or a digit may stand in mid-sentence ("I", a name): then the line is full up to the wrapping column, so
	// that the next word did not fit.
	if s.width == 0 {
		return false
	}
	start := strings.LastIndexAny(s.text[:pos], "\r\n") + 1
	column := utf8.RuneCountInString(s.text[start:pos])
	return column+1+utf8.RuneCountInString(firstWord(s.text[next:end])) > s.width-1
}

// goesOn reports whether a word at the start of a line goes on with the line above, whoever broke it.
func goesOn(word string) bool {
	switch word {
	case "and", "or", "nor", "than", "because", "which", "that", "who", "of", "to", "in", "on", "at", "by", "for", "with", "from", "about", "as", "into":
		return true
	}
	return false
}

func firstWord(s string) string {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		s = s[:i]
	}
	return s
}

// bullet reports whether a line starts a list item: "- ", "* ", "• ", "1. ", "2) ", "a) ".
func bullet(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	rest := s[size:]
	switch {
	case strings.ContainsRune("-*•‣·–—+►→✓✗", r):
		return strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t") || r == '•'
	case unicode.IsDigit(r):
		rest = strings.TrimLeft(rest, "0123456789")
		return (strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") ")) && len(s)-len(rest) <= 2
	case unicode.IsLower(r):
		return strings.HasPrefix(rest, ") ")
	}
	return false
}

func functionWord(w string) bool {
	switch strings.ToLower(w) {
	case "a", "an", "the", "and", "or", "but", "nor", "so", "that", "which", "who", "whom", "whose", "of", "to", "in", "on",
		"at", "by", "for", "with", "from", "about", "into", "over", "under", "as", "than", "my", "your", "our", "their",
		"his", "her", "its", "this", "these", "those", "i", "you", "we", "they", "he", "she", "it", "is", "are", "was",
		"were", "be", "been", "am", "do", "did", "does", "have", "has", "had", "will", "would", "could", "should", "can",
		"may", "might", "must", "not", "no", "very", "really", "if", "because", "when", "while", "since", "though",
		"although", "whether", "how", "what", "why", "where", "me", "us", "them", "some", "any", "such", "just", "even",
		"more", "most":
		return true
	}
	return false
}
