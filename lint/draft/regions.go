package draft

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A line is Text[start:end] without its line end; next is where the following line starts.
type line struct {
	text             string
	start, end, next int
}

func splitLines(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && text[end] != '\n' && text[end] != '\r' {
			end++
		}
		next := end
		if next < len(text) {
			next++
			if text[end] == '\r' && next < len(text) && text[next] == '\n' {
				next++
			}
		}
		lines = append(lines, line{text[start:end], start, end, next})
		start = next
	}
	return lines
}

func (l line) blank() bool { return strings.TrimSpace(l.text) == "" }

// A linePattern is a regular expression that is compiled when a line first comes near to matching: compiling them all would
// cost more than reading a short draft. The hint is what any match starts with, behind white space, in any of these
// bytes; "" lets every line through. Words are given in full where that keeps prose out.
type linePattern struct {
	hint string   // first bytes
	open []string // or first words, in lower case
	re   func() *regexp.Regexp
}

func lineLike(hint, expr string, open ...string) linePattern {
	return linePattern{hint, open, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

func (p linePattern) MatchString(s string) bool { return p.near(s) && p.re().MatchString(s) }

// FindString returns the leftmost match, or "".
func (p linePattern) FindString(s string) string {
	if !p.near(s) {
		return ""
	}
	return p.re().FindString(s)
}

// near reports whether a line opens as a match must.
func (p linePattern) near(s string) bool {
	if p.hint != "" {
		t := strings.TrimLeft(s, " \t\u00a0")
		if t == "" || strings.IndexByte(p.hint, t[0]) < 0 {
			return false
		}
	}
	if p.open != nil {
		t := strings.TrimLeft(s, " \t\u00a0")
		if !slices.ContainsFunc(p.open, func(w string) bool { return len(t) >= len(w) && strings.EqualFold(t[:len(w)], w) }) {
			return false
		}
	}
	return true
}

const monthName = `\b(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\b`

// The lines by which mail programs mark what is not the writer's own. Sources: the attribution lines of Gmail, Apple
// Mail, Outlook, Thunderbird and mutt; "-- " is RFC 3676 section 4.3, and editors often strip its space. A draft in
// English is often written in a program that is not: what the common ones say in German, French, Spanish, Italian,
// Portuguese, Dutch and Polish is known too.
var (
	attributionLine = lineLike("", `(?i)^\s*(on\b.{6,200}\bwrote\s*:|.{3,120}\bwrote on\b.{4,80}:|.{3,80}<[^>]+@[^>]+> (wrote|writes)\s*:)\s*$`)
	// What programs put into it without fail, a date or an address, and what they never do: speak of "you" and of "I".
	attributionDate = lineLike("", `(?i)@|\b\d\d?[:.h]\d\d\b|\b\d\d?[/.-]\d\d?[/.-]\d\d|\b20\d\d\b|\d(st|nd|rd|th|\.)?,? (of )?`+monthName+`|`+monthName+`\.? \d`)
	spokenOf        = lineLike("", `\b(I wrote|you|your|he|she|we|they|what)\b`)
	attributionHead = lineLike("oO", `(?i)^\s*on\s.*(\d|mon|tue|wed|thu|fri|sat|sun)`)
	timedLine       = lineLike("", `(@|\b\d{1,2}[:.h]\d\d\b).*:\s*$`)
	originalLine    = lineLike("", `(?i)^\s*(-{2,}\s*(original|forwarded|original appointment|ursprüngliche|weitergeleitete|message d.origine|mensaje|messaggio|mensagem|oorspronkelijk|wiadomość)[\pL '’]{0,30}-{2,}|begin forwarded message:|anfang der weitergeleiteten nachricht:)\s*$`, "--", "begin forwarded", "anfang der")
	outlookRule     = lineLike("_", `^\s*_{20,}\s*$`)
	outlookFrom     = lineLike("", `(?i)^\s*\*?(from|von|de|da|van|od) ?:\*?\s+\S`, "*", "from:", "from :", "von:", "von :", "de:", "de :", "da:", "da :", "van:", "van :", "od:", "od :")
	outlookNext     = lineLike("", `(?i)^\s*\*?(sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|enviado el|para|asunto|inviato|a|oggetto|enviada em|assunto|verzonden|aan|onderwerp|wysłano|do|temat) ?:\*?(\s|$)`)
	signatureLine   = lineLike("-", `^--[ \t\x{A0}]*$`)
	sentFromLine    = lineLike("", `(?i)^\s*sent from my [\pL\d+-]+( [\pL\d+-]+){0,3}\W*$|^\s*(sent|written|typed) (from|via|on|by|with) ((my|an?|the)\b.{0,40}\b(\pL*phone|\pL*pad|tablet|mobile|cell|device|computer|laptop|mac|macbook|pc|app|outlook|gmail|yahoo|proton|mail|samsung|galaxy|huawei|xiaomi|redmi|oneplus|motorola|moto|nokia|pixel|sony|xperia|lg|blackberry|android|windows)|outlook|gmail|yahoo|proton|mail|samsung|iphone|ipad|android|thunderbird)\b.{0,60}$|^\s*get outlook for (ios|android)\b.*$|^\s*(envoyé (de mon|depuis)|enviado desde|inviato da|verstuurd vanaf|enviado do meu|wysłane z)\b.*$|^\s*von meinem [\pL\d ]+ gesendet\W*$`, "sent ", "written ", "typed ", "get outlook", "envoyé", "enviado", "inviato", "verstuurd", "wysłane", "von meinem")
	postscriptLine  = lineLike("", `(?i)^\s*(p\.?\s?)+s\b\.?[\s:,.–—-]`, "p.", "ps", "pp", "p ", "p\t")
)

// quoted reports whether a line is marked as quoted, by a ">" with at most three spaces before it.
func quoted(s string) bool {
	t := strings.TrimLeft(s, " ")
	return strings.HasPrefix(t, ">") && len(s)-len(t) <= 3
}

// folded reports whether a line goes on with the header line before it.
func folded(s string) bool {
	return s != "" && (s[0] == ' ' || s[0] == '\t') && strings.TrimSpace(s) != ""
}

// subjectValue returns where the value of a Subject line starts, 0 where the line is none.
func subjectValue(s string) int {
	const name = "subject:"
	if len(s) < len(name) || !strings.EqualFold(s[:len(name)], name) {
		return 0
	}
	return len(s) - len(strings.TrimLeft(s[len(name):], " \t"))
}

// partOf tells whose words a subject is: behind "Re:" stands what somebody else wrote.
func partOf(subject string) Part {
	name, _, ok := strings.Cut(strings.TrimSpace(subject), ":")
	if ok && slices.Contains(answerMarks, strings.ToLower(strings.TrimSpace(name))) {
		return Quoted
	}
	return Subject
}

// answerMarks stand before the subject of an answered or forwarded message, in the languages that mail programs come in.
var answerMarks = []string{"re", "fw", "fwd", "aw", "wg", "sv", "vs", "ref", "rv", "tr", "antw", "odp"}

// split cuts a text into regions, in order and without gaps, and reads the names in its greeting. Marks are the parts
// that markup told already.
func split(text string, markdown bool, marks []Region) ([]Region, []string) {
	s := splitter{text: text, lines: splitLines(text), markdown: markdown}
	s.parts = make([]Part, len(s.lines))
	for i := range s.parts {
		s.parts[i] = Body
	}
	first := s.headers()
	for _, m := range marks {
		i := sort.Search(len(s.lines), func(i int) bool { return s.lines[i].end > m.Start })
		for i = max(i, first); i < len(s.lines) && s.lines[i].start < m.End; i++ {
			if s.lines[i].start < s.lines[i].end {
				s.parts[i] = m.Part
			}
		}
	}
	s.quotes(first)
	s.signature(first)
	s.signOff(first)
	return s.regions(first)
}

// Below returns the message that the draft answers, without the marks of quotation: what is quoted once, or stands below
// a separator, up to the next separator. It is never judged, but it tells what the draft is for.
func (d *Draft) Below() string {
	const enough = 4 << 10 // a rejection or a page of feedback; what is longer says it at the start
	var b strings.Builder
	for _, r := range d.Regions {
		if r.Part != Quoted {
			continue
		}
		for _, l := range splitLines(d.Text[r.Start:r.End]) {
			text := strings.TrimLeft(l.text, " ")
			if unmarked, ok := strings.CutPrefix(text, ">"); ok {
				text = strings.TrimPrefix(unmarked, " ")
			}
			switch {
			case b.Len() > enough:
				return b.String()
			case quoted(text): // an older message
				continue
			case originalLine.MatchString(text) || outlookRule.MatchString(text) || outlookFrom.MatchString(text) || outlookNext.MatchString(text) || strings.HasSuffix(text, ":") && attributionLine.MatchString(text[:min(len(text), 300)]):
				if strings.Count(b.String(), "\n") > 3 {
					return b.String()
				}
				continue
			}
			b.WriteString(text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

type splitter struct {
	text     string
	lines    []line
	parts    []Part // of each line
	markdown bool
}

// headerNames are those of the headers that are copied into drafts; Content-… and X-… are known by their start.
var headerNames = strings.Fields("subject from to cc bcc date sent reply-to message-id in-reply-to references mime-version importance priority user-agent fcc")

// isHeader reports whether a line is a mail header.
func isHeader(text string) bool {
	name, value, ok := strings.Cut(text, ":")
	if !ok || value != "" && strings.IndexByte(" \t\r\n\f", value[0]) < 0 {
		return false
	}
	name = strings.ToLower(name)
	kind, rest, ok := strings.Cut(name, "-")
	return slices.Contains(headerNames, name) ||
		ok && rest != "" && (kind == "content" || kind == "x") && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// headers marks the leading header lines and returns the first line behind them. One header line is enough when it is
// a Subject or when a blank line follows; otherwise "From: now on" would be one.
func (s *splitter) headers() int {
	i := 0
	for i < len(s.lines) && s.lines[i].blank() {
		i++
	}
	top := i
	for i < len(s.lines) && (isHeader(s.lines[i].text) || i > top && folded(s.lines[i].text)) {
		i++
	}
	single := i == top+1 && subjectValue(s.lines[top].text) == 0 && i < len(s.lines) && !s.lines[i].blank()
	if i == top || single {
		return top
	}
	inSubject := false
	for j := range i {
		s.parts[j] = Header
		if isHeader(s.lines[j].text) {
			inSubject = subjectValue(s.lines[j].text) > 0
		}
		if inSubject {
			s.parts[j] = Subject
		}
	}
	return i
}

// quotes marks quoted and forwarded messages. A line that starts with ">" is quoted by itself, so that answers written
// between quoted lines stay the candidate's own. A separator without ">" below it quotes the rest of the file.
func (s *splitter) quotes(first int) {
	for i := first; i < len(s.lines); i++ {
		if s.parts[i] == Quoted || quoted(s.lines[i].text) {
			s.parts[i] = Quoted
			continue
		}
		n := s.attribution(i)
		rest := originalLine.MatchString(s.lines[i].text) || s.outlookBlock(i)
		if n == 0 && !rest {
			continue
		}
		below := i + max(n, 1)
		for below < len(s.lines) && s.lines[below].blank() {
			below++
		}
		if below < len(s.lines) && (s.parts[below] == Quoted || quoted(s.lines[below].text)) {
			for ; i < below; i++ {
				s.parts[i] = Quoted
			}
			i--
			continue
		}
		for ; i < len(s.lines); i++ {
			s.parts[i] = Quoted
		}
	}
	// A blank line between two quoted lines belongs to the quotation.
	for i := first + 1; i < len(s.lines)-1; i++ {
		if s.lines[i].blank() && s.parts[i-1] == Quoted && quoted(s.lines[i+1].text) {
			s.parts[i] = Quoted
		}
	}
}

// attribution tells how many lines from line i make up an "On … wrote:" line, which mail programs wrap. In any language,
// it is a line with a time or an address and a colon at its end, right above a quotation.
func (s *splitter) attribution(i int) int {
	const longest = 300 // with long names and addresses
	length := 0
	for n := 1; n <= 3 && i+n <= len(s.lines) && !s.lines[i+n-1].blank(); n++ {
		line := s.lines[i+n-1].text
		if length+len(line) > longest {
			return 0
		}
		length += len(line) + 1
		if !strings.HasSuffix(strings.TrimRight(line, " \t\u00a0"), ":") {
			continue
		}
		text := ""
		for _, l := range s.lines[i : i+n] {
			text += l.text + " "
		}
		if n == 1 || attributionHead.MatchString(s.lines[i].text) {
			// Where no quotation stands below it, all that follows hangs on it: "Here is what I wrote:" is no attribution.
			if attributionLine.MatchString(text) && (s.quotedFrom(i+n) || attributionDate.MatchString(text) && !spokenOf.MatchString(withoutAddresses(text))) {
				return n
			}
		}
		// Wrapped, it starts with the date, and nothing of the candidate's stands right above it.
		wrapped := (i == 0 || s.lines[i-1].blank()) && strings.ContainsAny(s.lines[i].text, "0123456789")
		if (n == 1 || wrapped) && timedLine.MatchString(text) && s.quotedFrom(i+n) {
			return n
		}
	}
	return 0
}

// withoutAddresses takes out the words with an "@": jobs@your-future.com speaks of nobody.
func withoutAddresses(text string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(text), func(word string) bool { return strings.Contains(word, "@") }), " ")
}

// quotedFrom reports whether a quoted line stands at line i, or behind the one blank line that programs put there.
func (s *splitter) quotedFrom(i int) bool {
	if i < len(s.lines) && s.lines[i].blank() {
		i++
	}
	return i < len(s.lines) && (s.parts[i] == Quoted || quoted(s.lines[i].text))
}

// outlookBlock reports whether line i starts Outlook's From/Sent/To block: From and at least two of its fellows in the
// next five lines, or the line that Outlook draws above them.
func (s *splitter) outlookBlock(i int) bool {
	if outlookRule.MatchString(s.lines[i].text) {
		for i++; i < len(s.lines) && s.lines[i].blank(); i++ {
		}
		if i == len(s.lines) {
			return false
		}
	}
	if !outlookFrom.MatchString(s.lines[i].text) {
		return false
	}
	fellows := 0
	for j := i + 1; j < len(s.lines) && j <= i+5; j++ {
		if outlookNext.MatchString(s.lines[j].text) {
			fellows++
		}
	}
	return fellows >= 2
}

// signature marks from a signature line to the next quoted line. What a phone or a program puts in ends with its
// paragraph, as people write below it.
func (s *splitter) signature(first int) {
	dashes, device := false, false
	for i := first; i < len(s.lines); i++ {
		if s.parts[i] == Quoted {
			dashes, device = false, false
			continue
		}
		if s.parts[i] == Signature { // the markup said so, and says where it ends
			continue
		}
		if !s.lines[i].blank() && i > first && s.lines[i-1].blank() {
			device = false
		}
		heading := s.markdown && s.lines[i].text == "--" && i > 0 && !s.lines[i-1].blank() // underlined
		dashes = dashes || signatureLine.MatchString(s.lines[i].text) && !heading
		device = device || sentFromLine.MatchString(s.lines[i].text) && !s.wrapsInto(i)
		if dashes || device {
			s.parts[i] = Signature
		}
	}
}

// wrapsInto reports whether the line above line i is prose that goes on in it: long, and not at the end of a sentence.
func (s *splitter) wrapsInto(i int) bool {
	const words = 5
	if i == 0 {
		return false
	}
	above := strings.TrimRight(s.lines[i-1].text, " \t\"”’')")
	return len(strings.Fields(above)) > words && !strings.ContainsAny(above[len(above)-1:], ".!?")
}

// closingWords are the words a sign-off starts with.
var closingWords = strings.Fields(`with my very many all kind best warm sincere regard wish thank gratitude appreciation your most faithful tru
	respectful grateful cordial cheers ta take bye until rgds br kr thx tks love ever god have sl`)

// signOffLine matches the closings people use; a line is a sign-off when it holds little else.
var signOffLine = lineLike("", `(?i)^\s*((with |my |very |many |all |kind(est)? |best |warm(est)? |sincere )*(regards?|wishes|thanks|gratitude|appreciation)|(yours?|very|most)? ?(sincerely|faithfully|truly|respectfully|gratefully|cordially)( yours)?|sincerely|respectfully|cordially|gratefully|cheers|thanks( so much| again| a lot| a million| in advance)?|thank you( so much| very much| again| kindly| in advance)?|ta|best|all the best|take care|bye( for now)?|until (then|next time)|rgds|br|kr|thx|tks|cordially|love|yours|ever|warmly|god bless( you)?|have a (good|great|nice|lovely) (day|week|weekend|one|evening)|yours in .{3,30}|best of luck|slán|regards and thanks|thanks and (kind |best |warm )?regards)\s*[,.!–—-]*\s*$`, closingWords...)

// inlineSignOff is a sign-off with the name on the same line: "Cheers, Dan". Behind a full stop a name has capitals: "Thank
// you. You are wrong." is no such line.
var inlineSignOff = lineLike("", `(?i)^\s*((with |many |kind(est)? |best |warm(est)? )*(regards|wishes|thanks)|(yours )?(sincerely|faithfully|truly|respectfully)|cheers|thanks( again| so much)?|thank you|best|all the best|take care|ta|yours)\s*([,.!–—-]*[,–—-]\s*(\pL[\pL.'’-]*\s*){1,4}|[.!]+\s*(\pL[\pL.'’-]*\s*|(?-i:\p{Lu}[\pL.'’-]*\s*){2,4}))$`, closingWords...)

// commonClosings are known without an expression, which takes longer to compile than a short draft to read.
var commonClosings = []string{"thanks", "thank you", "many thanks", "thanks again", "with thanks", "with gratitude", "cheers", "ta", "thx", "best",
	"all the best", "best wishes", "with best wishes", "regards", "with regards", "best regards", "kind regards", "kindest regards", "warm regards",
	"with kind regards", "with warm regards", "sincerely", "respectfully", "gratefully", "cordially", "warmly", "take care", "god bless",
	"yours", "yours sincerely", "yours faithfully", "yours truly"}

// closingMarks part a closing from a name on the same line.
const closingMarks = ",.!–—-"

// isSignOff reports whether a line is a sign-off.
func isSignOff(text string) bool {
	head := strings.TrimRight(text, " ,.!")
	return slices.ContainsFunc(commonClosings, func(c string) bool { return strings.EqualFold(c, head) }) ||
		signOffLine.MatchString(text) || strings.ContainsAny(strings.TrimRight(text, closingMarks+" \t"), closingMarks) && inlineSignOff.MatchString(text)
}

// nameLine is a line that can only be a name, such as stands under a sign-off or alone at the end.
var nameLine = lineLike("", `^\s*[-–—~]{0,2}\s*((Mr|Mrs|Ms|Dr|Prof)\.?\s+)?\pL[\pL.'’-]*(\s+\pL[\pL.'’-]*){0,4}\s*(\([^)]{1,30}\))?\s*[.,x]*\s*$`)

// isName reports whether a line can only be a name. Blank lines and bare words are seen without the expression.
func isName(text string) bool {
	if strings.TrimSpace(text) == "" {
		return false
	}
	words := strings.Split(strings.TrimRight(strings.Trim(text, " "), ","), " ")
	bare := len(words) <= 5 && !slices.ContainsFunc(words, func(word string) bool {
		first, _ := utf8.DecodeRuneInString(word)
		return !unicode.IsLetter(first) || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune(".'’-", r) })
	})
	return bare || nameLine.MatchString(text)
}

// signOff marks the closing line and what stands below it, up to a postscript. It looks only at the last own lines:
// "Thanks," on top of a mail is not a closing.
func (s *splitter) signOff(first int) {
	var own []int // the candidate's own lines that are not blank
	for i := first; i < len(s.lines); i++ {
		if s.parts[i] == Body && !s.lines[i].blank() {
			own = append(own, i)
		}
	}
	end := len(own)
	for k := 1; k < len(own); k++ { // a postscript stands below the closing
		if postscriptLine.MatchString(s.lines[own[k]].text) {
			end = k
			break
		}
	}
	const deepest = 6 // a closing, a name, and a few lines of address
	for k := max(1, end-deepest); k < end; k++ {
		text := s.lines[own[k]].text
		// A closing is short: longer lines are prose.
		if len(text) > 60 || !isSignOff(text) {
			continue
		}
		// What follows must look like names and addresses, not like prose.
		for _, i := range own[k+1 : end] {
			if len(strings.Fields(s.lines[i].text)) > 9 {
				return
			}
		}
		for _, i := range own[k:end] {
			s.parts[i] = SignOff
		}
		return
	}
	// No closing words: a bare name on the last line is a sign-off.
	if end >= 2 {
		last := own[end-1]
		text := s.lines[last].text
		if fields := strings.Fields(text); len(fields) <= 3 && isName(text) && !strings.HasSuffix(strings.TrimSpace(text), ".") &&
			(startsUpper(text) || len(fields) == 1 && last > 0 && s.lines[last-1].blank()) {
			s.parts[last] = SignOff
		}
	}
}

func startsUpper(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.IsUpper(r)
		}
	}
	return false
}

// regions turns the parts of lines into regions, cutting the subject's name and the greeting out of their lines.
func (s *splitter) regions(first int) ([]Region, []string) {
	var out []Region
	var names []string
	add := func(p Part, start, end int) {
		if start == end {
			return
		}
		if n := len(out); n > 0 && out[n-1].Part == p && out[n-1].End == start {
			out[n-1].End = end
			return
		}
		out = append(out, Region{p, start, end})
	}
	greeted, above := false, -1 // above is the last line of the greeting
	for i, l := range s.lines {
		switch part := s.parts[i]; {
		case part == Subject:
			value := l.start + subjectValue(l.text)
			add(Header, l.start, value)
			whose := partOf(s.text[value:l.end])
			for j := i + 1; whose == Quoted && j < len(s.lines) && s.parts[j] == Subject; j++ {
				s.parts[j] = Quoted
			}
			if i+1 < len(s.lines) && s.parts[i+1] == Subject && folded(s.lines[i+1].text) {
				add(Subject, value, l.next)
				break
			}
			add(whose, value, l.end)
			add(Header, l.end, l.next)
		case part == Body && !greeted && !l.blank() && i >= first:
			end, found := greeting(l.text)
			greeted = end > 0 || !s.titled(i)
			if end > 0 {
				names = found
				add(Greeting, l.start, l.start+end)
				above = i
			}
			add(Body, l.start+end, l.next)
		case part == Body && above >= 0 && above == i-1 && s.greetsOn(i):
			// "Dear Priya," and on the next line "Dear Tom,".
			_, found := greeting(l.text)
			names = append(names, found...)
			add(Greeting, l.start, l.next)
			above = i
		default:
			add(part, l.start, l.next)
		}
	}
	return out, names
}

// titled reports whether a line stands above the greeting as a title does: short, without a stop, and a blank line below.
func (s *splitter) titled(i int) bool {
	text := strings.TrimSpace(s.lines[i].text)
	return len(strings.Fields(text)) <= 6 && !strings.ContainsAny(text[len(text)-1:], ",.!?:") && i+1 < len(s.lines) && s.lines[i+1].blank()
}

// greetsOn reports whether a line under the greeting belongs to it: the line above is nothing but a greeting, and so is
// this one.
func (s *splitter) greetsOn(i int) bool {
	for _, j := range []int{i - 1, i} {
		text := strings.TrimRight(s.lines[j].text, " \t")
		if end, _ := greeting(text); end == 0 || end < len(text) || !strings.HasSuffix(text, ",") {
			return false
		}
	}
	return true
}

var salutation = lineLike("", `(?i)^[\s*_"“‘']*(hi|hiya|hello|helo|hey|heya|heyy+|dear|dearest|howdy|greetings|hullo|good (?:morning|afternoon|evening|day)|g'day|gday|morning|afternoon|evening|to whom(?:soever)? it (?:may|might) concern|to the|dia duit|namaste|salaam|hola|alright|yo|respected|esteemed|attn:?|attention:?)\b`,
	"hi", "he", "dear", "howdy", "greet", "hullo", "good ", "g'day", "gday", "morning", "afternoon", "evening", "to ", "dia ", "nama", "sala", "hola", "alright", "yo",
	"respected", "esteemed", "att", "\n", "\v", "\f", "\r", "*", "_", "\"", "“", "‘", "'")

// notName reports whether a word follows a salutation without being anybody's name.
func notName(word string) bool {
	switch word {
	case "there", "all", "team", "everyone", "everybody", "folks", "both", "again", "sir", "sirs", "madam", "ma'am", "maam",
		"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "and", "to", "the", "of", "from", "at", "for",
		"recruiter", "recruiters", "recruitment", "recruiting", "hiring", "manager", "managers", "talent", "acquisition",
		"hr", "human", "resources", "people", "panel", "committee", "interview", "interviewer", "interviewers", "department",
		"company", "office", "staff", "colleagues", "colleague", "friends", "friend", "ladies", "gentlemen", "whom", "it",
		"may", "might", "concern", "in", "on", "with", "your", "you", "good", "morning", "afternoon", "evening", "day", "hi",
		"hello", "hey", "dear", "my", "kind", "guys", "selection", "board", "search", "chair", "director", "head", "head's",
		"lead", "admissions", "respected", "esteemed", "attn", "attention", "whomsoever", "whoever", "reads", "this", "or":
		return true
	}
	return false
}

// salute returns the salutation that a line starts with. The common ones are known without an expression.
func salute(text string) string {
	for _, w := range []string{"hi", "hello", "dear", "hey"} {
		if n := len(w); len(text) > n && strings.EqualFold(text[:n], w) && (text[n] == ' ' || text[n] == ',') {
			return text[:n]
		}
	}
	return salutation.FindString(text)
}

// greeting finds the greeting at the start of the first own line: how many bytes it takes (0 for none) and the names in
// it, in lower case.
func greeting(text string) (int, []string) {
	// Greetings are short. What is longer is looked at as far as its salutation and its first stop could reach.
	const longest = 200
	if len(text) > longest {
		n := longest
		for n > 0 && !utf8.RuneStart(text[n]) {
			n--
		}
		text = text[:n]
	}
	lead := len(text) - len(strings.TrimLeft(text, " \t"))
	head := salute(text)
	end, words, closed := len(text), 0, false
	// It ends at the first comma, colon, dash or stop, or with the line when that is short.
	i := len(head)
scan:
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '.' && abbreviatedTitle(text[:i]):
		case r == ',' || r == ':' || r == '!' || r == '.' || r == ';' || r == '–' || r == '—' || r == '?' ||
			r == '-' && i > 0 && text[i-1] == ' ':
			// "Hi Anna, Tom," and "Dear Anna, dear Tom," go on.
			if r == ',' && (moreNames(text[i+1:]) || pair(text[i+1:])) {
				break
			}
			end, closed = i+size, true
			break scan
		}
		i += size
	}
	if n := prose(text[len(head):end]); head != "" && n > 0 {
		end, closed = len(head)+n, true
	}
	words = len(strings.Fields(text[:end]))
	switch {
	case head != "" && onlyNames(text[len(head):end]):
	case head == "":
		// A name alone with a comma: "Priya," or "Ms Doyle,".
		if words > 3 || !isName(text[:end]) || !onlyNames(text[:end]) || !strings.HasSuffix(text[:end], ",") || !startsUpper(text) || isSentenceOpener(text[lead:end]) {
			return 0, nil
		}
	case words > 9:
		// No punctuation near: "hi just wanted to ask …". The salutation alone is the greeting.
		end = len(head)
	case !closed && words > 4 && !strings.ContainsAny(head, "Tt"):
		end = len(head)
	}
	var names []string
	for _, w := range strings.FieldsFunc(text[len(head):end], func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }) {
		lower := strings.ToLower(w)
		if utf8.RuneCountInString(w) > 1 && !notName(lower) {
			names = append(names, lower)
		}
	}
	if len(names) > 5 { // prose, not people
		names = nil
	}
	return end, names
}

