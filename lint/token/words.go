package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// invisible lists characters that take no room and carry no meaning: zero-width space and joiners, soft hyphen, byte
// order mark, directional marks, variation selectors.
func invisible(r rune) bool {
	switch {
	case r == 0xAD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064, r >= 0x2066 && r <= 0x2069, r == 0xFEFF, r >= 0xFE00 && r <= 0xFE0F:
		return true
	}
	return false
}

// token reads the token that starts at pos with character c and returns where it ends.
func (s *splitter) token(pos, end int, c rune, size int) int {
	switch {
	case asciiLetter(s.text[pos]):
		if stop := s.plainWord(pos, end); stop > 0 {
			return stop
		}
		fallthrough
	case unicode.IsLetter(c) || unicode.IsDigit(c):
		if stop := link(s.text[pos:end]); stop > 0 {
			s.add(Token{Start: pos, End: pos + stop, Norm: "<link>", Type: Link})
			return pos + stop
		}
		return s.word(pos, end)
	case unicode.IsPunct(c) || c == '+' || c == '=' || c == '<' || c == '>' || c == '|' || c == '~' || c == '^' || c == '`' || c == '$' || c == '£' || c == '€':
		stop := pos + size
		if strings.ContainsRune(".!?…-–—*_=~", c) {
			for stop < end {
				r, size := utf8.DecodeRuneInString(s.text[stop:end])
				if !sameRun(c, r) {
					break
				}
				stop += size
			}
		}
		s.punct(pos, stop)
		return stop
	}
	// Emoji: a sign with its joiners, skin tones and selectors is one token.
	stop := pos + size
	joined := false
	for stop < end {
		r, size := utf8.DecodeRuneInString(s.text[stop:end])
		if !joined && !invisible(r) && !unicode.Is(unicode.Mn, r) && !(r >= 0x1F3FB && r <= 0x1F3FF) {
			break
		}
		joined = r == 0x200D && stop+size < end // what a joiner joins belongs to the sign
		stop += size
	}
	s.add(Token{Start: pos, End: stop, Norm: s.text[pos:stop], Type: Symbol})
	return stop
}

func sameRun(first, r rune) bool {
	switch first {
	case '!', '?':
		return r == '!' || r == '?'
	case '.', '…':
		return r == '.' || r == '…'
	case '-', '–', '—':
		return r == '-' || r == '–' || r == '—'
	}
	return r == first
}

// punct appends a mark or a run of marks.
func (s *splitter) punct(start, end int) {
	run := s.text[start:end]
	c, size := utf8.DecodeRuneInString(run)
	norm := run
	switch {
	case c == '!' || c == '?':
		switch {
		case strings.Contains(run, "!") && strings.Contains(run, "?"):
			norm = "?!"
		case len(run) > 1:
			norm = run[:2]
		}
	case c == '…' || c == '.' && len(run) > 1:
		norm = "..."
	case c == '–' || c == '—' || c == '-':
		norm = "-"
	case c == '“' || c == '”' || c == '„' || c == '«' || c == '»' || c == '"':
		norm = "\""
	case c == '‘' || c == '’' || c == '‚' || c == '`' || c == '´':
		norm = "'"
	case c == '_' && len(run) > 2: // a line to be filled in, not emphasis
		norm = "_"
	case c == '*' || c == '_':
		norm = "*"
	case size < len(run):
		norm = run[:size]
	}
	s.add(Token{Start: start, End: end, Norm: norm, Type: Punct})
}

// plainWord reads a word of nothing but the letters a to z that cannot be the start of anything longer, as most are. It
// returns where it ends, or 0 where that takes a closer look.
func (s *splitter) plainWord(pos, end int) int {
	i, uppers := pos, 0
	for i < end && asciiLetter(s.text[i]) {
		if s.text[i] < 'a' {
			uppers++
		}
		i++
	}
	if i < end && s.text[i] > ' ' {
		switch s.text[i] {
		case ',', ';', ')', '"':
		case '.', '?', '!', ':':
			if i+1 < end && s.text[i+1] > ' ' {
				return 0
			}
		default:
			return 0
		}
	}
	norm := s.text[pos:i]
	if uppers > 0 {
		norm = s.lower(pos, i)
	}
	s.contraction(Token{Start: pos, End: i, Upper: uppers >= 2 && uppers == i-pos}, norm)
	return i
}

// lower returns Text[start:end] in lower case, cut out of a longer piece that the words behind it share.
func (s *splitter) lower(start, end int) string {
	if start < s.lowerStart || end > s.lowerStart+len(s.lowered) {
		const piece = 1024
		var b strings.Builder
		text := s.text[start:min(max(end, start+piece), len(s.text))]
		b.Grow(len(text))
		for i := range len(text) {
			c := text[i]
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			b.WriteByte(c)
		}
		s.lowerStart, s.lowered = start, b.String()
	}
	return s.lowered[start-s.lowerStart : end-s.lowerStart]
}

