package draft

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A Replacement puts Text in the place of the draft's Text[Start:End].
type Replacement struct {
	Start, End int
	Text       string
}

// Editable returns why no replacement can be made in a draft, nil where some can.
func (d *Draft) Editable() error {
	switch {
	case d.Decoded:
		return errors.New("the file stores the text encoded: it cannot be edited in place")
	case d.Mailbox:
		return errors.New("the draft is one of a mailbox: it cannot be edited in place")
	case d.twice:
		return errors.New("the message holds the text twice, as plain text and as HTML: a change would reach only one of them")
	}
	return nil
}

// Edited returns the draft with replacements made, read anew: in the same charset, with the same line ends, and with
// every byte outside the replacements as it was. It fails where positions do not lead into the file, where replacements
// overlap, where the charset lacks a character, where headers would change or lose their place, and where what is read from
// the result is not what it should be.
func (d *Draft) Edited(edits []Replacement) (*Draft, error) {
	if err := d.Editable(); err != nil {
		return nil, err
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Replacement) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	lineEnd := LineEnd(d.Text)
	var out bytes.Buffer
	var want strings.Builder // the text as it is to be
	last, done := 0, 0
	for _, e := range edits {
		if d.cutsMarkup(e) {
			return nil, errors.New("markup stands in the words that would change")
		}
		r := d.Range(e.Start, e.End)
		if r.Start.Offset < last {
			return nil, errors.New("two edits overlap")
		}
		insert := strings.ReplaceAll(e.Text, "\n", lineEnd)
		text, err := d.charset.encode(insert)
		if err != nil {
			return nil, err
		}
		if d.escaped {
			text = escape(text)
		}
		out.Write(d.Source[last:r.Start.Offset])
		out.Write(text)
		want.WriteString(d.Text[done:e.Start] + insert)
		last, done = r.End.Offset, e.End
	}
	out.Write(d.Source[last:])
	source := out.Bytes()
	if d.escaped {
		source = d.softBreaks(source)
	}
	edited, err := Parse(d.readAs, source)
	if err != nil {
		return nil, err
	}
	edited.Path = d.Path
	// Mail and markup may store a character in more ways than this knows. What reads as it should is right, unless it
	// is read only because more was forgiven: letters that the charset of the header lacks.
	if edited.Text != want.String()+d.Text[done:] || edited.forgiven() > d.forgiven() {
		return nil, errors.New("the file stores the text such that it cannot be edited in place")
	}
	if edited.headers() != d.headers() {
		return nil, errors.New("the change would reach into the headers")
	}
	return edited, nil
}

// forgiven counts what was wrong with the file. In which language it is tells nothing of that.
func (d *Draft) forgiven() int {
	n := len(d.Notices)
	if d.Foreign {
		n--
	}
	return n
}

// headers returns the header lines without the value of the subject.
func (d *Draft) headers() string {
	var b strings.Builder
	for _, r := range d.Regions {
		if r.Part == Header {
			b.WriteString(d.Text[r.Start:r.End])
		}
	}
	return b.String()
}

// escape writes text as quoted-printable, but for its line ends.
func escape(text []byte) []byte {
	var b []byte
	for _, c := range text {
		if c == '=' || c > '~' || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			b = fmt.Appendf(b, "=%02X", c)
		} else {
			b = append(b, c)
		}
	}
	return b
}

// softBreaks breaks the lines that the edits made longer than quoted-printable allows.
func (d *Draft) softBreaks(source []byte) []byte {
	const longest = 76 // RFC 2045, section 6.7, with the "=" that breaks the line
	known := map[string]bool{}
	for line := range bytes.Lines(d.Source) {
		known[string(line)] = true
	}
	lineEnd := LineEnd(string(d.Source))
	var out []byte
	for line := range bytes.Lines(source) {
		for !known[string(line)] && len(bytes.TrimRight(line, "\r\n")) > longest {
			n := longest - 1
			if i := bytes.LastIndexByte(line[:n], ' '); i > longest/2 {
				n = i + 1
			} else if i := bytes.LastIndexByte(line[n-2:n], '='); i >= 0 { // not within an escape
				n += i - 2
			}
			out = append(append(out, line[:n]...), "="+lineEnd...)
			line = line[n:]
		}
		out = append(out, line...)
	}
	return out
}

// cutsMarkup reports whether a replacement would take markup with it, or put words into it: what the file has between two
// characters of the text, white space and soft line breaks apart. In a table or in code, every replacement would.
func (d *Draft) cutsMarkup(e Replacement) bool {
	if d.markdown && (d.Block(e.Start) == Fixed || d.Block(e.End) == Fixed && e.End > e.Start) {
		return true
	}
	first, last := e.Start+1, e.End
	if e.Start == e.End && d.markdown { // HTML has a tag before every paragraph
		first, last = e.Start, e.Start+1
	}
	for i := first; i < last; i++ {
		if i >= len(d.Text) || !utf8.RuneStart(d.Text[i]) {
			continue
		}
		from := byteOrderMark(d.Source)
		if i > 0 {
			from = d.offsets.sourceEnd(i)
		}
		between := string(d.Source[from:max(d.offsets.source(i), from)])
		if strings.Trim(between, "= \t\r\n\x00") != "" && !(e.Start == e.End && strings.HasSuffix(between, "\n")) {
			return true
		}
	}
	return false
}

// LineEnd returns the line end that a text uses: that of its first line.
func LineEnd(text string) string {
	i := strings.IndexAny(text, "\r\n")
	switch {
	case i < 0 || text[i] == '\n':
		return "\n"
	case strings.HasPrefix(text[i:], "\r\n"):
		return "\r\n"
	}
	return "\r"
}

// encode writes text in the charset.
func (c charset) encode(text string) ([]byte, error) {
	switch c {
	case windows1252:
		var b []byte
		for _, r := range text {
			i := slices.Index(windows1252High[:], r)
			switch {
			case r < 0x80 || r >= 0xA0 && r <= 0xFF:
				b = append(b, byte(r))
			case i >= 0:
				b = append(b, byte(0x80+i))
			default:
				return nil, fmt.Errorf("the file's charset has no %q", r)
			}
		}
		return b, nil
	case utf16le, utf16be:
		var b []byte
		for _, u := range utf16.Encode([]rune(text)) {
			if c == utf16le {
				b = append(b, byte(u), byte(u>>8))
			} else {
				b = append(b, byte(u>>8), byte(u))
			}
		}
		return b, nil
	}
	return []byte(text), nil
}