// prose returns where a sentence starts behind the names of a greeting that no mark ends, "dear mr nowak thank you for the
// letter", or 0.
func prose(names string) int {
	at := 0
	for word := range strings.FieldsSeq(names) {
		at += strings.Index(names[at:], word)
		switch strings.ToLower(word) {
		case "thank", "thanks", "thanx", "thx", "ty", "cheers", "i", "i'm", "i’m", "im", "i've", "i’ve", "it's", "it’s", "its", "just", "sorry", "hope", "hoping":
			return at
		}
		at += len(word)
	}
	return 0
}

func abbreviatedTitle(before string) bool {
	fields := strings.Fields(before)
	if len(fields) == 0 {
		return false
	}
	switch strings.ToLower(fields[len(fields)-1]) {
	case "mr", "mrs", "ms", "dr", "prof", "st", "mx":
		return true
	}
	return len(fields[len(fields)-1]) == 1
}

// moreNames reports whether what follows a comma in a short greeting is only names.
func moreNames(rest string) bool {
	rest = strings.TrimSpace(rest)
	if rest == "" || !strings.ContainsAny(rest[len(rest)-1:], ",:!-") && !strings.HasSuffix(rest, "–") && !strings.HasSuffix(rest, "—") || isSentenceOpener(rest) {
		return false
	}
	return onlyNames(rest) && (startsUpper(rest) || hasAnyPrefix(rest, "dear ", "and ", "hi ", "hello "))
}

