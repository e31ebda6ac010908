package lint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/token"
)

// advice returns the sentences a rule offers, best first: in an answer to feedback nobody asks for it again.
func advice(r *Rule, doc *document) []string {
	if doc.Kind == draft.Reply && len(r.Reply) > 0 {
		return r.Reply
	}
	switch doc.Candidate {
	case Student:
		return slices.Concat(r.Student, r.Instead)
	case Experienced:
		return slices.Concat(r.Experienced, r.Instead)
	}
	return r.Instead
}

// calmed returns the one mark that says what a run of exclamation and question marks says, and any other text as it is.
func calmed(text string) string {
	switch {
	case len(text) < 2 || strings.Trim(text, "!?") != "":
		return text
	case strings.Contains(text, "?"):
		return "?"
	}
	return "."
}

// endsSentence reports whether a run of marks stands where a full stop could: behind a word, at the end of a sentence, and before
// white space and no lower-case letter. "I really!! want to know" goes on, and "a!!b" is no prose.
func endsSentence(text string, s *token.Sentence, match pattern.Match) bool {
	if match.MarkStart == 0 || s.Tokens[match.MarkStart-1].Type != token.Word || s.Tokens[match.MarkStart-1].End != s.Tokens[match.MarkStart].Start {
		return false
	}
	rest := text[s.Tokens[match.MarkEnd-1].End:]
	after := strings.TrimLeft(rest, `"'’”)]*_`)
	next, _ := utf8.DecodeRuneInString(after)
	paragraph, _, _ := strings.Cut(after, "\n\n")
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(paragraph, unicode.IsSpace))
	return (after == "" || unicode.IsSpace(next)) && !unicode.IsLower(first)
}

// needed reports whether a finding is somebody's words, stands in brackets or emphasis, is joined to its neighbours by an
// "and", is leant on by what follows, or is all that its sentence says: what is left of the sentence would not stand without it.
func needed(tokens []token.Token, match pattern.Match) bool {
	next := behind(tokens, match)
	switch {
	case next < len(tokens) && relatives(tokens[next].Norm), next < len(tokens) && next == match.MarkEnd && prepositions(tokens[next].Norm):
		return true // "as per my last email, which I sent on Monday", "as per my last email of Monday"
	case !wordless(tokens[:match.MarkStart]) && tokens[match.MarkStart-1].Type != token.Punct && tokens[match.MarkStart-1].Norm != "and":
		return true // "the address is as per my last email"
	}
	open, words := 0, 0
	for i, t := range tokens {
		mark := t.Soft() && t.Norm != ","
		switch inside := i >= match.MarkStart && i < match.MarkEnd; {
		case mark && (inside || i == match.MarkStart-1 || i == match.MarkEnd):
			return true
		case t.Norm == "and" && (i == match.MarkEnd && match.MarkStart == 0 ||
			i == match.MarkStart-1 && match.MarkEnd < len(tokens) && tokens[match.MarkEnd].Norm == ","):
			return true
		case mark && t.Norm == "\"" && i < match.MarkStart:
			open++
		case !inside && t.Type != token.Punct:
			words++
		}
	}
	return open%2 == 1 || words == 0
}

var relatives = set("which who whom whose that where when")

// behind returns the number of the token behind a finding and the commas that set it off.
func behind(tokens []token.Token, match pattern.Match) int {
	next := match.MarkEnd
	for next < len(tokens) && tokens[next].Norm == "," {
		next++
	}
	return next
}

// wordless reports whether tokens are punctuation alone.
func wordless(tokens []token.Token) bool {
	return !slices.ContainsFunc(tokens, func(t token.Token) bool { return t.Type != token.Punct })
}

// leaveOut deletes the words of a finding with the commas and the space that set them off. What then starts the sentence
// gets the capital.
func leaveOut(text string, s *token.Sentence, match pattern.Match) Edit {
	first, next := match.MarkStart, behind(s.Tokens, match)
	atEnd := next == len(s.Tokens) || s.Tokens[next].Type == token.Punct
	for first > 0 && s.Tokens[first-1].Norm == "," && (atEnd || next > match.MarkEnd) {
		first--
	}
	opens := wordless(s.Tokens[:first])
	e := Edit{Start: s.Tokens[match.MarkStart].Start, End: s.Tokens[match.MarkEnd-1].End}
	switch {
	case first < match.MarkStart && !atEnd:
		e.Start, e.End, e.Text = s.Tokens[first].Start, s.Tokens[next].Start, " "
		if first > 0 {
			e.Start = s.Tokens[first-1].End
		}
	case !atEnd:
		e.End = s.Tokens[next].Start
	case next < len(s.Tokens) && !opens: // the stop stays
		e.Start, e.End = s.Tokens[first-1].End, s.Tokens[next].Start
		if s.Tokens[next].Norm == "-" {
			e.Text = " "
		}
	case first > 0:
		e.Start = s.Tokens[first-1].End
	}
	if opens && next < len(s.Tokens) {
		if atEnd { // a dash may stand behind it
			for next < len(s.Tokens) && s.Tokens[next].Type == token.Punct {
				next++
			}
			if next == len(s.Tokens) {
				return e
			}
			e.End = s.Tokens[next].Start
		}
		r, size := utf8.DecodeRuneInString(text[e.End:])
		if name := strings.ContainsFunc(text[e.End:max(e.End, s.Tokens[next].End)], unicode.IsUpper); unicode.IsLower(r) && !name { // but eBay
			e.Text += string(unicode.ToUpper(r))
			e.End += size
		}
	}
	return e
}

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
	return !slices.ContainsFunc(s.Tokens, func(t token.Token) bool { return clauseWords(t.Norm) })
}

var clauseWords = set("i you we it is am are was were be would could can may will have has had do did please want wanted why what how ask asking hope know")

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
