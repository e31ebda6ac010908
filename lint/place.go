package lint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/token"
)

// lineOf returns where the line that holds text[at] starts and ends.
func lineOf(text string, at int) (start, end int) {
	start = strings.LastIndexAny(text[:at], "\r\n") + 1
	if end = strings.IndexAny(text[at:], "\r\n"); end < 0 {
		return start, len(text)
	}
	return start, at + end
}

// putFirst puts a sentence where the body opens: behind the whole of the greeting and behind what stands there like a
// title, and before a list as a paragraph of its own.
func putFirst(doc *document, first int, text string) Edit {
	for i := first; i < len(doc.Sentences); i++ {
		s := &doc.Sentences[i]
		if s.Part != draft.Body { // a greeting under a title
			continue
		}
		start, _ := lineOf(doc.Text, s.Start)
		lead := strings.TrimSpace(doc.Text[start:s.Start])
		block := doc.Block(s.Start)
		switch {
		case block == draft.Heading || title(doc, s):
		case block != draft.Prose:
			return Edit{Start: start, End: start, Text: text + "\n\n"}
		case lead == "":
			return Edit{Start: s.Start, End: s.Start, Text: text + " "}
		case i == first && (strings.ContainsAny(lead[len(lead)-1:], ",:;.!?-") || strings.HasSuffix(lead, "–") || strings.HasSuffix(lead, "—")):
			// The text goes on behind the greeting, and now starts a sentence.
			e := Edit{Start: s.Start, End: s.Start, Text: text + " "}
			if doc.Text[s.Start-1] > ' ' {
				e.Text = " " + e.Text
			}
			if r, size := utf8.DecodeRuneInString(doc.Text[s.Start:]); unicode.IsLower(r) && s.Tokens[0].Type == token.Word {
				e.Text, e.End = e.Text+string(unicode.ToUpper(r)), e.Start+size
			}
			return e
		}
	}
	// Nothing but titles: it stands above them.
	start, _ := lineOf(doc.Text, doc.Sentences[first].Start)
	if strings.TrimSpace(doc.Text[start:doc.Sentences[first].Start]) != "" { // behind the greeting
		_, end := lineOf(doc.Text, start)
		return Edit{Start: end, End: end, Text: "\n\n" + text}
	}
	return Edit{Start: start, End: start, Text: text + "\n\n"}
}

// title reports whether a sentence is none but a line by itself: a name that the greeting was not seen to hold, a date, a
// title. It ends in no stop, a blank line follows, and it has no verb of a common clause.
func title(doc *document, s *token.Sentence) bool {
	_, end := lineOf(doc.Text, s.Start)
	rest := doc.Text[end:]
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "\r"), "\n")
	line := strings.TrimSpace(doc.Text[s.Start:end])
	next := strings.TrimLeft(rest, " \t")
	switch {
	case next != "" && next[0] != '\n' && next[0] != '\r', s.End < end && strings.TrimSpace(doc.Text[s.End:end]) != "":
		return false
	case strings.ContainsAny(line[len(line)-1:], ",-"), strings.HasSuffix(line, "–"), strings.HasSuffix(line, "—"):
		return true
	case strings.ContainsAny(line[len(line)-1:], ".!?"), strings.HasSuffix(line, "…"):
		return len(s.Tokens) <= 2 // "Priya."
	}
	return !slices.ContainsFunc(s.Tokens, func(t token.Token) bool { return slices.Contains(clauseWords, t.Norm) })
}

var clauseWords = strings.Fields("i you we it is am are was were be would could can may will have has had do did please want wanted why what how ask asking hope know")

// moveUp puts a sentence of thanks before the first one.
func moveUp(doc *document, first, thanks int, safe bool) Rewrite {
	s := &doc.Sentences[thanks]
	text := strings.Join(strings.Fields(doc.Text[s.Start:s.End]), " ")
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text = strings.TrimRight(text, ",;:-") + "."
	}
	// What stands in a list or a title has its place there, and emphasis may reach beyond the sentence.
	safe = safe && doc.Block(s.Start) == draft.Prose && !title(doc, s) && !strings.ContainsAny(text, "*_`[]<>|")
	return Rewrite{Title: "Move the thanks to the top", Safe: safe, Edits: []Edit{putFirst(doc, first, text), cut(doc.Text, s.Start, s.End)}}
}

// cut takes a sentence out, with the white space on one side, so that its neighbours keep their distance: a line goes
// with its end, a paragraph with the blank lines below it.
func cut(text string, start, end int) Edit {
	lineStart, _ := lineOf(text, start)
	_, lineEnd := lineOf(text, end)
	opens, closes := strings.TrimSpace(text[lineStart:start]) == "", strings.TrimSpace(text[end:lineEnd]) == ""
	for end < lineEnd && (text[end] == ' ' || text[end] == '\t') {
		end++
	}
	switch {
	case opens && closes:
		start, end = lineStart, nextLine(text, lineEnd)
		for above := strings.TrimRight(text[:start], " \t"); end < len(text) && (above == "" || blank(above)); {
			_, lineEnd = lineOf(text, end)
			if strings.TrimSpace(text[end:lineEnd]) != "" {
				break
			}
			end = nextLine(text, lineEnd)
		}
	case closes:
		start = len(strings.TrimRight(text[:start], " \t"))
	}
	return Edit{Start: start, End: end}
}

// nextLine returns where the line behind the line end at pos starts.
func nextLine(text string, pos int) int {
	if strings.HasPrefix(text[pos:], "\r\n") {
		return pos + 2
	}
	return min(pos+1, len(text))
}

// blank reports whether the last line of a text, which ends in its line end, is blank.
func blank(text string) bool {
	start, _ := lineOf(text, len(strings.TrimRight(text, " \t"))-1)
	if strings.HasSuffix(text, "\r\n") {
		start, _ = lineOf(text, len(text)-2)
	}
	return strings.TrimSpace(text[start:]) == ""
}
