package lsp

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A document is a draft that is open in the editor.
type document struct {
	*snapshot
	cancel     context.CancelFunc // ends the judging of snapshots before this one
	publishing sync.Mutex         // held from the check that a snapshot is the last to its diagnostics being sent
}

// A snapshot is a document at one version. It never changes, so it is judged once and whoever holds it works on, while
// the next one comes.
type snapshot struct {
	uri, path string
	language  string
	version   int
	text      string
	encoding  encoding
	marks     []mark // in order

	mu       sync.Mutex
	judged   bool
	findings []finding
	foreign  bool // a draft in it was not judged; known once it is judged
	err      error
}

func newSnapshot(uri, path, language string, version int, text string, e encoding) *snapshot {
	s := &snapshot{uri: uri, path: path, language: language, version: version, text: text, encoding: e, marks: []mark{{}}}
	s.mark(position{Line: math.MaxInt})
	return s
}

// A mark is a place whose offset is known. Every line has one at its start and, where it is long, more inside: many
// findings in one long line cost no more than the line.
type mark struct {
	position
	offset int
}

func (m mark) compareOffset(offset int) int { return m.offset - offset }

func (p position) compare(q position) int {
	if p.Line != q.Line {
		return cmp.Compare(p.Line, q.Line)
	}
	return cmp.Compare(p.Character, q.Character)
}

// mark reads the text on from the last mark to a place, and marks it.
func (s *snapshot) mark(to position) {
	const apart = 1024 // bytes between two marks
	at := s.marks[len(s.marks)-1]
	next := at.offset + apart
	for at.offset < len(s.text) && at.compare(to) < 0 {
		c := s.text[at.offset]
		if c < utf8.RuneSelf { // one unit in every encoding
			at.offset++
			at.Character++
		} else {
			r, size := utf8.DecodeRuneInString(s.text[at.offset:])
			at.offset += size
			at.Character += s.encoding.width(r, size)
		}
		lineEnd := c == '\n' || c == '\r' && !strings.HasPrefix(s.text[at.offset:], "\n")
		if lineEnd {
			at.position = position{Line: at.Line + 1}
		}
		// None stands inside a line end: a place behind the line must not lead there.
		if lineEnd || at.offset >= next && c != '\r' {
			s.marks = append(s.marks, at)
			next = at.offset + apart
		}
	}
}

// with returns the document at its next version.
func (s *snapshot) with(version int, text string) *snapshot {
	return newSnapshot(s.uri, s.path, s.language, version, text, s.encoding)
}

// changed returns the text after changes, each made in the text that the one before it left. It reads no more of each
// text than up to its change.
func (s *snapshot) changed(changes []contentChange) string {
	next := &snapshot{text: s.text, encoding: s.encoding, marks: slices.Clone(s.marks)}
	for _, c := range changes {
		start, end := 0, len(next.text)
		if c.Range != nil {
			next.mark(c.Range.Start)
			next.mark(c.Range.End)
			start = next.offset(c.Range.Start)
			end = max(next.offset(c.Range.End), start)
		}
		next.text = next.text[:start] + c.Text + next.text[end:]
		// Marks before the change still hold. One right at it may come to stand inside a line end.
		i, _ := slices.BinarySearchFunc(next.marks, start, mark.compareOffset)
		next.marks = next.marks[:max(i, 1)]
	}
	return next.text
}

// An encoding is the unit in which columns are counted.
type encoding string

const (
	utf8Encoding  encoding = "utf-8"
	utf16Encoding encoding = "utf-16" // what a client means that says nothing
	utf32Encoding encoding = "utf-32"
)

// choose takes the first of the client's encodings that is known here.
func choose(offered []encoding) encoding {
	for _, e := range offered {
		if e == utf8Encoding || e == utf16Encoding || e == utf32Encoding {
			return e
		}
	}
	return utf16Encoding
}

// width is how many units a character takes.
func (e encoding) width(r rune, size int) int {
	switch {
	case e == utf8Encoding:
		return size
	case e == utf16Encoding && r > 0xFFFF:
		return 2
	}
	return 1
}

// position returns the place of an offset. Inside a character it is the place of that character.
func (s *snapshot) position(offset int) position {
	offset = min(max(offset, 0), len(s.text))
	i, found := slices.BinarySearchFunc(s.marks, offset, mark.compareOffset)
	if !found {
		i--
	}
	p := s.marks[i].position
	for i := s.marks[i].offset; i < offset; {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if i += size; i <= offset {
			p.Character += s.encoding.width(r, size)
		}
	}
	return p
}

func (s *snapshot) rangeOf(start, end int) textRange {
	return textRange{s.position(start), s.position(end)}
}

// offset returns the offset of a place. Behind the end of a line it is that end, behind the last line the end of the
// text, as the protocol has it; inside a character it is the start of the character.
func (s *snapshot) offset(p position) int {
	if p.Line < 0 {
		return 0
	}
	p.Character = max(p.Character, 0)
	n, found := slices.BinarySearchFunc(s.marks, p, func(m mark, p position) int { return m.compare(p) })
	if !found {
		n--
	}
	if s.marks[n].Line < p.Line {
		return len(s.text)
	}
	i := s.marks[n].offset
	for left := p.Character - s.marks[n].Character; left > 0 && i < len(s.text) && s.text[i] != '\n' && s.text[i] != '\r'; {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if left -= s.encoding.width(r, size); left < 0 {
			break
		}
		i += size
	}
	return i
}

// drive is the start of a Windows path in a URI.
var drive = regexp.MustCompile(`^/[A-Za-z]:`)

// filePath returns the file behind a URI, "" where there is none.
func filePath(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return ""
	}
	if drive.MatchString(u.Path) {
		return filepath.FromSlash(u.Path[1:])
	}
	return filepath.FromSlash(u.Path)
}

// draftPath returns the path by which a document is read and its settings are found. One that was never saved belongs to
// the folder that the editor was opened in.
func draftPath(uri, root string) string {
	if path := filePath(uri); path != "" {
		return path
	}
	name := uri[strings.LastIndexAny(uri, "/:\\")+1:]
	return filepath.Join(root, name)
}

// readAs is the name by which a document is read. What the editor knows of the language wins over the ending.
func (s *snapshot) readAs() string {
	switch s.language {
	case "markdown", "html":
		return s.path + "." + s.language
	}
	return s.path
}
