package draft

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/ianaindex"
)

// Mail is read by our own code where net/mail and mime/multipart would be the usual choice: they return strings without
// places, and they refuse what mail programs read all the same (a leading mbox line, a line without a colon, a missing
// last boundary). Header values are still taken apart by package mime.

// A header is one header field: its name in lower case and where its value stands.
type header struct {
	name       string
	value      string // unfolded
	start, end int    // bytes of the value in the message, folds included
}

// readHeaders reads the header block of a message from pos. It forgives lines without a colon and returns the header
// fields, where the body starts, and whether a blank line stood before it.
func readHeaders(s string, pos int) (fields []header, body int, blank bool) {
	for pos < len(s) {
		end := strings.IndexByte(s[pos:], '\n')
		next := len(s)
		if end >= 0 {
			next = pos + end + 1
		}
		line := strings.TrimRight(s[pos:next], "\r\n")
		switch name, value, ok := strings.Cut(line, ":"); {
		case line == "":
			return fields, next, true
		case line[0] == ' ' || line[0] == '\t':
			if n := len(fields); n > 0 {
				fields[n-1].value += " " + strings.TrimSpace(line)
				fields[n-1].end = pos + len(line)
			}
		case ok && fieldName(name):
			lead := len(value) - len(strings.TrimLeft(value, " \t"))
			start := pos + len(name) + 1 + lead
			fields = append(fields, header{strings.ToLower(name), strings.TrimSpace(value), start, pos + len(line)})
		case len(fields) == 0:
			return nil, pos, false
		case continuesHeader(s[next:]):
			// A line that is no header among headers: a broken fold. It is passed over.
		default:
			return fields, pos, false
		}
		pos = next
	}
	return fields, pos, true
}

// fieldName reports whether s can be the name of a header field (RFC 5322: printable ASCII without a colon).
func fieldName(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != "" && len(s) < 80
}

// continuesHeader reports whether the next line is a header field or the blank line that ends the block.
func continuesHeader(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.TrimRight(line, "\r")
	name, _, ok := strings.Cut(line, ":")
	return line == "" || ok && fieldName(name)
}