// word reads letters, digits, accents and inner apostrophes. A hyphen ends a word without being a token, so that
// "box-ticking" and "box ticking" are the same to a pattern.
func (s *splitter) word(pos, end int) int {
	var buf [64]byte
	norm := buf[:0]
	letters, uppers := 0, 0
	number := false
	i := pos
scan:
	for i < end {
		c, size := utf8.DecodeRuneInString(s.text[i:end])
		switch {
		case c < utf8.RuneSelf && (c >= 'a' && c <= 'z'):
			letters++
			norm = append(norm, byte(c))
		case unicode.IsLetter(c):
			letters++
			if unicode.IsUpper(c) {
				uppers++
			}
			norm = appendFolded(norm, c)
		case unicode.IsDigit(c):
			number = number || i == pos
			norm = utf8.AppendRune(norm, c)
		case apostrophe(c):
			// Inside a word only: what follows must be a letter.
			next, _ := utf8.DecodeRuneInString(s.text[i+size : end])
			if !unicode.IsLetter(next) {
				break scan
			}
			norm = append(norm, '\'')
		case (c == '.' || c == ',' || c == ':') && number:
			next, _ := utf8.DecodeRuneInString(s.text[i+size : end])
			if !unicode.IsDigit(next) {
				break scan
			}
			norm = utf8.AppendRune(norm, c)
		case c == '.' && dotted(s.text[pos:end], i-pos):
			// "e.g.", "U.S.", "Ph.D": the inner stops belong to the word, the last is a token of its own.
			norm = append(norm, '.')
		case invisible(c) || unicode.Is(unicode.M, c):
		default:
			break scan
		}
		i += size
	}
	t := Token{Start: pos, End: i, Upper: letters >= 2 && uppers == letters}
	t.Norm = s.text[pos:i]
	if string(norm) != t.Norm {
		t.Norm = string(norm)
	}
	if number {
		t.Type = Number
		s.add(t)
	} else {
		s.contraction(t, t.Norm)
	}
	// A hyphen between two words is passed over.
	if i+1 < end && s.text[i] == '-' {
		if next, _ := utf8.DecodeRuneInString(s.text[i+1 : end]); unicode.IsLetter(next) || unicode.IsDigit(next) {
			return i + 1
		}
	}
	return i
}

// dotted reports whether the stop at i stands between single letters: "e.g", "U.S", "Ph.D".
func dotted(s string, i int) bool {
	if i+1 >= len(s) || !asciiLetter(s[i+1]) {
		return false
	}
	if i+2 < len(s) && asciiLetter(s[i+2]) {
		return false
	}
	return i == 1 || i >= 2 && s[i-2] == '.' || i == 2 && (s[0] == 'P' || s[0] == 'p') && (s[1] == 'h' || s[1] == 'H') && (s[i+1] == 'D' || s[i+1] == 'd')
}

func asciiLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func apostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '´' || r == '`' || r == '＇'
}

// unaccented takes the accent off a letter that English borrows, so that "résumé" matches "resume"; "" for any other.
func unaccented(r rune) string {
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å', 'ą':
		return "a"
	case 'æ':
		return "ae"
	case 'ç', 'č', 'ć':
		return "c"
	case 'è', 'é', 'ê', 'ë', 'ę':
		return "e"
	case 'ì', 'í', 'î', 'ï', 'ı':
		return "i"
	case 'ñ', 'ń':
		return "n"
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ø':
		return "o"
	case 'œ':
		return "oe"
	case 'ù', 'ú', 'û', 'ü':
		return "u"
	case 'ý', 'ÿ':
		return "y"
	case 'ß':
		return "ss"
	case 'ł':
		return "l"
	case 'š', 'ş', 'ś':
		return "s"
	case 'ž', 'ż', 'ź':
		return "z"
	case 'ğ':
		return "g"
	}
	return ""
}

func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(b, byte(r)|0x20)
	}
	r = unicode.ToLower(r)
	if letters := unaccented(r); letters != "" {
		return append(b, letters...)
	}
	return utf8.AppendRune(b, r)
}

// link tells how many bytes a URL or an email address at the start of s takes, 0 for none.
func link(s string) int {
	n := 0
	dots, at, scheme := 0, false, false
	for n < len(s) {
		c := s[n]
		if c <= ' ' || c >= utf8.RuneSelf || strings.IndexByte("<>\"()[]{},;", c) >= 0 {
			break
		}
		switch {
		case c == '@' && n > 0:
			at = true
		case c == '.' && at:
			dots++
		case c == ':' && strings.HasPrefix(s[n:], "://"):
			scheme = true
		}
		n++
		if n > 2000 {
			break
		}
	}
	for n > 0 && strings.IndexByte(".!?'*_:-", s[n-1]) >= 0 {
		n--
	}
	if at && dots > 0 || scheme || n > 8 && strings.EqualFold(s[:4], "www.") {
		return n
	}
	return 0
}
