package token

import "unicode"

// A piece is one token of a contraction: how many bytes of the normalised word it takes, and its norm.
type piece struct {
	length int
	norm   string
}

// contractions written as one word, with their pieces. Lengths add up to the word's. What has another reading as a word
// ("well", "were", "shell", "hell", "id", "wed", "cant" of a roof) is left out, unless the other reading is rare in a mail.
var contractions = map[string][]piece{
	"cannot": {{3, "can"}, {3, "not"}}, "cant": {{3, "can"}, {1, "not"}}, "can't": {{3, "can"}, {2, "not"}},
	"wont": {{3, "will"}, {1, "not"}}, "won't": {{3, "will"}, {2, "not"}}, "shan't": {{3, "shall"}, {2, "not"}}, "shant": {{3, "shall"}, {2, "not"}},
	"ain't": {{3, "is"}, {2, "not"}}, "aint": {{3, "is"}, {1, "not"}},
	"im": {{1, "i"}, {1, "am"}}, "ive": {{1, "i"}, {2, "have"}}, "youre": {{3, "you"}, {2, "are"}}, "youve": {{3, "you"}, {2, "have"}},
	"youd": {{3, "you"}, {1, "'d"}}, "youll": {{3, "you"}, {2, "will"}}, "theyre": {{4, "they"}, {2, "are"}}, "theyve": {{4, "they"}, {2, "have"}},
	"theyd": {{4, "they"}, {1, "'d"}}, "weve": {{2, "we"}, {2, "have"}}, "thats": {{4, "that"}, {1, "is"}}, "whats": {{4, "what"}, {1, "is"}},
	"theres": {{5, "there"}, {1, "is"}}, "heres": {{4, "here"}, {1, "is"}}, "hes": {{2, "he"}, {1, "is"}}, "shes": {{3, "she"}, {1, "is"}},
	"whos": {{3, "who"}, {1, "is"}}, "hows": {{3, "how"}, {1, "is"}}, "lets": {{3, "let"}, {1, "us"}}, "itll": {{2, "it"}, {2, "will"}}, "id've": {{1, "i"}, {1, "would"}, {3, "have"}},
	"gonna": {{3, "going"}, {2, "to"}}, "wanna": {{3, "want"}, {2, "to"}}, "gotta": {{3, "got"}, {2, "to"}}, "dunno": {{3, "do"}, {1, "not"}, {1, "know"}},
	"shouldve": {{6, "should"}, {2, "have"}}, "couldve": {{5, "could"}, {2, "have"}}, "wouldve": {{5, "would"}, {2, "have"}}, "mightve": {{5, "might"}, {2, "have"}},
	"shoulda": {{6, "should"}, {1, "have"}}, "coulda": {{5, "could"}, {1, "have"}}, "y'all": {{5, "you"}}, "yall": {{4, "you"}}, "ya": {{2, "you"}}, "u": {{1, "you"}}, "ur": {{2, "your"}},
	"'cause": {{6, "because"}}, "cuz": {{3, "because"}}, "coz": {{3, "because"}}, "bcos": {{4, "because"}}, "bc": {{2, "because"}}, "tho": {{3, "though"}}, "ok": {{2, "okay"}},
	"thx": {{3, "thanks"}}, "thanx": {{5, "thanks"}}, "tks": {{3, "thanks"}}, "pls": {{3, "please"}}, "plz": {{3, "please"}}, "thankyou": {{5, "thank"}, {3, "you"}},
	"ty": {{1, "thank"}, {1, "you"}}, "thnx": {{4, "thanks"}}, "tnx": {{3, "thanks"}}, "urs": {{3, "yours"}}, "rly": {{3, "really"}}, "sry": {{3, "sorry"}}, "abt": {{3, "about"}},
	"wud": {{3, "would"}}, "cud": {{3, "could"}}, "shud": {{4, "should"}}, "wld": {{3, "would"}}, "cld": {{3, "could"}}, "shld": {{4, "should"}}, "smth": {{4, "something"}},
	"wot": {{3, "what"}}, "msg": {{3, "message"}}, "bcuz": {{4, "because"}}, "becuz": {{5, "because"}}, "bcoz": {{4, "because"}},
	"alot": {{1, "a"}, {3, "lot"}}, "incase": {{2, "in"}, {4, "case"}}, "ppl": {{3, "people"}}, "mgr": {{3, "manager"}}, "e-mail": {{6, "email"}}, "mins": {{4, "minutes"}}, "hrs": {{3, "hours"}},
}