func get(fields []header, name string) string {
	for _, f := range fields {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// isMail reports whether a file is a message rather than prose that happens to start with a word and a colon: it says
// how it is encoded, or its header block has two of the fields that mail programs write.
func isMail(source []byte) bool {
	const block = 64 << 10 // header blocks are shorter
	s := string(source[:min(len(source), block)])
	pos := 0
	if strings.HasPrefix(s, "From ") {
		pos = strings.IndexByte(s, '\n') + 1
	}
	fields, _, _ := readHeaders(s, pos)
	known := 0
	for _, f := range fields {
		switch f.name {
		case "mime-version", "content-type", "content-transfer-encoding":
			return true
		case "from", "to", "date", "message-id", "received", "return-path", "x-mailer", "user-agent", "in-reply-to", "references", "fcc", "x-mozilla-draft-info", "cc", "bcc":
			known++
		}
	}
	return known >= 2 || known >= 1 && pos > 0
}

// parseMail reads a message. The text is its header block, as it stands, and the body part that a mail program would
// show: text/plain before text/html.
func (d *Draft) parseMail() error {
	source := string(d.Source)
	top := 0
	if strings.HasPrefix(source, "From ") {
		top = strings.IndexByte(source, '\n') + 1 // the From line of a mailbox
	}
	fields, bodyAt, blank := readHeaders(source, top)
	if !blank {
		d.notice("no blank line stands between the headers and the text")
	}
	var v viewer
	// The header lines stand in the text as they are; the subject is decoded.
	pos := 0
	var subject Region
	for _, f := range fields {
		if f.name != "subject" || subject.End > 0 {
			continue
		}
		v.raw(d.charset, source[:f.start], 0)
		subject = Region{Subject, v.text.Len(), 0}
		value := decodeWords(source[f.start:f.end], f.start)
		for i, r := range value.text {
			start, end := value.offsets.source(i), value.offsets.sourceEnd(i+utf8.RuneLen(r))
			v.offsets.add(v.text.Len(), start, utf8.RuneLen(r), end-start)
			v.text.WriteRune(r)
		}
		subject.End = v.text.Len()
		pos = f.end
	}
	v.raw(d.charset, source[pos:bodyAt], pos)
	bodyStart := v.text.Len()
	body, encoded, err := d.part(source, fields, bodyAt, len(source), 0)
	if err != nil {
		return err
	}
	for _, m := range body.marks {
		v.marks = append(v.marks, Region{m.Part, m.Start + bodyStart, m.End + bodyStart})
	}
	for i := 0; i < len(body.text); {
		_, size := utf8.DecodeRuneInString(body.text[i:])
		start := body.offsets.source(i)
		end := start
		if e := body.offsets.sourceEnd(i + size); e > start {
			end = e
		}
		v.offsets.add(v.text.Len(), start, size, end-start)
		v.text.WriteString(body.text[i : i+size])
		i += size
	}
	all := v.done(len(source))
	d.Text, d.offsets = all.text, all.offsets
	if encoded {
		// Places in base64 help nobody: positions count in the decoded text.
		d.Source, d.Decoded, d.charset = []byte(d.Text), true, utf8Charset
		d.offsets = offsetMap{}
		d.offsets.add(0, 0, 1, 1)
		d.offsets.end(len(d.Text), len(d.Text))
	}
	regions, names := split(d.Text[bodyStart:], shift(v.marks, -bodyStart))
	if subject.End > 0 {
		for _, r := range []Region{{Header, 0, subject.Start}, subject, {Header, subject.End, bodyStart}} {
			if r.Start < r.End {
				d.Regions = append(d.Regions, r)
			}
		}
	} else if bodyStart > 0 {
		d.Regions = append(d.Regions, Region{Header, 0, bodyStart})
	}
	d.Regions = append(d.Regions, shift(regions, bodyStart)...)
	d.Names = names
	return nil
}

func shift(regions []Region, by int) []Region {
	out := make([]Region, len(regions))
	for i, r := range regions {
		out[i] = Region{r.Part, r.Start + by, r.End + by}
	}
	return out
}

// maxDepth bounds multipart messages inside multipart messages; real mail has three.
const maxDepth = 10

// part reads one body part, source[start:end]. It tells whether the part is stored such that places in the file mean
// nothing to a reader.
func (d *Draft) part(source string, fields []header, start, end, depth int) (view, bool, error) {
	mediaType, params := contentType(get(fields, "content-type"))
	if strings.HasPrefix(mediaType, "multipart/") && params["boundary"] != "" && depth < maxDepth {
		return d.multipart(source, params["boundary"], start, end, depth)
	}
	if mediaType != "" && !strings.HasPrefix(mediaType, "text/") {
		return view{}, false, fmt.Errorf("the message holds %s and no text", mediaType)
	}
	var raw viewer // bytes of the part without its transfer encoding
	encoded := false
	switch encoding := strings.ToLower(strings.TrimSpace(get(fields, "content-transfer-encoding"))); encoding {
	case "quoted-printable":
		quotedPrintable(&raw, source, start, end)
	case "base64":
		encoded = true
		decoded, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, strings.NewReader(source[start:end])))
		if err != nil {
			d.notice("the base64 text is damaged; it was read as far as it goes")
		}
		raw.verbatim(string(decoded), start)
	case "", "7bit", "8bit", "binary":
		d.identity(&raw, source, start, end)
	default:
		d.notice(fmt.Sprintf("the transfer encoding %q is unknown; the text was read as it stands", encoding))
		raw.verbatim(source[start:end], start)
	}
	below := raw.done(end)
	v, err := d.decodeCharset(below, params["charset"])
	if err != nil {
		return view{}, false, err
	}
	switch {
	case mediaType == "text/html" || mediaType == "" && looksLikeHTML(v.text):
		v = htmlView(v.text).over(v, end)
	case params["format"] == "flowed":
		v = flowedView(v.text, params["delsp"] == "yes").over(v, end)
	}
	return v, encoded, nil
}

// identity copies a part that is stored as it is. In a mailbox, a ">" was put before every line that starts with
// "From ", and comes off again.
func (d *Draft) identity(v *viewer, source string, start, end int) {
	for pos := start; d.Mailbox && pos < end; {
		next := end
		if i := strings.IndexByte(source[pos:end], '\n'); i >= 0 {
			next = pos + i + 1
		}
		if line := source[pos:next]; line[0] == '>' && strings.HasPrefix(strings.TrimLeft(line, ">"), "From ") {
			v.verbatim(source[start:pos], start)
			start = pos + 1
		}
		pos = next
	}
	v.verbatim(source[start:end], start)
}

