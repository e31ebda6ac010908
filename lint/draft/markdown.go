package draft

import (
	"regexp"
	"strings"
	"sync"
)

// markup is what Markdown writes that is no prose. It is compiled when the first Markdown file comes.
var markup = sync.OnceValue(func() (m struct{ yaml, fence, inlineCode, htmlComment, image, link, reference, definedLink, footnote, tag, heading *regexp.Regexp }) {
	m.yaml = regexp.MustCompile(`^(["'\w][\w "'.-]*:([ \t].*)?|#.*)$`)
	m.fence = regexp.MustCompile("^\\s{0,3}(```+|~~~+)")
	m.inlineCode = regexp.MustCompile("`[^`\n]+`")
	m.htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	m.image = regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]*\)`)
	m.link = regexp.MustCompile(`(\[[^\]\n]+\])(\([^)\n]*\))`)
	m.reference = regexp.MustCompile(`(?m)^ {0,3}\[([^\]\r\n]+)\]:[ \t]*(?:<[^>\r\n]*>|[^ \t\r\n]+)(?:[ \t]+(?:"[^"\r\n]*"|'[^'\r\n]*'|\([^)\r\n]*\)))?[ \t]*\r?$`)
	m.definedLink = regexp.MustCompile(`!?\[([^\[\]\r\n]+)\](?:\[([^\[\]\r\n]*)\])?`)
	m.footnote = regexp.MustCompile(`\[\^[^\]\s]+\]:?`)
	// Not every name: <date> and <title> are gaps that somebody meant to fill in.
	m.tag = regexp.MustCompile(`(?i)</?(a|abbr|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul)(\s+[\w:-]+\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'=<>]+))*\s*/?>`)
	m.heading = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+`)
	return m
})

// markdownView leaves out what is not prose: front matter, code, HTML tags and comments, pictures, the targets of
// links, the marks of footnotes. A code span leaves its back quotes, so that the words around it do not become one phrase.
func markdownView(text string) view {
	cut := make([]bool, len(text))
	mark := func(start, end int) {
		for i := start; i < end; i++ {
			cut[i] = true
		}
	}
	lines := splitLines(text)
	mark(0, frontMatter(lines))
	broken := make([]bool, len(text)+1) // where the view has a line end that the text has not
	open := ""
	for i, l := range lines {
		m := markup().fence.FindStringSubmatch(l.text)
		switch {
		case open != "":
			mark(l.start, l.next)
			if m != nil && strings.HasPrefix(m[1], open) {
				open = ""
			}
		case m != nil && !cut[l.start]:
			open = m[1][:3]
			mark(l.start, l.next)
		case !cut[l.start]:
			if n := len(markup().heading.FindString(l.text)); n > 0 {
				// A heading is a paragraph, whatever stands right above and below it.
				mark(l.start, l.start+n)
				broken[l.start] = i > 0 && !lines[i-1].blank()
				broken[l.next] = i+1 < len(lines) && !lines[i+1].blank()
			}
		}
	}
	for _, re := range []*regexp.Regexp{markup().htmlComment, markup().image, markup().footnote} {
		for _, m := range re.FindAllStringIndex(text, -1) {
			mark(m[0], m[1])
		}
	}
	for _, m := range markup().inlineCode.FindAllStringIndex(text, -1) {
		mark(m[0]+1, m[1]-1)
	}
	for _, m := range markup().link.FindAllStringSubmatchIndex(text, -1) {
		cut[m[2]], cut[m[3]-1] = true, true // the brackets
		mark(m[4], m[5])
	}
	defined := map[string]bool{}
	for _, m := range markup().reference.FindAllStringSubmatchIndex(text, -1) {
		if !cut[m[0]] {
			defined[strings.ToLower(text[m[2]:m[3]])] = true
			mark(m[0], m[1])
		}
	}
	for _, m := range markup().definedLink.FindAllStringSubmatchIndex(text, -1) {
		label := text[m[2]:m[3]]
		if m[4] < m[5] {
			label = text[m[4]:m[5]]
		}
		switch {
		case cut[m[0]] || !defined[strings.ToLower(label)]:
		case text[m[0]] == '!': // a picture
			mark(m[0], m[1])
		default:
			mark(m[0], m[2])
			mark(m[3], m[1])
		}
	}
	for _, m := range markup().tag.FindAllStringSubmatchIndex(text, -1) {
		if !cut[m[0]] {
			mark(m[0], m[1])
			below := strings.TrimLeft(text[m[1]:], " \t")
			broken[m[0]] = lineEnds(strings.ToLower(text[m[2]:m[3]])) > 0 && below != "" && !strings.ContainsAny(below[:1], "\r\n")
		}
	}
	lineEnd := LineEnd(text)
	var v viewer
	for i := 0; i < len(text); {
		if broken[i] {
			for _, c := range lineEnd {
				v.char(c, i, 0)
			}
		}
		j := i + 1
		for j < len(text) && cut[j] == cut[i] && !broken[j] {
			j++
		}
		if !cut[i] {
			v.verbatim(text[i:j], i)
		}
		i = j
	}
	return v.done(len(text))
}

// frontMatter returns where the front matter ends, 0 where there is none: a line "---" may also be a rule on top of prose.
// It is YAML: keys, comments, and below them blank lines, lists and what is indented.
func frontMatter(lines []line) int {
	if len(lines) == 0 || strings.TrimRight(lines[0].text, " \t") != "---" {
		return 0
	}
	for i, l := range lines[1:] {
		if t := strings.TrimRight(l.text, " \t"); t == "---" || t == "..." {
			return l.next
		}
		below := i > 0 && (l.blank() || strings.ContainsAny(l.text[:1], " \t") || strings.HasPrefix(l.text, "- "))
		if !below && !markup().yaml.MatchString(l.text) {
			return 0
		}
	}
	return 0
}
