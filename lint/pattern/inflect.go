package pattern

import (
	"slices"
	"strings"
	"sync"
)

// irregular lists what the regular endings do not give, by base form. Sources: the usual tables of English irregular
// verbs and plurals; only words that have a place in a job seeker's mail.
var irregular = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(`
be am is are was were been being
have has had having 've
do does did done doing
go goes went gone going
say says said saying
make makes made making
get gets got gotten getting
know knows knew known knowing
think thinks thought thinking
take takes took taken taking
see sees saw seen seeing
come comes came coming
give gives gave given giving
find finds found finding
tell tells told telling
feel feels felt feeling
leave leaves left leaving
put puts putting
mean means meant meaning
keep keeps kept keeping
let lets letting
begin begins began begun beginning
show shows showed shown showing
hear hears heard hearing
run runs ran running
hold holds held holding
bring brings brought bringing
write writes wrote written writing
sit sits sat sitting
stand stands stood standing
lose loses lost losing
pay pays paid paying
meet meets met meeting
set sets setting
learn learns learned learnt learning
lead leads led leading
understand understands understood understanding
misunderstand misunderstands misunderstood misunderstanding
speak speaks spoke spoken speaking
read reads reading
spend spends spent spending
grow grows grew grown growing
win wins won winning
teach teaches taught teaching
send sends sent sending
build builds built building
fall falls fell fallen falling
cut cuts cutting
choose chooses chose chosen choosing
draw draws drew drawn drawing
break breaks broke broken breaking
drive drives drove driven driving
buy buys bought buying
sell sells sold selling
throw throws threw thrown throwing
forget forgets forgot forgotten forgetting
mislead misleads misled misleading
overlook overlooks overlooked overlooking
hide hides hid hidden hiding
lie lies lied lying
string strings strung stringing
stick sticks stuck sticking
steal steals stole stolen stealing
fight fights fought fighting
seek seeks sought seeking
shut shuts shutting
slip slips slipped slipping
swear swears swore sworn swearing
catch catches caught catching
deal deals dealt dealing
bear bears bore borne bearing
burn burns burned burnt burning
screw screws screwed screwing
piss pisses pissed pissing
bet bets betting
cost costs costing
hurt hurts hurting
quit quits quitting
shoot shoots shot shooting
sleep sleeps slept sleeping
wake wakes woke woken waking
wear wears wore worn wearing
hang hangs hung hanging
ring rings rang rung ringing
sink sinks sank sunk sinking
rise rises rose risen rising
fly flies flew flown flying
forgive forgives forgave forgiven forgiving
withdraw withdraws withdrew withdrawn withdrawing
owe owes owed owing
refer refers referred referring
prefer prefers preferred preferring
person persons people
man men
woman women
child children
panel panels
panelist panelists panellist panellists
travel travels travelled traveled travelling traveling
cancel cancels cancelled canceled cancelling canceling
label labels labelled labeled labelling labeling
ghost ghosts ghosted ghosting
focus focuses focused focussed focusing focussing
bias biases biased biassed
answer answers answered answering
offer offers offered offering
consider considers considered considering
reconsider reconsiders reconsidered reconsidering
deliver delivers delivered delivering
suffer suffers suffered suffering
question questions questioned questioning
happen happens happened happening
listen listens listened listening
open opens opened opening
mention mentions mentioned mentioning
visit visits visited visiting
benefit benefits benefited benefitted benefiting
edit edits edited editing
interview interviews interviewed interviewing
review reviews reviewed reviewing
`), "\n") {
		base, _, _ := strings.Cut(line, " ")
		m[base] = line
	}
	return m
})

// Inflections returns a word with its other forms, sorted: third person or plural -s, past -ed, participle -ing, with
// the irregular forms where English has them. A form that is no word costs nothing: no draft holds it.
func Inflections(base string) []string {
	if line, ok := irregular()[base]; ok {
		forms := strings.Fields(line)
		slices.Sort(forms)
		return forms
	}
	forms := []string{base}
	n := len(base)
	last := base[n-1]
	switch {
	case strings.HasSuffix(base, "ie"):
		forms = append(forms, base+"s", base+"d", base[:n-2]+"ying")
	case last == 'e':
		forms = append(forms, base+"s", base+"d", base+"ing", base[:n-1]+"ing")
	case last == 'y' && n > 1 && !vowel(base[n-2]):
		forms = append(forms, base[:n-1]+"ies", base[:n-1]+"ied", base+"ing")
	case strings.HasSuffix(base, "s") || strings.HasSuffix(base, "x") || strings.HasSuffix(base, "z") || strings.HasSuffix(base, "ch") || strings.HasSuffix(base, "sh"):
		forms = append(forms, base+"es", base+"ed", base+"ing")
	case doubles(base):
		double := base + string(last)
		forms = append(forms, base+"s", double+"ed", double+"ing")
	default:
		forms = append(forms, base+"s", base+"ed", base+"ing")
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

func vowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

// doubles reports whether the last consonant is doubled before -ed: one syllable, consonant-vowel-consonant, or a
// stressed last syllable, which spelling shows only in these endings.
func doubles(s string) bool {
	n := len(s)
	if n < 3 || vowel(s[n-1]) || !vowel(s[n-2]) || vowel(s[n-3]) || strings.IndexByte("wxy", s[n-1]) >= 0 {
		return false
	}
	vowels := 0
	for i := range n {
		if vowel(s[i]) {
			vowels++
		}
	}
	return vowels == 1 || strings.HasSuffix(s, "mit") || strings.HasSuffix(s, "cur") || strings.HasSuffix(s, "gret")
}
