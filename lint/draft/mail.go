package draft

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
)

// Mail is read by our own code where net/mail and mime/multipart would be the usual choice: they return strings without
// places, and they refuse what mail programs read all the same (a leading mbox line, a line without a colon, a missing
// last boundary). Header values are still taken apart by package mime.

// A header is one header field: its name in lower case and where its value stands, folds included.
type header struct {
	name       string
	start, end int
}

// value returns the value of a field, unfolded.
func (h header) value(source string) string {
	lines := splitLines(source[h.start:h.end])
	for i, l := range lines {
		lines[i].text = strings.TrimSpace(l.text)
	}
	switch len(lines) {
	case 0:
		return ""
	case 1:
		return lines[0].text
	}
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// A headerBlock is the header of a message or of a body part.
type headerBlock struct {
	fields []header
	body   int   // where the text starts
	blank  bool  // a blank line stands before it
	stray  []int // where lines start that are no fields, though they stand among them
	folds  []int // where lines start that go on with the field above, though they are not indented
}

// readHeaders reads the header block at pos. It forgives what mail programs forgive: lines that are no fields, and a fold
// that lost its white space.
func readHeaders(s string, pos int) headerBlock {
	var b headerBlock
	for pos < len(s) {
		next := nextLine(s, pos)
		line := strings.TrimRight(s[pos:next], "\r\n")
		name, value, ok := strings.Cut(line, ":")
		switch {
		case line == "":
			b.body, b.blank = next, true
			return b
		case line[0] == ' ' || line[0] == '\t':
			if n := len(b.fields); n > 0 {
				b.fields[n-1].end = pos + len(line)
			}
		case ok && fieldName(name):
			lead := len(value) - len(strings.TrimLeft(value, " \t"))
			b.fields = append(b.fields, header{strings.ToLower(name), pos + len(name) + 1 + lead, pos + len(line)})
		case len(b.fields) > 0 && openEnded(s[:b.fields[len(b.fields)-1].end]):
			b.folds = append(b.folds, pos)
			b.fields[len(b.fields)-1].end = pos + len(line)
		case len(b.fields) > 0 && startsField(s[next:]):
			b.stray = append(b.stray, pos)
		default:
			b.body = pos
			return b
		}
		pos = next
	}
	b.body, b.blank = pos, true
	return b
}

// nextLine returns where the line behind the one at pos starts.
func nextLine(s string, pos int) int {
	if i := strings.IndexByte(s[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(s)
}

// openEnded reports whether a header value cannot end as it does: a parameter or an address must follow.
func openEnded(value string) bool {
	return strings.HasSuffix(value, ";") || strings.HasSuffix(value, ",")
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

// startsField reports whether a header field stands at the start of s.
func startsField(s string) bool {
	line, _, _ := strings.Cut(s[:min(len(s), 100)], "\n")
	name, _, ok := strings.Cut(line, ":")
	return ok && fieldName(name)
}

// get returns the value of the first field of that name.
func (b headerBlock) get(source, name string) string {
	for _, f := range b.fields {
		if f.name == name {
			return f.value(source)
		}
	}
	return ""
}

// fromLine returns how long the line is that a mailbox puts before a message, 0 where there is none. Some programs leave
// it there, even quoted, when they save one message.
func fromLine(s string) int {
	if strings.HasPrefix(s, "From ") || strings.HasPrefix(s, ">From ") {
		return nextLine(s, 0)
	}
	return 0
}

// isMail reports whether a file is a message rather than prose that happens to start with a word and a colon: it says
// how it is encoded, its header block has two of the fields that mail programs write, or it is the kind of header block
// that people type on top of a draft, with a subject and a blank line below.
func isMail(source []byte) bool {
	const block = 64 << 10 // header blocks are shorter
	source = source[byteOrderMark(source):]
	start := source[:min(len(source), block)]
	if first, _, _ := bytes.Cut(start, []byte("\n")); len(first) > 0 && bytes.IndexByte([]byte(" \t>F"), first[0]) < 0 && !bytes.Contains(first, []byte(":")) {
		return false // as most drafts: neither a field, nor folded, nor "From "
	}
	s := string(start)
	top := fromLine(s)
	head := readHeaders(s, top)
	known, subject := 0, false
	for _, f := range head.fields {
		switch f.name {
		case "mime-version", "content-type", "content-transfer-encoding":
			return true
		case "from", "to", "date", "message-id", "received", "return-path", "x-mailer", "user-agent", "in-reply-to", "references", "fcc", "x-mozilla-draft-info", "cc", "bcc":
			known++
		case "subject":
			subject = true
		}
	}
	return known >= 2 || known == 1 && top > 0 || subject && head.blank && head.body < len(source)
}

// parseMail reads a message. The text is its header block, as it stands, and the parts that a mail program would show.
func (d *Draft) parseMail() error {
	source := string(d.Source)
	start := byteOrderMark(d.Source)
	top := start + fromLine(source[start:])
	head := readHeaders(source, top)
	if top > start && (!d.Mailbox || strings.EqualFold(filepath.Ext(d.Path), ".eml")) {
		d.notice("the first line belongs to a mailbox and not to the message; it was passed over")
	}
	line := func(at int) int { return d.beforeLines + strings.Count(source[:at], "\n") + 1 }
	for _, at := range head.stray {
		d.notice(fmt.Sprintf("line %d stands among the headers but is not one; it was passed over", line(at)))
	}
	for _, at := range head.folds {
		d.notice(fmt.Sprintf("line %d should be indented; it was read as part of the header above it", line(at)))
	}
	if !head.blank {
		d.notice("no blank line stands between the headers and the text")
	}
	var v viewer
	// The header lines stand in the text as they are; the subject is decoded.
	pos := start
	var subject Region
	for _, f := range head.fields {
		if f.name == "subject" {
			v.raw(d.charset, source[pos:f.start], pos)
			at := v.text.Len()
			v.append(d.decodeWords(source[f.start:f.end], f.start))
			subject = Region{partOf(v.text.String()[at:]), at, v.text.Len()}
			pos = f.end
			break
		}
	}
	v.raw(d.charset, source[pos:head.body], pos)
	bodyStart := v.text.Len()
	body, encoded, err := d.part(source, head, len(source), 0)
	if err != nil {
		return err
	}
	v.append(body)
	all := v.done(len(source))
	d.Text, d.offsets = all.text, all.offsets
	if encoded {
		// Places in base64 help nobody: positions count in the decoded text.
		d.Source, d.Decoded, d.charset = []byte(d.Text), true, utf8Charset
		d.offsets = offsetMap{}
		d.offsets.add(0, 0, 1, 1)
		d.offsets.end(len(d.Text), len(d.Text))
	}
	for _, r := range []Region{{Header, 0, subject.Start}, subject, {Header, subject.End, bodyStart}} {
		if r.Start < r.End {
			d.Regions = append(d.Regions, r)
		}
	}
	regions, names := split(d.Text[bodyStart:], d.markdown, shift(all.marks, -bodyStart))
	d.Regions, d.Names = append(d.Regions, shift(regions, bodyStart)...), names
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

// part reads one body part, which ends at end. It tells whether the part is stored such that places in the file mean
// nothing to a reader.
func (d *Draft) part(source string, head headerBlock, end, depth int) (view, bool, error) {
	mediaType, params := contentType(head.get(source, "content-type"))
	if strings.HasPrefix(mediaType, "multipart/") && params["boundary"] != "" && depth < maxDepth {
		return d.multipart(source, mediaType, params["boundary"], head.body, end, depth)
	}
	if mediaType != "" && !strings.HasPrefix(mediaType, "text/") && !strings.HasPrefix(mediaType, "multipart/") {
		return view{}, false, fmt.Errorf("the message holds %s and %w", mediaType, ErrNoText)
	}
	var raw viewer // bytes of the part without its transfer encoding
	encoded := false
	encoding := strings.ToLower(head.get(source, "content-transfer-encoding"))
	if i := strings.IndexAny(encoding, " \t(;"); i > 0 { // a comment, or a parameter that has no business here
		encoding = encoding[:i]
	}
	switch encoding {
	case "quoted-printable":
		d.escaped = true
		d.quotedPrintable(&raw, source, head.body, end)
	case "base64":
		encoded = true
		decoded, damaged := decodeBase64(source[head.body:end])
		if damaged {
			d.notice("the base64 text is damaged; it was read as far as it goes")
		}
		raw.verbatim(decoded, head.body)
	case "", "7bit", "8bit", "binary":
		d.identity(&raw, source, head.body, end)
	default:
		d.notice(fmt.Sprintf("the transfer encoding %q is unknown; the text was read as it stands", encoding))
		d.identity(&raw, source, head.body, end)
	}
	v := d.decodeCharset(raw.done(end), params["charset"])
	shown, markup := d.markup(v.text, mediaType)
	switch {
	case markup:
		v = shown.over(v)
	case params["format"] == "flowed":
		v = flowedView(v.text, params["delsp"] == "yes").over(v)
	}
	return v, encoded, nil
}

// decodeBase64 decodes as far as it goes, and tells whether it did not go to the end. What is no base64 is passed over,
// as RFC 2045 section 6.8 wants it. Some programs join texts that are each padded, and mailing lists put a footer in clear
// below: what stands behind padding or a blank line and is no base64 ends the text.
func decodeBase64(s string) (text string, damaged bool) {
	var out []byte
	clean := make([]byte, 0, len(s))
	decode := func() {
		if len(clean)%4 == 1 { // half a byte
			clean, damaged = clean[:len(clean)-1], true
		}
		out, _ = base64.RawStdEncoding.AppendDecode(out, clean) // it has no other way to fail
		clean = clean[:0]
	}
	blank, padded := false, false
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			blank = len(out)+len(clean) > 0
			continue
		}
		other := strings.ContainsFunc(line, func(r rune) bool { return r != '=' && !isBase64(r) })
		if (blank || padded) && other || padded && len(line)%4 != 0 {
			damaged = true
			break
		}
		for _, c := range line {
			switch {
			case isBase64(c):
				clean = append(clean, byte(c))
			case c == '=':
				decode()
				padded = true
			case c != ' ' && c != '\t' && c != '\r':
				damaged = true
			}
		}
	}
	decode()
	return string(out), damaged
}

func isBase64(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/'
}

// identity copies a part that is stored as it is.
func (d *Draft) identity(v *viewer, source string, start, end int) {
	for pos := start; d.Mailbox && pos < end; pos = min(nextLine(source, pos), end) {
		if d.escapedFrom(source[pos:end]) {
			v.verbatim(source[start:pos], start)
			start = pos + 1
		}
	}
	v.verbatim(source[start:end], start)
}

// escapedFrom reports whether the first ">" of a line is the one that a mailbox puts before every line that starts with
// "From ", and that comes off again.
func (d *Draft) escapedFrom(line string) bool {
	return d.Mailbox && strings.HasPrefix(line, ">") && strings.HasPrefix(strings.TrimLeft(line[:min(len(line), 100)], ">"), "From ")
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

// multipart reads what a mail program would show of a multipart body: of alternatives the plain text, or the HTML where
// there is no plain text, of anything else all texts that are no attachments, one behind the other. A text with the name
// of a file is an attachment too, which some programs show inline, but for the first: that is the draft.
func (d *Draft) multipart(source, mediaType, boundary string, start, end, depth int) (view, bool, error) {
	type bodyPart struct {
		headerBlock
		end, rank int
	}
	alternatives := mediaType == "multipart/alternative"
	var parts []bodyPart
	for _, b := range d.bodyParts(source, boundary, start, end) {
		p := bodyPart{readHeaders(source[:b.end], b.start), b.end, 0}
		mediaType, params := contentType(p.get(source, "content-type"))
		disposition := strings.ToLower(p.get(source, "content-disposition"))
		named := params["name"] != "" || strings.Contains(disposition, "filename")
		switch {
		case strings.HasPrefix(disposition, "attachment"), named && len(parts) > 0 && !alternatives:
		case mediaType == "text/plain" || mediaType == "":
			p.rank = 3
		case strings.HasPrefix(mediaType, "multipart/"):
			p.rank = 2
		case mediaType == "text/html":
			p.rank = 1
		}
		if p.rank > 0 {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return view{}, false, fmt.Errorf("the message holds attachments and %w", ErrNoText)
	}
	if alternatives {
		slices.SortStableFunc(parts, func(a, b bodyPart) int { return b.rank - a.rank })
	}
	var v viewer
	encoded, failed := false, error(nil)
	for _, p := range parts {
		w, e, err := d.part(source, p.headerBlock, p.end, depth+1)
		switch {
		case err != nil:
			failed = err
			continue
		case strings.TrimSpace(w.text) == "":
			continue
		case v.text.Len() > 0 && !strings.HasSuffix(v.text.String(), "\n"):
			v.char('\n', p.body, 0)
		}
		v.append(w)
		encoded = encoded || e
		if alternatives {
			d.twice = len(parts) > 1
			break
		}
	}
	if v.text.Len() == 0 && failed != nil {
		return view{}, false, failed
	}
	return v.done(end), encoded, nil
}

// A span is a stretch of the source.
type span struct{ start, end int }

// bodyParts cuts a multipart body at its boundaries. A last boundary that never comes ends the last part where the body
// ends; where no boundary comes at all, the body is one part.
func (d *Draft) bodyParts(source, boundary string, start, end int) []span {
	var parts []span
	open := -1
	for pos := start; pos < end; {
		next := min(nextLine(source, pos), end)
		line := strings.TrimRight(source[pos:next], "\r\n \t")
		if rest, ok := strings.CutPrefix(line, "--"+boundary); ok && (rest == "" || rest == "--") {
			if open >= 0 {
				// The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1).
				text := strings.TrimSuffix(strings.TrimSuffix(source[open:pos], "\n"), "\r")
				parts = append(parts, span{open, open + len(text)})
			}
			open = next
			if rest == "--" {
				return parts
			}
		}
		pos = next
	}
	if open < 0 {
		if other := anyBoundary(source[start:end]); other != "" && other != boundary {
			d.notice("the boundary that the header names never comes; another one was taken for it")
			return d.bodyParts(source, other, start, end)
		}
		d.notice("the boundary of the multipart message never comes; it was read as one text")
		return []span{{start, end}}
	}
	d.notice("the last boundary is missing; the part was read to the end of the file")
	return append(parts, span{open, end})
}

// anyBoundary finds what must be a boundary, because the header of a body part stands below it.
func anyBoundary(body string) string {
	for pos := 0; pos < len(body); {
		next := nextLine(body, pos)
		if name, ok := strings.CutPrefix(strings.TrimRight(body[pos:next], "\r\n \t"), "--"); ok && name != "" && len(body)-next >= 8 && strings.EqualFold(body[next:next+8], "content-") {
			return name
		}
		pos = next
	}
	return ""
}

// quotedPrintable decodes RFC 2045 section 6.7. A bad escape stays as it is, as mail programs have it.
func (d *Draft) quotedPrintable(v *viewer, source string, start, end int) {
	for i := start; i < end; {
		c := source[i]
		if c == '>' && (i == start || source[i-1] == '\n') && d.escapedFrom(source[i:end]) {
			i++
			continue
		}
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
func (d *Draft) decodeCharset(below view, name string) view {
	raw := []byte(below.text)
	guess := detectCharset(raw)
	switch name = strings.ToLower(strings.TrimSpace(name)); name {
	case "", "us-ascii", "ascii":
	case "utf-8", "utf8":
		if guess != utf8Charset {
			d.notice("the text is not UTF-8, though its header says so; it was read as " + guess.String())
		} else if !utf8.Valid(raw) {
			d.notice("some characters are damaged; they show as \uFFFD")
		}
	default:
		latin1 := slices.Contains([]string{"windows-1252", "cp1252", "iso-8859-1", "latin1", "iso8859-1"}, name)
		switch encoding, err := namedCharset(name); {
		case err != nil && !latin1:
			d.notice(fmt.Sprintf("%v; the text was read as %s", err, guess))
		case guess == utf8Charset && utf8.Valid(raw) && !isASCII(raw):
			// Hardly ever by chance. What an editor hands over is UTF-8, whatever the file is.
			d.notice(fmt.Sprintf("the text is UTF-8, though its header says %s; it was read as UTF-8", name))
		case latin1:
			guess = windows1252 // as browsers and mail programs read Latin-1
		default:
			return decodeWith(encoding.NewDecoder(), raw).over(below)
		}
	}
	if guess <= windows1252 && isASCII(raw) || guess == utf8Charset && utf8.Valid(raw) {
		return below
	}
	var v viewer
	v.raw(guess, below.text, 0)
	return v.done(len(raw)).over(below)
}

// charsetAliases are names that mail carries and the IANA tables of x/text lack or leave without a decoder.
var charsetAliases = map[string]string{
	"gb2312": "gbk", "x-gbk": "gbk", "ks_c_5601-1987": "euc-kr", "x-sjis": "shift_jis", "sjis": "shift_jis", "tis-620": "windows-874",
	"iso8859-15": "iso-8859-15", "latin9": "iso-8859-15", "cp-850": "ibm850",
}

func namedCharset(name string) (encoding.Encoding, error) {
	name = strings.ToLower(name)
	if alias, ok := charsetAliases[name]; ok {
		name = alias
	}
	e, err := ianaindex.MIME.Encoding(name)
	if err != nil || e == nil {
		return nil, fmt.Errorf("the charset %q is unknown", name)
	}
	return e, nil
}

// decodeWith decodes step by step, so that every character knows its bytes. The decoder keeps what it knows between two
// steps: some charsets switch tables on the way.
func decodeWith(decoder *encoding.Decoder, raw []byte) view {
	var v viewer
	var out [64]byte
	for i := 0; i < len(raw); {
		// The shortest run from which the decoder takes something. No charset needs more than 8 bytes.
		for n := 1; ; n++ {
			end := min(i+n, len(raw))
			written, taken, _ := decoder.Transform(out[:], raw[i:end], end == len(raw))
			if taken == 0 && n > 8 {
				v.char(utf8.RuneError, i, 1)
				taken = 1
			}
			for _, r := range string(out[:written]) {
				v.char(r, i, taken)
			}
			if i += taken; taken > 0 {
				break
			}
		}
	}
	return v.done(len(raw))
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decodeWords decodes the RFC 2047 words of a header value that stands at a place of the source. Every
// character of an encoded word stands for the whole of it.
func (d *Draft) decodeWords(value string, at int) view {
	var v viewer
	decoder := mime.WordDecoder{CharsetReader: func(name string, r io.Reader) (io.Reader, error) {
		e, err := namedCharset(name)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(r), nil
	}}
	previous := false // the word before was an encoded one: white space between two of them is none
	for i := 0; i < len(value); {
		if word := encodedWord(value[i:]); word != "" {
			text, err := decoder.Decode(word)
			if err != nil {
				d.notice(fmt.Sprintf("a part of the subject cannot be decoded (%v); it was read as it stands", err))
				text = word
			}
			for _, r := range text {
				v.char(r, at+i, len(word))
			}
			i += len(word)
			previous = true
			continue
		}
		rest := strings.TrimLeft(value[i:], " \t\r\n")
		if gap := len(value[i:]) - len(rest); gap > 0 {
			if !previous || encodedWord(rest) == "" {
				v.char(' ', at+i, gap)
			}
			i += gap
			continue
		}
		r, size := d.charset.next([]byte(value[i:min(i+4, len(value))]))
		v.char(r, at+i, size)
		i += size
		previous = false
	}
	return v.done(at + len(value))
}

// encodedWord returns the encoded word that s starts with, "" where it starts with none. RFC 2047 allows 75 bytes;
// programs that do not fold write longer ones.
func encodedWord(s string) string {
	const longest = 1000
	if !strings.HasPrefix(s, "=?") {
		return ""
	}
	s = s[:min(len(s), longest)]
	if i := strings.IndexAny(s, " \t\r\n"); i >= 0 {
		s = s[:i]
	}
	// =?charset?encoding?text?=, and the text may start with "=".
	parts := strings.SplitN(s, "?", 4)
	if len(parts) < 4 {
		return ""
	}
	end := strings.Index(parts[3], "?=")
	if end < 0 {
		return ""
	}
	return s[:len(s)-len(parts[3])+end+2]
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
		flows := strings.HasSuffix(l.text, " ") && l.text != "-- " && !strings.HasPrefix(l.text, ">") && i+1 < len(lines) && flowsOn(lines[i+1])
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

// flowsOn reports whether a line can go on with the one before: a signature, a quotation and a blank line cannot.
func flowsOn(l line) bool { return l.text != "-- " && !strings.HasPrefix(l.text, ">") && !l.blank() }
