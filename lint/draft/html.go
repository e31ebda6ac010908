package draft

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// looksLikeHTML tells an HTML body from prose that mentions a tag.
func looksLikeHTML(s string) bool {
	head := strings.TrimSpace(s[:min(len(s), 512)])
	if !strings.HasPrefix(head, "<") {
		return false
	}
	head = strings.ToLower(head)
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<head") || strings.HasPrefix(head, "<body") ||
		strings.HasPrefix(head, "<div") || strings.HasPrefix(head, "<p>")
}

// lineEnds returns how many line ends an element brings that starts a line of its own, 0 for any other.
func lineEnds(tag string) int {
	switch tag {
	case "p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "section", "article", "pre", "dl":
		return 2
	case "div", "br", "li", "tr", "dt", "dd", "header", "footer", "center", "address", "form", "body":
		return 1
	}
	return 0
}

// void reports whether an element never has an end tag.
func void(tag string) bool {
	switch tag {
	case "br", "hr", "img", "input", "meta", "link", "base", "col", "wbr", "area", "source", "embed":
		return true
	}
	return false
}

// hidden reports whether an element holds no text that a reader sees. A head is none of them: what stands in it and is not
// one of these, a browser takes for the start of the body.
func hidden(tag string) bool {
	switch tag {
	case "script", "style", "title", "template", "noscript":
		return true
	}
	return false
}

// partOfElement tells by its tag and attributes whether an element is quoted text or a signature, and whether all below it
// is too: Outlook's marks stand before the quoted message and not around it. Sources: the HTML that Gmail, Outlook on the
// web and on the desktop, Apple Mail, Thunderbird and Yahoo write.
func partOfElement(t html.Token) (part Part, marks, below bool) {
	if t.Data == "blockquote" {
		return Quoted, !indents(t), false
	}
	for _, a := range t.Attr {
		value := strings.ToLower(a.Val)
		switch a.Key {
		case "class":
			for class := range strings.FieldsSeq(value) {
				switch class {
				case "gmail_quote", "gmail_attr", "gmail_quote_container", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "outlookmessageheader", "moz-forward-container", "mail-quote-collapse", "zmail_extra":
					return Quoted, true, false
				case "gmail_signature", "moz-signature", "protonmail_signature_block", "apple-mail-signature", "signature":
					return Signature, true, false
				}
			}
		case "id":
			switch {
			case value == "divrplyfwdmsg" || value == "appendonsend" || value == "mail-editor-reference-message-container":
				return Quoted, true, true
			case strings.HasPrefix(value, "yahoo_quoted") || value == "olk_src_body_section":
				return Quoted, true, false
			case value == "signature" || value == "applemailsignature" || value == "ms-outlook-mobile-signature":
				return Signature, true, false
			}
		}
	}
	return Body, false, false
}

// indents reports whether a blockquote only indents the candidate's own words: the button for it, in Gmail and in Apple
// Mail, writes one with a style that takes the line at its side away, and nothing else. Outlook draws that line by a style.
func indents(t html.Token) bool {
	if len(t.Attr) != 1 || t.Attr[0].Key != "style" {
		return false
	}
	style := strings.ReplaceAll(strings.ToLower(t.Attr[0].Val), " ", "")
	return (strings.Contains(style, "border:none") || strings.Contains(style, "border:mediumnone")) && !strings.Contains(style, "border-")
}

// gmailQuote reports whether an element has the class that Gmail gives to a quoted message, and to the frame around it,
// its attribution and the answers written between its parts.
func gmailQuote(t html.Token) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool {
		return a.Key == "class" && slices.Contains(strings.Fields(strings.ToLower(a.Val)), "gmail_quote")
	})
}

// unseen reports whether an element's style keeps it from the reader, as that of the preview lines of newsletters does.
func unseen(t html.Token) bool {
	for _, a := range t.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
			return true
		}
	}
	return false
}

// An element is one that is open.
type element struct {
	name  string
	part  Part
	marks bool // it tells the part, and none around it does
	frame bool // Gmail's: what is in it marks too, and it no longer does once a quotation stands right in it
	start int
}

// An htmlReader makes the view of an HTML text: what a browser would show, each character with its bytes.
type htmlReader struct {
	viewer
	open     []element
	count    map[string]int // open elements by name, so that a stray end tag costs nothing
	marked   int            // open elements that mark
	hidden   int            // which of the open elements hides what is in it, -1 for none
	newlines int            // line ends written since the last character
	space    span           // white space that was read and has not been written, from -1 for none
	rest     int            // from where all is quoted, -1 for nowhere
}

