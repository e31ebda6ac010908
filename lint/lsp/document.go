package lsp

import (
	"context"
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
	lines     []int // offset of every line's start

	mu       sync.Mutex
	judged   bool
	findings []finding
	foreign  bool // a draft in it was not judged; known once it is judged
	err      error
}

func newSnapshot(uri, path, language string, version int, text string, e encoding) *snapshot {
	s := &snapshot{uri: uri, path: path, language: language, version: version, text: text, encoding: e, lines: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n") {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// with returns the document at its next version.
func (s *snapshot) with(version int, text string) *snapshot {
	return newSnapshot(s.uri, s.path, s.language, version, text, s.encoding)
}

// changed returns the text after changes, each made in the text that the one before it left.
func (s *snapshot) changed(changes []contentChange) string {
	for _, c := range changes {
		text := c.Text
		if c.Range != nil {
			start := s.offset(c.Range.Start)
			end := max(s.offset(c.Range.End), start)
			text = s.text[:start] + text + s.text[end:]
		}
		s = s.with(s.version, text)
	}
	return s.text
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
	line, found := slices.BinarySearch(s.lines, offset)
	if !found {
		line--
	}
	p := position{Line: line}
	for i := s.lines[line]; i < offset; {
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
	switch {
	case p.Line < 0:
		return 0
	case p.Line >= len(s.lines):
		return len(s.text)
	}
	i := s.lines[p.Line]
	for left := p.Character; left > 0 && i < len(s.text) && s.text[i] != '\n' && s.text[i] != '\r'; {
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