// contentType takes a Content-Type apart and forgives what mail programs write.
func contentType(value string) (string, map[string]string) {
	if value == "" {
		return "", nil
	}
	mediaType, params, err := mime.ParseMediaType(value)
	if err != nil {
		mediaType, _, _ = strings.Cut(value, ";")
		mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	}
	if params == nil {
		params = map[string]string{}
	}
	return mediaType, params
}

// multipart reads the part of a multipart body that a mail program would show. A boundary that never comes ends the
// part where the file ends.
func (d *Draft) multipart(source, boundary string, start, end, depth int) (view, bool, error) {
	type bodyPart struct{ start, end int }
	var parts []bodyPart
	open := -1
	closed := false
	for pos := start; pos < end; {
		next := end
		if i := strings.IndexByte(source[pos:end], '\n'); i >= 0 {
			next = pos + i + 1
		}
		line := strings.TrimRight(source[pos:next], "\r\n \t")
		if rest, ok := strings.CutPrefix(line, "--"+boundary); ok && (rest == "" || rest == "--") {
			if open >= 0 {
				stop := pos
				// The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
				stop -= len(source[open:stop]) - len(strings.TrimSuffix(strings.TrimSuffix(source[open:stop], "\n"), "\r"))
				parts = append(parts, bodyPart{open, max(stop, open)})
			}
			open = next
			if rest == "--" {
				closed = true
				break
			}
		}
		pos = next
	}
	switch {
	case !closed && open >= 0:
		parts = append(parts, bodyPart{open, end})
		d.notice("the last boundary is missing; the part was read to the end of the file")
	case open < 0:
		d.notice("the boundary of the multipart message never comes; it was read as text")
		var v viewer
		v.verbatim(source[start:end], start)
		w, err := d.decodeCharset(v.done(end), "")
		return w, false, err
	}
	best, bestRank := -1, 0
	var bestFields []header
	for i, p := range parts {
		fields, body, _ := readHeaders(source[:p.end], p.start)
		mediaType, _ := contentType(get(fields, "content-type"))
		rank := 0
		switch {
		case strings.HasPrefix(strings.ToLower(get(fields, "content-disposition")), "attachment"):
		case mediaType == "text/plain" || mediaType == "":
			rank = 3
		case strings.HasPrefix(mediaType, "multipart/"):
			rank = 2
		case mediaType == "text/html":
			rank = 1
		}
		if rank > bestRank {
			best, bestRank, bestFields = i, rank, fields
			parts[i].start = body
		}
	}
	if best < 0 {
		return view{}, false, errors.New("the message holds attachments and no text")
	}
	return d.part(source, bestFields, parts[best].start, parts[best].end, depth+1)
}

