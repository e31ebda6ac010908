package draft

import (
	"regexp"
	"strings"
)

var (
	fence       = regexp.MustCompile("^\\s{0,3}(```+|~~~+)")
	inlineCode  = regexp.MustCompile("`[^`\n]+`")
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	imageLink   = regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]*\)`)
	linkTarget  = regexp.MustCompile(`(\[[^\]\n]+\])(\([^)\n]*\))`)
	reference   = regexp.MustCompile(`(?m)^\s{0,3}\[[^\]\n]+\]:\s.*$`)
	heading     = regexp.MustCompile(`(?m)^\s{0,3}#{1,6}\s+`)
)

// markdownView leaves out what is not prose: front matter, code, HTML comments, pictures, the targets of links. A code
// span leaves its back quotes, so that the words around it do not become one phrase.
func markdownView(text string) view {
	cut := make([]bool, len(text))
	mark := func(start, end int) {
		for i := start; i < end; i++ {
			cut[i] = true
		}
	}
	lines := splitLines(text)
	if len(lines) > 0 && strings.TrimRight(lines[0].text, " \t") == "---" {
		for i := 1; i < len(lines); i++ {
			if t := strings.TrimRight(lines[i].text, " \t"); t == "---" || t == "..." {
				mark(0, lines[i].next)
				break
			}
		}
	}
	open := ""
	for _, l := range lines {
		m := fence.FindStringSubmatch(l.text)
		switch {
		case open != "":
			mark(l.start, l.next)
			if m != nil && strings.HasPrefix(m[1], open) {
				open = ""
			}
		case m != nil && !cut[l.start]:
			open = m[1][:3]
			mark(l.start, l.next)
		}
	}
	for _, re := range []*regexp.Regexp{htmlComment, imageLink, reference, heading} {
		for _, m := range re.FindAllStringIndex(text, -1) {
			mark(m[0], m[1])
		}
	}
	for _, m := range inlineCode.FindAllStringIndex(text, -1) {
		mark(m[0]+1, m[1]-1)
	}
	for _, m := range linkTarget.FindAllStringSubmatchIndex(text, -1) {
		cut[m[2]], cut[m[3]-1] = true, true // the brackets
		mark(m[4], m[5])
	}
	var v viewer
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && cut[j] == cut[i] {
			j++
		}
		if !cut[i] {
			v.verbatim(text[i:j], i)
		}
		i = j
	}
	return v.done(len(text))
}
