package report

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Printable returns s without anything a terminal would obey: control characters are shown as their Unicode pictures,
// direction overrides as a replacement character, and what is invisible is left out. Line ends become spaces.
func Printable(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteString(visible(r))
	}
	return b.String()
}

// plain reports whether every byte of s is an ASCII character that is seen: a cluster by itself, of one column.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// columns is the width of a text.
func columns(s string) int {
	if plain(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

func visible(r rune) string {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return " "
	case r < ' ':
		return string(0x2400 + r)
	case r == 0x7F:
		return "\u2421"
	case r >= 0x80 && r < 0xA0, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == unicode.ReplacementChar:
		return "\uFFFD"
	case r == 0x200B || r == 0x2060 || r == 0xFEFF || r == 0xAD || r == 0x200E || r == 0x200F:
		return ""
	case r == 0x2028 || r == 0x2029:
		return " "
	}
	return string(r)
}

// A cell is one grapheme as it is shown.
type cell struct {
	text  string
	width int
	start int // byte in the line
}

const tabStop = 4

// cells lays out a line: tabs as spaces up to the next stop, wide characters with their width.
func cells(line string) []cell {
	out := make([]cell, 0, len(line))
	column := 0
	state := -1
	for offset := 0; offset < len(line); {
		// Two plain characters in a row are always parted.
		if plain(line[offset:min(offset+2, len(line))]) {
			out = append(out, cell{line[offset : offset+1], 1, offset})
			column, offset, state = column+1, offset+1, -1
			continue
		}
		cluster, _, width, next := uniseg.FirstGraphemeClusterInString(line[offset:], state)
		state = next
		c := cell{cluster, width, offset}
		r := []rune(cluster)[0]
		switch {
		case r == '\t':
			c.width = tabStop - column%tabStop
			c.text = strings.Repeat(" ", c.width)
		case len(cluster) > 1 && unicode.IsGraphic(r) && !strings.ContainsFunc(cluster, unicode.IsControl):
		default:
			c.text = Printable(cluster)
			c.width = columns(c.text)
		}
		column += c.width
		out = append(out, c)
		offset += len(cluster)
	}
	return out
}

// excerpt lays out line with line[start:end] underlined, clipped to width columns around the underlined words.
func excerpt(line string, start, end, width int) (before, marked, after string, indent, length int) {
	if plain(line) { // as below, and a byte is a cell
		left, right := 0, len(line)
		if len(line) > width {
			end = min(end, start+max(width-2, 1))
			room := max(width-(end-start)-2, 0)
			left = start - min(start, room/3)
			room -= start - left
			right = end + min(len(line)-end, room)
		}
		before, marked, after = line[left:start], line[start:end], line[end:right]
		if left > 0 {
			before, indent = "…"+before, 1
		}
		if right < len(line) {
			after += "…"
		}
		return before, marked, after, indent + start - left, end - start
	}
	row := cells(line)
	total := 0
	from, to := len(row), len(row) // cells of the marked words
	for i, c := range row {
		total += c.width
		if c.start >= start && from == len(row) {
			from = i
		}
		if c.start >= end && to == len(row) {
			to = i
		}
	}
	left, right := 0, len(row)
	if total > width {
		// Keep the marked words, then give what room is left to both sides.
		markedWidth := widthOf(row[from:to])
		for markedWidth > max(width-2, 1) && to > from+1 {
			to--
			markedWidth -= row[to].width
		}
		room := max(width-markedWidth-2, 0)
		left, right = from, to
		for used := 0; left > 0 && used+row[left-1].width <= room/3; left-- {
			used += row[left-1].width
		}
		room -= widthOf(row[left:from])
		for used := 0; right < len(row) && used+row[right].width <= room; right++ {
			used += row[right].width
		}
	}
	if left > 0 {
		before = "…"
	}
	before += join(row[left:from])
	marked = join(row[from:to])
	after = join(row[to:right])
	if right < len(row) {
		after += "…"
	}
	return before, marked, after, columns(before), widthOf(row[from:to])
}

func widthOf(row []cell) int {
	n := 0
	for _, c := range row {
		n += c.width
	}
	return n
}

func join(row []cell) string {
	var b strings.Builder
	for _, c := range row {
		b.WriteString(c.text)
	}
	return b.String()
}

// wrap breaks text at spaces into lines of at most width columns.
func wrap(text string, width int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		wide := columns(word)
		switch {
		case line == "":
			line, used = word, wide
		case used+1+wide > width:
			lines = append(lines, line)
			line, used = word, wide
		default:
			line += " " + word
			used += 1 + wide
		}
	}
	return append(lines, line)
}
