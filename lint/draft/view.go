package draft

import (
	"strings"
	"unicode/utf8"
)

// A view is a text made from another one, with the way back: decoding a transfer encoding, a charset, HTML or Markdown
// each make one. Views are stacked, so that a word of an HTML part in quoted-printable still knows its bytes.
type view struct {
	text    string
	offsets offsetMap
	marks   []Region // parts that the markup itself tells, such as <blockquote>
}

// A viewer builds a view.
type viewer struct {
	text    strings.Builder
	offsets offsetMap
	marks   []Region
}

// verbatim appends s, which stands at the given offset of what the view is made from.
func (v *viewer) verbatim(s string, at int) {
	v.offsets.add(v.text.Len(), at, 1, 1)
	v.text.WriteString(s)
}

// raw appends bytes in a charset. What is no character in it becomes U+FFFD.
func (v *viewer) raw(c charset, s string, at int) {
	if c == utf8Charset && utf8.ValidString(s) {
		v.verbatim(s, at)
		return
	}
	for i := 0; i < len(s); {
		r, size := c.next([]byte(s[i:min(i+4, len(s))]))
		v.char(r, at+i, size)
		i += size
	}
}

// char appends one character that takes width bytes at the given offset; 0 where it stands for nothing there.
func (v *viewer) char(r rune, at, width int) {
	v.offsets.add(v.text.Len(), at, utf8.RuneLen(r), width)
	v.text.WriteRune(r)
}

// append appends another view of the same source.
func (v *viewer) append(w view) {
	at := v.text.Len()
	for _, r := range w.offsets.runs[:len(w.offsets.runs)-1] { // the last only ends the view
		v.offsets.runs = append(v.offsets.runs, offsetRun{r.text + at, r.source, r.textWidth, r.sourceWidth})
	}
	v.marks = append(v.marks, shift(w.marks, at)...)
	v.text.WriteString(w.text)
}

// done closes the view; end is the length of what it was made from.
func (v *viewer) done(end int) view {
	v.offsets.end(v.text.Len(), end)
	return view{v.text.String(), v.offsets, v.marks}
}

// over stacks a view on the one it was made from: the offsets of v then lead where those of below do.
func (v view) over(below view) view {
	var out viewer
	out.text.Grow(len(v.text))
	for i := 0; i < len(v.text); {
		_, size := utf8.DecodeRuneInString(v.text[i:])
		from := v.offsets.source(i)
		start := below.offsets.source(from)
		stop := start
		if e := v.offsets.sourceEnd(i + size); e > from {
			stop = below.offsets.sourceEnd(e)
		}
		out.offsets.add(out.text.Len(), start, size, stop-start)
		out.text.WriteString(v.text[i : i+size])
		i += size
	}
	out.marks = v.marks
	return out.done(below.offsets.source(len(below.text)))
}
