package draft

import "strings"

// A Block is what a line is, to one who puts words in or takes them out.
type Block uint8

const (
	Prose   Block = iota
	Heading       // of Markdown: the words under it are not its own
	Item          // of a list, in any text
	Fixed         // a row of a table or indented code, of Markdown: not to be touched
)

// Block tells what the line that holds Text[at] is.
func (d *Draft) Block(at int) Block {
	start := strings.LastIndexAny(d.Text[:at], "\r\n") + 1
	line, below, _ := strings.Cut(strings.ReplaceAll(d.Text[start:], "\r", "\n"), "\n")
	if d.markdown {
		from := d.offsets.source(start)
		before := strings.ReplaceAll(string(d.Source[max(from-32, 0):from]), "\x00", "") // the zeros of UTF-16
		before = before[strings.LastIndexAny(before, "\r\n")+1:]
		below, _, _ = strings.Cut(strings.TrimLeft(below, "\n"), "\n")
		switch {
		case strings.HasPrefix(strings.TrimLeft(before, " "), "#"), below != "" && (strings.Trim(below, "=") == "" || strings.Trim(below, "-") == ""):
			return Heading
		case strings.Contains(line, "|"), strings.HasPrefix(line, "    "), strings.HasPrefix(line, "\t"):
			return Fixed
		}
	}
	head, _, _ := strings.Cut(strings.TrimLeft(line, " \t"), " ")
	if line = strings.TrimLeft(line, " \t"); len(line) > len(head) && isBullet(head) {
		return Item
	}
	return Prose
}

// isBullet reports whether a line that starts with such a word is an item of a list: "-", "•", "1.", "b)".
func isBullet(word string) bool {
	switch word {
	case "-", "*", "+", "•", "‣", "·", "–", "—", "►", "→":
		return true
	}
	number := strings.TrimRight(word, ".)")
	return len(number)+1 == len(word) && (len(number) == 1 && word[1] == ')' || number != "" && len(number) < 3 && strings.Trim(number, "0123456789") == "")
}
