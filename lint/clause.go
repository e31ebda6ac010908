package lint

import (
	"slices"
	"strings"
	"sync"

	"github.com/tonelint/tonelint/lint/token"
)

// clauses returns where the clauses of a sentence start, in the memory of starts. What is too short to be one goes with the
// clause before, and an opening such as "as for the French" with the clause behind.
func clauses(tokens []token.Token, starts []int) []int {
	const (
		least     = 3 // words
		adverbial = 6 // the most of an opening that is none
	)
	starts = append(starts[:0], 0)
	words := 0
	for i := range tokens {
		if opensClause(tokens, i) {
			switch n := len(starts); {
			case n == 1 && words <= adverbial && prepositions(tokens[0].Norm):
			case n > 1 && words < least:
				starts[n-1], words = i, 0
			default:
				starts, words = append(starts, i), 0
			}
		}
		if tokens[i].Type != token.Punct {
			words++
		}
	}
	if n := len(starts); n > 1 && words < least {
		starts = starts[:n-1]
	}
	return starts
}

// opensClause reports whether a new clause may start at token i: after a comma or a dash that is followed by three words or
// more, or at a conjunction in the middle of a long sentence. None starts within quotation marks or brackets.
func opensClause(tokens []token.Token, i int) bool {
	if i+3 > len(tokens) || i < 3 {
		return false
	}
	before := i - 1
	if tokens[before].Norm == "\"" { // "not ready," they said
		before--
	}
	opens := false
	switch tokens[before].Norm {
	case ",", ";", ":", "-":
		last := before - 1
		leans := leanOn(tokens[last].Norm) || last > 0 && tokens[last].Norm == "not" && tokens[last-1].End < tokens[last].Start // "he wasn't, so" does not
		opens = !leans && (tokens[i].Norm != "that" || leanOn(tokens[i+1].Norm))
	default:
		switch tokens[i].Norm {
		case "but":
			opens = !slices.Contains([]string{"all", "nothing", "anything", "choice"}, tokens[before].Norm)
		case "though":
			opens = tokens[before].Norm != "as" && tokens[before].Norm != "even"
		case "yet", "although", "whereas":
			opens = true
		}
	}
	return opens && !halved(tokens, i)
}

var (
	prepositions = set("about after against as at before besides by despite during for from given in like near of on regarding round since through to under until with within without")
	// What leans on the words behind it, also over a comma: "that was, to my mind, rude".
	leanOn = set("am are be been could do does however is 's may might must should was were will would")
)

// halved reports whether a cut before token i would part quotation marks or brackets.
func halved(tokens []token.Token, i int) bool {
	before, after := tokens[:i], tokens[i:]
	return count(before, "\"")%2 == 1 && count(after, "\"") > 0 || count(before, "(") > count(before, ")") && count(after, ")") > 0
}

// count returns how many of some tokens are a mark.
func count(tokens []token.Token, mark string) (n int) {
	for i := range tokens {
		if tokens[i].Norm == mark {
			n++
		}
	}
	return n
}

// trimmed leaves out the punctuation at both ends, but for a mark whose other half stands between them.
func trimmed(tokens []token.Token, start, end int) (int, int) {
	loose := func(mark int) bool {
		if tokens[mark].Type != token.Punct {
			return false
		}
		switch inside := tokens[start:end]; tokens[mark].Norm {
		case "\"", "*", "'":
			return count(inside, tokens[mark].Norm) < 2
		case "(":
			return count(inside, ")") == 0
		case ")":
			return count(inside, "(") == 0
		case "[":
			return count(inside, "]") == 0
		case "]":
			return count(inside, "[") == 0
		}
		return true
	}
	for start < end && loose(start) {
		start++
	}
	for start < end && loose(end-1) {
		end--
	}
	return start, end
}

// heaviestRun returns the two to five words of a clause that weigh most together. It returns none where no run would stand by
// itself, or tell more than the clause does.
func heaviestRun(text string, clause []token.Token, weights []float32) (from, to int) {
	const most = 5 // words that are taken in at a glance
	best := float32(0)
	for start := range clause {
		if !opensRun(text, clause, start) {
			continue
		}
		var sum float32
		words, telling := 0, 0
		for t := start; t < len(clause) && clause[t].Type != token.Punct; t++ {
			if !inWord(text, clause, t) {
				words++
			}
			if words > most {
				break
			}
			sum += weights[t]
			if weights[t] > 0 && clause[t].Type == token.Word && !holdsTogether(clause[t].Norm) {
				telling++
			}
			enough := words == 2 && telling == 2 || words > 2 && telling > 0 // "my name" tells nothing
			if enough && sum > best && closesRun(text, clause, t) {
				best, from, to = sum, start, t+1
			}
		}
	}
	if to-from == len(clause) {
		return 0, 0
	}
	return from, to
}

// opensRun reports whether a run of words may start at token t of a clause: not within what belongs together, nor with a word
// that joins it to what is before.
func opensRun(text string, clause []token.Token, t int) bool {
	word := clause[t].Norm
	switch {
	case clause[t].Type == token.Punct, inWord(text, clause, t), joins(word):
		return false
	case t == 0, clause[t-1].Type == token.Punct:
		return true
	case auxiliaries(word), determiners(clause[t-1].Norm), word == "it" && !auxiliaries(clause[min(t+1, len(clause)-1)].Norm):
		return false
	}
	return holdsTogether(word) || holdsTogether(clause[t-1].Norm)
}

// closesRun reports whether a run may end with token t: that leaves nothing open, and what comes next belongs to something else.
func closesRun(text string, clause []token.Token, t int) bool {
	word := clause[t].Norm
	ends := t+1 == len(clause) || clause[t+1].Type == token.Punct
	switch {
	case !ends && inWord(text, clause, t+1):
		return false
	case holdsTogether(word) && !objects(word), leavesOpen(word), prepositions(word):
		return false
	case word == "it", word == "you":
		return ends
	}
	return ends || holdsTogether(clause[t+1].Norm)
}

// inWord reports whether a token goes on with the word before: the 's of "it's", the man of "yes-man".
func inWord(text string, tokens []token.Token, t int) bool {
	if t == 0 || tokens[t].Type == token.Punct || tokens[t-1].Type == token.Punct {
		return false
	}
	between := text[tokens[t-1].End:tokens[t].Start]
	return between == "" || between == "-"
}

var (
	auxiliaries = set("am are be been being can could did do does had has have having is may might must shall should was were will would")
	determiners = set("a an her his its my our the their your")
	joins       = set("and as at but by her him me of or out than that then to up us 's")
	leavesOpen  = set("all almost already because even every how just like most no not one only own same three two very when whether while whole 'd")
	objects     = set("her him it me out them up us you")
	// Words that tell the model something and the reader of a report nothing.
	holdsTogether = set("a about an and are as at am be been being but by can could did do does for from get got had has have having he her him his i if in into is it its me might mine must my " +
		"of on or our out shall she should so some such than that the their them then there these they this those to too up us was we were what when where which who will with would you your yours")
)

// set returns a function that tells whether a word is one of some. Nothing is built before the first question.
func set(words string) func(word string) bool {
	listed := sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for word := range strings.FieldsSeq(words) {
			m[word] = true
		}
		return m
	})
	return func(word string) bool { return listed()[word] }
}