// htmlView reads the text that a browser would show, each character with its bytes. Outlook marks a quoted message only
// by the element before it, so from there on all is quoted.
func htmlView(source string) view {
	v := htmlReader{count: map[string]int{}, hidden: -1, newlines: 2, space: span{start: -1}, rest: -1}
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(0)
	pos := 0
	for {
		kind := z.Next()
		raw := source[pos : pos+len(z.Raw())]
		at := pos
		pos += len(raw)
		switch kind {
		case html.ErrorToken:
			if raw == "" {
				v.close(0, pos)
				if v.rest >= 0 {
					v.marks = append(v.marks, Region{Quoted, v.rest, v.text.Len()})
				}
				return v.done(len(source))
			}
		case html.TextToken:
			if v.hidden < 0 {
				v.words(raw, at)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			v.start(z.Token(), at)
		case html.EndTagToken:
			name, _ := z.TagName()
			v.end(string(name), at)
		}
	}
}

// words reads text between tags.
func (v *htmlReader) words(raw string, at int) {
	const longestEntity = 34 // &CounterClockwiseContourIntegral; with its signs
	preformatted := v.count["pre"] > 0
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		text := raw[i : i+size]
		if r == '&' {
			if end := strings.IndexByte(raw[i:min(i+longestEntity, len(raw))], ';'); end > 0 {
				if decoded := html.UnescapeString(raw[i : i+end+1]); decoded != raw[i:i+end+1] {
					text, size = decoded, end+1
				}
			}
		}
		switch {
		case preformatted && r == '\n':
			v.space.start = -1
			v.char('\n', at+i, 1)
			v.newlines++
		case preformatted && r == '\r':
		case !preformatted && size == len(text) && unicode.IsSpace(r) && r != 0xA0:
			if v.space.start < 0 {
				v.space = span{at + i, at + i}
			}
			if v.space.end == at+i { // a tag ends it: what is edited must not take that with it
				v.space.end += size
			}
		default:
			if v.space.start >= 0 && v.newlines == 0 {
				v.char(' ', v.space.start, v.space.end-v.space.start)
			}
			v.space.start, v.newlines = -1, 0
			for _, c := range text {
				v.char(c, at+i, size)
			}
		}
		i += size
	}
}

// breakLine sees to it that at least n line ends stand before what comes.
func (v *htmlReader) breakLine(n, at int) {
	for v.space.start = -1; v.newlines < n; v.newlines++ {
		v.char('\n', at, 0)
	}
}

func (v *htmlReader) start(t html.Token, at int) {
	empty := void(t.Data) || t.Type == html.SelfClosingTagToken
	if v.hidden >= 0 && v.open[v.hidden].name == "p" && lineEnds(t.Data) > 0 && t.Data != "br" {
		v.close(v.hidden, at) // a paragraph needs no end tag: the next block ends it
	}
	if !empty && v.hidden < 0 && (hidden(t.Data) || unseen(t)) {
		v.hidden = len(v.open)
	}
	if v.hidden >= 0 {
		if !empty {
			v.push(element{name: t.Data})
		}
		return
	}
	if n := lineEnds(t.Data); n > 0 {
		if t.Data == "br" {
			n = min(v.newlines+1, 3)
		}
		v.breakLine(n, at)
	}
	if t.Data == "li" {
		v.char('-', at, 0)
		v.char(' ', at, 0)
		v.newlines = 0
	}
	if (t.Data == "td" || t.Data == "th") && v.space.start < 0 {
		v.space = span{at, at} // cells stand apart
	}
	part, marks, below := partOfElement(t)
	if below && v.rest < 0 {
		v.rest = v.text.Len()
	}
	if empty {
		return
	}
	// What stands in a quotation is quoted, whatever it is.
	marks = marks && v.marked == 0
	gmail := marks && gmailQuote(t)
	frame := gmail && t.Data == "div"
	if n := len(v.open); gmail && !frame && n > 0 && v.open[n-1].frame {
		v.open[n-1].marks = false // answers may stand beside the quotation; a forwarded message has none
	}
	if marks && !frame {
		v.marked++
	}
	v.push(element{t.Data, part, marks, frame, v.text.Len()})
}

func (v *htmlReader) push(e element) {
	v.count[e.name]++
	v.open = append(v.open, e)
}

func (v *htmlReader) end(name string, at int) {
	if v.count[name] > 0 {
		i := len(v.open) - 1
		for v.open[i].name != name {
			i--
		}
		v.close(i, at)
	}
}

// close closes the open elements from the i-th on.
func (v *htmlReader) close(i, at int) {
	for len(v.open) > i {
		e := v.open[len(v.open)-1]
		v.open = v.open[:len(v.open)-1]
		v.count[e.name]--
		if v.hidden >= 0 {
			if v.hidden == len(v.open) {
				v.hidden = -1
			}
			continue
		}
		if n := lineEnds(e.name); n > 0 {
			v.breakLine(n, at)
		}
		if e.marks {
			if !e.frame {
				v.marked--
			}
			for n := len(v.marks); n > 0 && v.marks[n-1].Start >= e.start; n-- {
				v.marks = v.marks[:n-1] // a frame covers what marked in it
			}
			v.marks = append(v.marks, Region{e.part, e.start, v.text.Len()})
		}
	}
}