// quotedPrintable decodes RFC 2045 section 6.7. A bad escape stays as it is, as mail programs have it.
func quotedPrintable(v *viewer, source string, start, end int) {
	for i := start; i < end; {
		c := source[i]
		if c != '=' {
			v.verbatim(source[i:i+1], i)
			i++
			continue
		}
		rest := source[i+1 : end]
		trimmed := strings.TrimLeft(rest, " \t")
		switch {
		case strings.HasPrefix(trimmed, "\r\n"):
			i = end - len(trimmed) + 2
		case strings.HasPrefix(trimmed, "\n"):
			i = end - len(trimmed) + 1
		case trimmed == "":
			i = end
		case len(rest) >= 2 && unhex(rest[0]) >= 0 && unhex(rest[1]) >= 0:
			v.offsets.add(v.text.Len(), i, 1, 3)
			v.text.WriteByte(byte(unhex(rest[0])<<4 | unhex(rest[1])))
			i += 3
		default:
			v.verbatim("=", i)
			i++
		}
	}
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// decodeCharset turns bytes into characters. Where the name is unknown, or the bytes are not what it says, the charset
// is told from the bytes and a notice says so.
func (d *Draft) decodeCharset(below view, name string) (view, error) {
	raw := []byte(below.text)
	guess := detectCharset(raw)
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		if guess == utf8Charset {
			return below, nil
		}
	case "windows-1252", "cp1252", "iso-8859-1", "latin1", "iso8859-1":
		guess = windows1252 // as browsers and mail programs read Latin-1
		if isASCII(raw) {
			return below, nil
		}
	default:
		encoding, err := ianaindex.MIME.Encoding(name)
		if err != nil || encoding == nil {
			d.notice(fmt.Sprintf("the charset %q is unknown; it was read as %s", name, map[bool]string{true: "UTF-8", false: "Windows-1252"}[guess == utf8Charset]))
			break
		}
		if isASCII(raw) && !strings.HasPrefix(strings.ToLower(name), "utf-16") && !strings.HasPrefix(strings.ToLower(name), "iso-2022") {
			return below, nil
		}
		var v viewer
		decoder := encoding.NewDecoder()
		for i := 0; i < len(raw); {
			// One character at a time, so that each knows its bytes: the shortest run that decodes to one.
			n := 1
			var out []byte
			for ; n <= 8 && i+n <= len(raw); n++ {
				if out, err = decoder.Bytes(raw[i : i+n]); err == nil && len(out) > 0 && !bytes.ContainsRune(out, utf8.RuneError) {
					break
				}
			}
			if n > 8 || i+n > len(raw) || len(out) == 0 {
				v.char(utf8.RuneError, i, 1)
				i++
				continue
			}
			for _, r := range string(out) {
				v.char(r, i, n)
			}
			i += n
		}
		return v.done(len(raw)).over(below, 0), nil
	}
	if guess == utf8Charset {
		return below, nil
	}
	var v viewer
	for i := 0; i < len(raw); {
		r, size := guess.next(raw[i:])
		v.char(r, i, size)
		i += size
	}
	return v.done(len(raw)).over(below, 0), nil
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodeWords decodes the RFC 2047 words of a header value that stands at a place of the source. An encoded word is
// known by its first and last byte only.
func decodeWords(value string, at int) view {
	var v viewer
	decoder := mime.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
		encoding, err := ianaindex.MIME.Encoding(name)
		if err != nil || encoding == nil {
			return nil, fmt.Errorf("unknown charset %q", name)
		}
		return encoding.NewDecoder().Reader(r), nil
	}}
	previous := false // the word before was an encoded one: white space between two of them is none
	for i := 0; i < len(value); {
		if word := encodedWord(value[i:]); word != "" {
			if text, err := decoder.Decode(word); err == nil {
				for k, r := range []rune(text) {
					width := 0
					if k == 0 {
						width = len(word)
					}
					v.char(r, at+i, width)
				}
				i += len(word)
				previous = true
				continue
			}
		}
		rest := strings.TrimLeft(value[i:], " \t\r\n")
		if gap := len(value[i:]) - len(rest); gap > 0 {
			if !previous || encodedWord(rest) == "" {
				v.char(' ', at+i, gap)
			}
			i += gap
			continue
		}
		r, size := utf8.DecodeRuneInString(value[i:])
		if r == utf8.RuneError {
			r, size = rune(value[i]), 1 // raw Latin-1 in a header
		}
		v.char(r, at+i, size)
		i += size
		previous = false
	}
	return v.done(at + len(value))
}

func encodedWord(s string) string {
	if !strings.HasPrefix(s, "=?") {
		return ""
	}
	i := strings.Index(s, "?=")
	// The text of a Q word may start with "=": =?utf-8?Q?=41?=.
	if parts := strings.SplitN(s, "?", 4); len(parts) == 4 {
		if end := strings.Index(parts[3], "?="); end >= 0 {
			i = len(s) - len(parts[3]) + end
		}
	}
	if i < 0 || strings.ContainsAny(s[:i], " \t\r\n") {
		return ""
	}
	return s[:i+2]
}

// flowedView joins the lines of format=flowed (RFC 3676): one that ends in a space goes on in the next, and a space
// before a ">", "From " or another space was put there by the sender's program.
func flowedView(text string, delSp bool) view {
	var v viewer
	lines := splitLines(text)
	for i, l := range lines {
		start := l.start
		if strings.HasPrefix(l.text, " ") {
			start++
		}
		flows := strings.HasSuffix(l.text, " ") && l.text != "-- " && i+1 < len(lines) && !strings.HasPrefix(lines[i+1].text, ">") && !strings.HasPrefix(l.text, ">")
		switch {
		case !flows:
			v.verbatim(text[start:l.next], start)
		case delSp:
			v.verbatim(text[start:l.end-1], start)
		default:
			v.verbatim(text[start:l.end], start)
		}
	}
	return v.done(len(text))
}
