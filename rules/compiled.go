package rules

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"slices"
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

// texts, numbers, lists and patterns name what a stored rule consists of, in order, for encode and decode alike.
func texts(r *lint.Rule) []*string {
	return []*string{&r.ID, (*string)(&r.Label), &r.Message, &r.Why, &r.Source, &r.Measured.Split}
}

func numbers(r *lint.Rule) []*int {
	return []*int{&r.Measured.Emails, &r.Measured.Said, &r.Measured.Right}
}

func lists(r *lint.Rule) []*[]string {
	return []*[]string{&r.Instead, &r.Student, &r.Experienced, &r.Reply, &r.Bad, &r.Good}
}

func patterns(r *lint.Rule) []*string { return []*string{(*string)(&r.Match), (*string)(&r.Unless)} }

// encode writes a rule set: all numbers, among them the length of every text, then the program, then the texts, those that
// are long and hardly ever read at the end. So a start looks at few pages of it, and each page costs.
func encode(set *lint.Ruleset) []byte {
	var index, all []byte
	number := func(n int) { index = binary.LittleEndian.AppendUint32(index, uint32(int32(n))) }
	text := func(s string) {
		number(len(s))
		all = append(all, s...)
	}
	number(len(set.Rules))
	listed := 0
	for _, r := range set.Rules {
		for _, list := range lists(r) {
			listed += len(*list)
		}
	}
	number(listed)
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
	for _, r := range set.Rules {
		for _, s := range patterns(r) {
			text(*s)
		}
	}
	number(len(set.Uses))
	for _, u := range set.Uses {
		number(int(u.Role))
		number(u.Arg)
		number(u.End)
	}
	program := set.Program.Encode()
	var b []byte
	for _, n := range []int{len(index), len(program)} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return slices.Concat(b, index, program, all)
}

// A reader takes encode's form apart. Its strings share the memory of the data, so a rule costs no copy.
type reader struct {
	index, texts string
	short        bool
}

func (r *reader) number() int {
	if len(r.index) < 4 {
		r.short = true
		return 0
	}
	n := uint32(r.index[0]) | uint32(r.index[1])<<8 | uint32(r.index[2])<<16 | uint32(r.index[3])<<24
	r.index = r.index[4:]
	return int(int32(n))
}

// count reads how many there are of something that takes a number each, at least.
func (r *reader) count() int {
	n := r.number()
	if n < 0 || n > len(r.index)/4 {
		r.short = true
		return 0
	}
	return n
}

func (r *reader) text() string {
	n := r.number()
	if n < 0 || n > len(r.texts) {
		r.short = true
		return ""
	}
	s := r.texts[:n]
	r.texts = r.texts[n:]
	return s
}

func decode(data string) (*lint.Ruleset, error) {
	short := errors.New("cut short")
	head := reader{index: data}
	index, program := head.number(), head.number()
	if rest := len(head.index); head.short || index < 0 || program < 0 || index > rest || program > rest-index {
		return nil, short
	}
	data = head.index
	r := reader{index: data[:index], texts: data[index+program:]}
	rules := make([]lint.Rule, r.count())
	set := &lint.Ruleset{Rules: make([]*lint.Rule, len(rules))}
	listed := make([]string, r.count())
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
			if n := min(r.count(), len(listed)); n > 0 {
				*list, listed = listed[:n:n], listed[n:]
			}
			for j := range *list {
				(*list)[j] = r.text()
			}
		}
		set.Rules[i] = rule
	}
	for i := range rules {
		for _, s := range patterns(&rules[i]) {
			*s = r.text()
		}
	}
	set.Uses = make([]lint.Use, r.count())
	for i := range set.Uses {
		set.Uses[i] = lint.Use{Role: lint.Role(r.number()), Arg: r.number(), End: r.number()}
	}
	if r.short {
		return nil, short
	}
	var err error
	set.Program, err = pattern.Decode(data[index : index+program])
	return set, err
}