// pair reports whether "Tom and team," stands behind a comma, whatever follows.
func pair(rest string) bool {
	if i := strings.IndexByte(rest, ','); i > 0 {
		return (strings.Contains(rest[:i], " and ") || strings.Contains(rest[:i], " & ")) && moreNames(rest[:i+1])
	}
	return false
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// onlyNames reports whether every word is written as a name or is one that stands with names in a greeting.
func onlyNames(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		if w == "I" || !startsUpper(w) && !notName(w) {
			return false
		}
	}
	return true
}

// isSentenceOpener tells "Unfortunately," and "Thanks," from "Priya,".
func isSentenceOpener(s string) bool {
	word := strings.ToLower(strings.TrimRight(strings.TrimSpace(s), ",!.: "))
	switch word {
	case "thanks", "thank you", "many thanks", "unfortunately", "sadly", "firstly", "first", "well", "so", "ok", "okay", "honestly", "sorry",
		"apologies", "please", "yes", "no", "right", "look", "listen", "wow", "oh", "again", "hopefully", "understood", "noted", "cheers", "congratulations",
		"frankly", "actually", "obviously", "clearly", "regrettably", "however", "fine", "great", "brilliant", "lovely", "respectfully", "really", "seriously":
		return true
	}
	return strings.HasPrefix(word, "thank")
}
