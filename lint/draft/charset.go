package draft

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// A charset turns the bytes of Source into characters, one at a time.
type charset uint8

const (
	utf8Charset charset = iota
	windows1252
	utf16le
	utf16be
)

func (c charset) String() string { return [...]string{"UTF-8", "Windows-1252", "UTF-16", "UTF-16"}[c] }

// windows1252High holds the characters 0x80 to 0x9F, where Windows-1252 differs from Latin-1. The five codes it leaves
// open keep their C1 control characters, as the WHATWG encoding standard has it.
var windows1252High = [32]rune{
	0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
}

// detectCharset tells the charset from the bytes: a byte order mark, the zero bytes of UTF-16 letters, or whether the
// whole is UTF-8.
func detectCharset(b []byte) charset {
	switch {
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return utf16le
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return utf16be
	}
	// English text in UTF-16 has a zero in nearly every other byte; 4 in 5 leaves room for curly quotes and names. Between
	// them there are hardly any, but emojis bring some; where they are many, the text holds NULs and is refused.
	if n := min(len(b), 1024) &^ 1; n >= 4 {
		var zeros [2]int
		for i, c := range b[:n] {
			if c == 0 {
				zeros[i&1]++
			}
		}
		if zeros[1] > n/2*4/5 {
			return utf16le
		}
		if zeros[0] > n/2*4/5 {
			return utf16be
		}
	}
	if mostlyUTF8(b) {
		return utf8Charset
	}
	return windows1252
}

// mostlyUTF8 reports whether bytes are UTF-8, but for some that were damaged on the way. In other charsets, letters
// beyond ASCII hardly ever stand together such that they make a character of UTF-8.
func mostlyUTF8(b []byte) bool {
	if utf8.Valid(b) {
		return true
	}
	good, bad := 0, 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		b = b[size:]
	}
	return good > bad
}

// next decodes the first character of b, which must not be empty, and tells how many bytes it took.
func (c charset) next(b []byte) (rune, int) {
	if c <= windows1252 && b[0] < utf8.RuneSelf {
		return rune(b[0]), 1
	}
	return c.beyondASCII(b)
}

func (c charset) beyondASCII(b []byte) (rune, int) {
	switch c {
	case windows1252:
		if r := b[0]; r >= 0x80 && r < 0xA0 {
			return windows1252High[r-0x80], 1
		}
		return rune(b[0]), 1
	case utf16le, utf16be:
		unit := func(i int) rune {
			if c == utf16le {
				return rune(b[i]) | rune(b[i+1])<<8
			}
			return rune(b[i])<<8 | rune(b[i+1])
		}
		if len(b) < 2 {
			return utf8.RuneError, 1
		}
		r := unit(0)
		if utf16.IsSurrogate(r) && len(b) >= 4 {
			if pair := utf16.DecodeRune(r, unit(2)); pair != utf8.RuneError {
				return pair, 4
			}
		}
		if utf16.IsSurrogate(r) {
			r = utf8.RuneError
		}
		return r, 2
	}
	return utf8.DecodeRune(b)
}

// byteOrderMark returns how long the mark is that a file starts with, 0 where there is none.
func byteOrderMark(b []byte) int {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return 3
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return 2
	}
	return 0
}

// decode fills Text and the way back to Source.
func (d *Draft) decode() error {
	start := byteOrderMark(d.Source)
	body := d.Source[start:]
	text := string(body)
	all := view{text: text}
	if d.charset == utf8Charset && utf8.ValidString(text) {
		all.offsets.add(0, start, 1, 1)
		all.offsets.end(len(text), len(d.Source))
	} else {
		if d.charset == utf8Charset {
			d.notice("some characters are damaged; they show as \uFFFD")
		}
		var v viewer
		v.raw(d.charset, text, start)
		all = v.done(len(d.Source))
	}
	d.Text, d.offsets = all.text, all.offsets
	if !isText(d.Text) { // before anything is made of it
		return ErrNotText
	}
	return nil
}

// isText tells writing from other bytes: a NUL, or more than one control character in fifty, is no writing. A stray
// control character in a real draft is let through; the report shows it harmlessly.
func isText(s string) bool {
	controls := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == 0:
			return false
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v':
			controls++
		}
	}
	return controls <= 2+len(s)/50
}
