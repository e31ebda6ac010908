package rules

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/learned"
	"github.com/tonelint/tonelint/lint/pattern"
)

//go:generate go test -run "TestCompiled|TestReadmeTable" -update .

//go:embed compiled.bin
var compiled string

//go:embed likely.bin
var likely string // what corpus/train learned

// Default returns the built-in rules. It decodes them once; the result is shared and must not be changed.
var Default = sync.OnceValue(func() *lint.Ruleset {
	set, err := decode(compiled)
	if err != nil {
		panic("rules: compiled.bin is broken, run go generate ./rules: " + err.Error())
	}
	set.Model = model
	return set
})

// model is what the learned rules go by. It is decoded only when one of them is asked, so that corpus/train can run
// where the stored model is of an older form.
var model = sync.OnceValue(func() *learned.Model {
	m, err := learned.Decode(likely)
	if err != nil {
		panic("rules: likely.bin is broken, run go run ./corpus/train: " + err.Error())
	}
	return m
})

// texts, numbers and lists name what a stored rule consists of, in order, for encode and decode alike.
func texts(r *lint.Rule) []*string {
	return []*string{&r.ID, (*string)(&r.Label), &r.Message, &r.Why, &r.Source, &r.Measured.Split}
}

func numbers(r *lint.Rule) []*int {
	return []*int{&r.Measured.Emails, &r.Measured.Said, &r.Measured.Right}
}

func lists(r *lint.Rule) []*[]string {
	return []*[]string{&r.Instead, &r.Student, &r.Experienced, &r.Reply, &r.Match, &r.Unless, &r.Bad, &r.Good}
}

// encode writes a rule set: the rules, the uses of the patterns, the program. Lengths stand before what they measure.
func encode(set *lint.Ruleset) []byte {
	var b []byte
	number := func(n int) { b = binary.LittleEndian.AppendUint32(b, uint32(int32(n))) }
	text := func(s string) {
		number(len(s))
		b = append(b, s...)
	}
	number(len(set.Rules))
	for _, r := range set.Rules {
		number(int(r.Severity))
		number(int(r.Kind))
		learned := 0
		if r.Learned {
			learned = 1
		}
		number(learned)
		for _, s := range texts(r) {
			text(*s)
		}
		for _, n := range numbers(r) {
			number(*n)
		}
		for _, list := range lists(r) {
			number(len(*list))
			for _, s := range *list {
				text(s)
			}
		}
	}
	number(len(set.Uses))
	for _, u := range set.Uses {
		number(int(u.Role))
		number(u.Arg)
	}
	return append(b, set.Program.Encode()...)
}

// A reader takes encode's form apart. Its strings share the memory of the data, so a rule costs no copy.
type reader struct {
	data  string
	short bool
}

func (r *reader) number() int {
	if len(r.data) < 4 {
		r.short = true
		return 0
	}
	n := uint32(r.data[0]) | uint32(r.data[1])<<8 | uint32(r.data[2])<<16 | uint32(r.data[3])<<24
	r.data = r.data[4:]
	return int(int32(n))
}

func (r *reader) text() string {
	n := r.number()
	if n < 0 || n > len(r.data) {
		r.short = true
		return ""
	}
	s := r.data[:n]
	r.data = r.data[n:]
	return s
}

func decode(data string) (*lint.Ruleset, error) {
	r := reader{data: data}
	set := &lint.Ruleset{}
	rules := make([]lint.Rule, r.number())
	for i := range rules {
		rule := &rules[i]
		rule.Severity, rule.Kind = lint.Severity(r.number()), draft.Kind(r.number())
		rule.Learned = r.number() == 1
		for _, s := range texts(rule) {
			*s = r.text()
		}
		for _, n := range numbers(rule) {
			*n = r.number()
		}
		for _, list := range lists(rule) {
			if n := r.number(); n > 0 && n <= len(r.data) {
				*list = make([]string, n)
			}
			for j := range *list {
				(*list)[j] = r.text()
			}
		}
		set.Rules = append(set.Rules, rule)
	}
	set.Uses = make([]lint.Use, r.number())
	for i := range set.Uses {
		set.Uses[i] = lint.Use{Role: lint.Role(r.number()), Arg: r.number()}
	}
	if r.short {
		return nil, errors.New("cut short")
	}
	var err error
	set.Program, err = pattern.Decode(r.data)
	return set, err
}
