package draft

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// looksLikeHTML tells an HTML body from prose that mentions a tag.
func looksLikeHTML(s string) bool {
	head := strings.ToLower(strings.TrimSpace(s[:min(len(s), 512)]))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<head") || strings.HasPrefix(head, "<body") ||
		strings.HasPrefix(head, "<div") || strings.HasPrefix(head, "<p>")
}

// blocks are the elements that start a line of their own, with how many line ends they bring.
var blocks = map[string]int{
	"p": 2, "div": 1, "br": 1, "ul": 2, "ol": 2, "li": 1, "table": 2, "tr": 1, "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2, "blockquote": 2, "hr": 2,
	"section": 2, "article": 2, "pre": 2, "dl": 2, "dt": 1, "dd": 1, "header": 1, "footer": 1, "center": 1, "address": 1, "form": 1, "body": 1,
}

// voids never have an end tag.
var voids = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "meta": true, "link": true, "base": true, "col": true, "wbr": true, "area": true, "source": true, "embed": true}

// hidden elements hold no text that a reader sees.
var hidden = map[string]bool{"script": true, "style": true, "head": true, "title": true, "template": true, "noscript": true}

// partOfElement tells by its tag and attributes whether an element is quoted text or a signature. Sources: the HTML that
// Gmail, Outlook on the web and on the desktop, Apple Mail, Thunderbird and Yahoo write.
func partOfElement(t html.Token) (Part, bool) {
	if t.Data == "blockquote" {
		return Quoted, true
	}
	for _, a := range t.Attr {
		value := strings.ToLower(a.Val)
		switch a.Key {
		case "class":
			for class := range strings.FieldsSeq(value) {
				switch class {
				case "gmail_quote", "gmail_attr", "gmail_quote_container", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "outlookmessageheader", "moz-forward-container", "mail-quote-collapse", "zmail_extra":
					return Quoted, true
				case "gmail_signature", "moz-signature", "protonmail_signature_block", "apple-mail-signature", "signature":
					return Signature, true
				}
			}
		case "id":
			switch {
			case value == "divrplyfwdmsg" || value == "appendonsend" || value == "mail-editor-reference-message-container" || strings.HasPrefix(value, "yahoo_quoted") || value == "olk_src_body_section":
				return Quoted, true
			case value == "signature" || value == "applemailsignature" || value == "ms-outlook-mobile-signature":
				return Signature, true
			}
		case "type":
			if t.Data == "blockquote" && value == "cite" {
				return Quoted, true
			}
		}
	}
	return Body, false
}

// htmlView reads the text that a browser would show, each character with its bytes. Outlook marks a quoted message only
// by the element before it, so from there on all is quoted.
func htmlView(source string) view {
	var v viewer
	type element struct {
		name  string
		part  Part
		marks bool
		start int
	}
	var stack []element
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(0)
	pos, skip, newlines, rest := 0, "", 2, -1
	space := -1 // where white space was read that has not been written
	breakLine := func(n, at int) {
		for space = -1; newlines < n; newlines++ {
			v.char('\n', at, 0)
		}
	}
	closeUntil := func(i, at int) {
		for len(stack) > i {
			e := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if n := blocks[e.name]; n > 0 {
				breakLine(n, at)
			}
			if e.marks {
				v.marks = append(v.marks, Region{e.part, e.start, v.text.Len()})
			}
		}
	}
	for {
		kind := z.Next()
		raw := string(z.Raw())
		at := pos
		pos += len(raw)
		if kind == html.ErrorToken {
			if z.Err() == io.EOF && raw == "" {
				break
			}
			if raw == "" {
				break
			}
			continue
		}
		switch kind {
		case html.TextToken:
			if skip != "" {
				continue
			}
			for i := 0; i < len(raw); {
				r, size := utf8.DecodeRuneInString(raw[i:])
				text := raw[i : i+size]
				if r == '&' {
					if end := strings.IndexByte(raw[i:], ';'); end > 0 && end < 12 {
						if decoded := html.UnescapeString(raw[i : i+end+1]); decoded != raw[i:i+end+1] {
							text, size = decoded, end+1
						}
					}
				}
				switch {
				case size == len(text) && unicode.IsSpace(r) && r != 0xA0:
					if space < 0 {
						space = at + i
					}
				default:
					if space >= 0 && newlines == 0 {
						v.char(' ', space, at+i-space)
					}
					space, newlines = -1, 0
					for k, c := range text {
						width := 0
						if k == 0 {
							width = size
						}
						v.char(c, at+i, width)
					}
				}
				i += size
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case skip != "":
				continue
			case hidden[t.Data] && kind == html.StartTagToken:
				skip = t.Data
				continue
			}
			if n := blocks[t.Data]; n > 0 {
				if t.Data == "br" {
					n = min(newlines+1, 3)
				}
				breakLine(n, at)
			}
			if t.Data == "li" {
				v.char('-', at, 0)
				v.char(' ', at, 0)
				newlines = 0
			}
			part, marks := partOfElement(t)
			if marks && part == Quoted && t.Data != "blockquote" && rest < 0 && emptyMarker(t) {
				rest = v.text.Len()
			}
			if kind == html.StartTagToken && !voids[t.Data] {
				stack = append(stack, element{t.Data, part, marks, v.text.Len()})
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if skip != "" {
				if string(name) == skip {
					skip = ""
				}
				continue
			}
			for i := len(stack) - 1; i >= 0; i-- {
				if stack[i].name == string(name) {
					closeUntil(i, at)
					break
				}
			}
		}
	}
	closeUntil(0, pos)
	if rest >= 0 {
		v.marks = append(v.marks, Region{Quoted, rest, v.text.Len()})
	}
	return v.done(len(source))
}

// emptyMarker reports whether an element is one of Outlook's, which stands before the quoted message and not around it.
func emptyMarker(t html.Token) bool {
	for _, a := range t.Attr {
		if v := strings.ToLower(a.Val); a.Key == "id" && (v == "divrplyfwdmsg" || v == "appendonsend" || v == "mail-editor-reference-message-container") {
			return true
		}
	}
	return false
}