// negated verbs written without the apostrophe: "didnt".
var negated = map[string]string{
	"didnt": "did", "doesnt": "does", "dont": "do", "isnt": "is", "wasnt": "was", "werent": "were", "arent": "are", "hasnt": "has", "havent": "have", "hadnt": "had",
	"wouldnt": "would", "couldnt": "could", "shouldnt": "should", "mustnt": "must", "neednt": "need", "mightnt": "might",
}

// pronouns after which "'s" is the verb and not the genitive.
var verbal = map[string]bool{
	"it": true, "that": true, "he": true, "she": true, "what": true, "who": true, "there": true, "here": true, "how": true, "where": true, "why": true, "when": true, "this": true,
	"everything": true, "nothing": true, "something": true,
}

// contracts has, by length, a bit for every first letter of a contraction without an apostrophe: a glance at it spares
// most words the look into the maps.
var contracts [16]uint32

func init() {
	note := func(w string) { contracts[len(w)] |= 1 << (w[0] & 31) }
	for w := range contractions {
		note(w)
	}
	for w := range negated {
		note(w)
	}
}

// contraction appends the tokens of a word: one, or the pieces it contracts.
func (s *splitter) contraction(t Token, norm string) {
	n := len(norm)
	if n < len(contracts) && contracts[n]&(1<<(norm[0]&31)) != 0 {
		if pieces, ok := contractions[norm]; ok && (!t.Upper || len(pieces) > 1) {
			s.pieces(t, pieces...)
			return
		}
		if verb, ok := negated[norm]; ok {
			s.pieces(t, piece{n - 2, verb}, piece{2, "not"})
			return
		}
	}
	for i := n - 1; i > 0 && i >= n-3; i-- {
		if norm[i] != '\'' {
			continue
		}
		host, clitic := norm[:i], norm[i+1:]
		switch clitic {
		case "t":
			if host[len(host)-1] == 'n' && len(host) > 2 {
				s.pieces(t, piece{len(host) - 1, host[:len(host)-1]}, piece{3, "not"})
				return
			}
		case "m":
			s.pieces(t, piece{i, host}, piece{2, "am"})
			return
		case "re":
			s.pieces(t, piece{i, host}, piece{3, "are"})
			return
		case "ve":
			s.pieces(t, piece{i, host}, piece{3, "have"})
			return
		case "ll":
			s.pieces(t, piece{i, host}, piece{3, "will"})
			return
		case "d":
			s.pieces(t, piece{i, host}, piece{2, "'d"})
			return
		case "s":
			norm := "'s"
			switch {
			case verbal[host]:
				norm = "is"
			case host == "let":
				norm = "us"
			}
			s.pieces(t, piece{i, host}, piece{2, norm})
			return
		}
	}
	t.Norm = norm
	if t.Norm == "of" && len(s.tokens) > 0 && soundsLikeHave[s.tokens[len(s.tokens)-1].Norm] {
		t.Norm = "have"
	}
	s.add(t)
}

// soundsLikeHave lists the verbs after which "of" is a misheard "have": "could of".
var soundsLikeHave = map[string]bool{"could": true, "should": true, "would": true, "might": true, "must": true}

// pieces appends the tokens of a contraction. Piece lengths count letters of the norm; each takes as many characters
// of the text, whatever their width, and the last takes the rest.
func (s *splitter) pieces(t Token, pieces ...piece) {
	start := t.Start
	for i, p := range pieces {
		end := t.End
		if i < len(pieces)-1 {
			end = advance(s.text, start, t.End, p.length)
		}
		s.add(Token{Start: start, End: end, Norm: p.norm, Upper: t.Upper})
		start = end
	}
}

// advance returns where n bytes of a norm end in the text, counting from start: a letter that folds to one or two bytes
// counts as those, an apostrophe as one, and what is invisible as none.
func advance(text string, start, end, n int) int {
	var buf [8]byte
	for i, r := range text[start:end] {
		if n <= 0 {
			return start + i
		}
		switch {
		case apostrophe(r):
			n--
		case !invisible(r) && !unicode.Is(unicode.M, r):
			n -= len(appendFolded(buf[:0], r))
		}
	}
	return end
}
