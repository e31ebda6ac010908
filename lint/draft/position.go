package draft

import (
	"slices"
	"sort"
)

// An offsetMap carries offsets of Text back to Source. It is a list of runs in which every character takes the same
// number of bytes on either side, so a UTF-8 file needs one run whatever its length.
type offsetMap struct {
	runs []offsetRun
}

type offsetRun struct {
	text, source           int // where the run starts
	textWidth, sourceWidth int // bytes of one character
}

// add appends one character (or, with widths 1 and 1, any number of bytes that are the same on either side).
func (m *offsetMap) add(text, source, textWidth, sourceWidth int) {
	if n := len(m.runs); n > 0 {
		last := m.runs[n-1]
		if last.textWidth == textWidth && last.sourceWidth == sourceWidth &&
			(text-last.text)/textWidth*sourceWidth == source-last.source {
			return
		}
	}
	m.runs = append(m.runs, offsetRun{text, source, textWidth, sourceWidth})
}

// end closes the map: what follows the last character on either side.
func (m *offsetMap) end(text, source int) {
	m.runs = append(m.runs, offsetRun{text, source, 1, 1})
}

// source returns the offset in Source of the character that starts at an offset of Text.
func (m *offsetMap) source(text int) int {
	i := sort.Search(len(m.runs), func(i int) bool { return m.runs[i].text > text }) - 1
	run := m.runs[i]
	return run.source + (text-run.text)/run.textWidth*run.sourceWidth
}

// sourceEnd returns the offset in Source just behind the character that ends at an offset of Text. It differs from
// source where the file has bytes between two characters that the text has not, such as a soft line break.
func (m *offsetMap) sourceEnd(text int) int {
	i := sort.Search(len(m.runs), func(i int) bool { return m.runs[i].text >= text }) - 1
	if i < 0 {
		return m.source(text)
	}
	run := m.runs[i]
	return run.source + (text-run.text)/run.textWidth*run.sourceWidth
}

// A Position is a place in the file as it is on disk.
type Position struct {
	Offset      int `json:"offset"`      // bytes from the start of the file, from 0
	Line        int `json:"line"`        // from 1
	Column      int `json:"column"`      // code points from the start of the line, from 1
	ByteColumn  int `json:"byteColumn"`  // bytes, from 1
	UTF16Column int `json:"utf16Column"` // UTF-16 code units, from 1
}

// A Range is a stretch of the file; End is exclusive.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Range returns where Text[start:end] stands in the file.
func (d *Draft) Range(start, end int) Range {
	from := d.offsets.source(start)
	to := from
	if end > start {
		to = d.offsets.sourceEnd(end)
	}
	d.places.Lock()
	defer d.places.Unlock()
	return Range{d.position(from), d.position(to)}
}

// position computes line and columns of an offset of Source, with places held.
func (d *Draft) position(offset int) Position {
	if d.lines == nil {
		d.lines = d.lineStarts()
	}
	line, found := slices.BinarySearch(d.lines, offset)
	if !found {
		line--
	}
	// Columns are counted from the nearest mark before: many findings in one long line cost no more than the line.
	if len(d.marks) == 0 || d.marks[0].line != line {
		d.marks = append(d.marks[:0], columns{line, d.lines[line], 1, 1})
	}
	i, found := slices.BinarySearchFunc(d.marks, offset, func(m columns, offset int) int { return m.offset - offset })
	if !found {
		i--
	}
	const apart = 1024 // bytes between two marks
	at := d.marks[i]
	for at.offset < offset {
		r, size := d.charset.next(d.Source[at.offset:])
		at.offset += size
		at.column++
		at.utf16++
		if r > 0xFFFF {
			at.utf16++
		}
		if at.offset >= d.marks[len(d.marks)-1].offset+apart {
			d.marks = append(d.marks, at)
		}
	}
	return Position{d.beforeBytes + offset, d.beforeLines + line + 1, at.column, offset - d.lines[line] + 1, at.utf16}
}

// columns are those of an offset of Source, which is in a line.
type columns struct{ line, offset, column, utf16 int }

// lineStarts lists the offset of every line of Source; LF, CRLF and CR end a line. A byte order mark belongs to no
// line: editors do not count it as a column.
func (d *Draft) lineStarts() []int {
	starts := []int{byteOrderMark(d.Source)}
	for i := starts[0]; i < len(d.Source); {
		r, size := d.charset.next(d.Source[i:])
		i += size
		if r == '\r' && i < len(d.Source) {
			if next, size := d.charset.next(d.Source[i:]); next == '\n' {
				i += size
			}
		}
		if r == '\n' || r == '\r' {
			starts = append(starts, i)
		}
	}
	return starts
}
