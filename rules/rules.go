// Package rules holds what tonelint knows: one TOML file per rule, and the word classes the rules are written with.
//
//	<label>/<name>.toml    a rule; its id is its path without the ending
//	classes/*.toml         word classes, several to a file
//	kind.toml              the words by which a reply is told from a request
//	measured.toml          how often every rule was right; corpus/score writes it
//
// To add a rule, add a file: nothing else names it. [Load] reads such a folder, checks every rule (a rule without a
// reason, a way out, three bad and three good examples does not load) and compiles its patterns. [Default] returns the
// rules of this folder from compiled.bin, which `go generate ./rules` writes and a test holds to the files, so that a
// process that lints one draft reads no TOML.
package rules

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/pattern"
	"github.com/tonelint/tonelint/lint/strict"
)

// Files is this folder: the rule files and word classes as they were built in.
//
//go:embed */*.toml kind.toml measured.toml
var Files embed.FS

// file is a rule file.
type file struct {
	Severity    string   `toml:"severity"`
	Label       string   `toml:"label"` // only where it is not the folder's
	Message     string   `toml:"message"`
	Why         string   `toml:"why"`
	Instead     []string `toml:"instead"`
	Student     []string `toml:"student"`
	Experienced []string `toml:"experienced"`
	Reply       []string `toml:"reply"` // for an answer to feedback; without it, the likely rule's of the same label
	Kind        string   `toml:"kind"`
	Learned     bool     `toml:"learned"` // the model speaks through it: no patterns
	Source      string   `toml:"source"`
	Match       []string `toml:"match"`
	Unless      []string `toml:"unless"`
	Absent      []string `toml:"absent"`
	Drop        []string `toml:"drop"` // findings that may simply be left out
	Require     []string `toml:"require"`
	Bad         []string `toml:"bad"`
	Good        []string `toml:"good"`
}

// A Pack is a folder of rule files and word classes. Dir is its name in messages.
type Pack struct {
	Dir   string
	Files fs.FS
}

// Load reads and compiles the rules of one or more packs. A word class that several packs define holds the entries of
// all. All mistakes are reported together, as strict.Errors.
func Load(packs ...Pack) (*lint.Ruleset, error) {
	l := loader{compiler: pattern.NewCompiler(), set: &lint.Ruleset{}}
	// The classes of all packs come first: a rule may use those of any.
	files := map[string]int{}
	for _, read := range []func(fs.FS) error{l.allClasses, l.allRules} {
		for _, pack := range packs {
			l.dir, l.files = pack.Dir, 0
			if err := read(pack.Files); err != nil {
				return nil, err
			}
			files[pack.Dir] += l.files
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(files)) {
		if files[dir] == 0 {
			l.dir = dir
			l.fail("", 0, 0, "no rules and no word classes: expected files such as %s or %s", path.Join(dir, "hostile", "name.toml"), path.Join(dir, "classes", "name.toml"))
		}
	}
	if len(l.errs) > 0 {
		return nil, l.errs
	}
	var err error
	if l.set.Program, err = l.compiler.Compile(); err != nil {
		var at *pattern.EntryError
		if !errors.As(err, &at) {
			return nil, err
		}
		e := l.entries[at.Entry]
		l.dir = e.dir
		l.patternError(e.name, e.data, e.class, e.i, err)
		return nil, l.errs
	}
	for _, learned := range l.set.Rules {
		if !learned.Learned {
			continue
		}
		l.set.Model = model
		for _, r := range l.set.Rules {
			if r.Label == learned.Label && r.Pack == learned.Pack && r.Kind == draft.Auto && r.Reply == nil {
				r.Reply = learned.Reply
			}
		}
	}
	return l.set, nil
}

// Compiler returns a compiler that knows the word classes of this folder, for patterns that are to be tried out.
func Compiler() *pattern.Compiler {
	l := loader{compiler: pattern.NewCompiler(), set: &lint.Ruleset{}}
	if err := l.allClasses(Files); err != nil || l.errs != nil {
		panic("rules: the word classes as built in do not load") // a test holds that they do
	}
	return l.compiler
}

type loader struct {
	compiler *pattern.Compiler
	set      *lint.Ruleset
	dir      string // of the pack being read
	files    int    // that were read
	entries  []entry
	errs     strict.Errors
}

// An entry of a word class that the compiler knows, and where it stands.
type entry struct {
	dir, name, class string
	data             []byte
	i                int
}

// maxSize is how many megabytes a rule file may have; ours have a hundredth of one.
const maxSize = 1

func (l *loader) fail(file string, line, column int, format string, args ...any) {
	l.errs = append(l.errs, &strict.Error{File: path.Join(l.dir, file), Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

func (l *loader) allClasses(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "classes/*.toml")
	for _, name := range names {
		l.classes(fsys, name)
	}
	return err
}

func (l *loader) allRules(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "*/*.toml")
	for _, name := range names {
		if path.Dir(name) != "classes" {
			l.rule(fsys, name)
		}
	}
	if _, err := fs.Stat(fsys, "kind.toml"); err == nil {
		l.kind(fsys)
	}
	if _, err := fs.Stat(fsys, "measured.toml"); err == nil {
		l.measured(fsys)
	}
	return err
}

// decode reads a TOML file. It returns nil where the file has mistakes, which are then reported.
func (l *loader) decode(fsys fs.FS, name string, into any) []byte {
	l.files++
	data, err := strict.ReadFile(fsys, name, maxSize)
	if err != nil {
		l.fail(name, 0, 0, "%v", draft.Reason(err))
		return nil
	}
	if errs := strict.Decode(path.Join(l.dir, name), data, into); errs != nil {
		l.errs = append(l.errs, errs...)
		return nil
	}
	return data
}

// classes reads a file of word classes: name = ["entry", …].
func (l *loader) classes(fsys fs.FS, name string) {
	var classes map[string][]string
	data := l.decode(fsys, name, &classes)
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		for i, src := range classes[class] {
			if err := l.compiler.AddClass(class, src); err != nil {
				l.patternError(name, data, class, i, err)
				continue
			}
			l.entries = append(l.entries, entry{l.dir, name, class, data, i})
		}
	}
}

// patternError reports a mistake in the pattern that stands at position i of an array.
func (l *loader) patternError(name string, data []byte, key string, i int, err error) {
	offset := 0
	var at *pattern.Error
	if errors.As(err, &at) {
		offset = at.Offset
	}
	line, column := strict.LocateIn(data, offset, key, strconv.Itoa(i))
	l.fail(name, line, column, "%s: %v", key, err)
}

// rule reads a rule file.
func (l *loader) rule(fsys fs.FS, name string) {
	var f file
	data := l.decode(fsys, name, &f)
	if data == nil {
		return
	}
	fail := func(key, format string, args ...any) {
		line, column := strict.Locate(data, key)
		l.fail(name, line, column, format, args...)
	}
	id := strings.TrimSuffix(name, ".toml")
	folder := path.Dir(name)
	r := &lint.Rule{ID: id, Label: lint.Label(folder), Message: f.Message, Why: f.Why, Instead: f.Instead, Student: f.Student,
		Experienced: f.Experienced, Reply: f.Reply, Source: f.Source, Learned: f.Learned, Pack: l.dir, Match: join(f.Match, f.Require), Unless: join(f.Unless, f.Absent), Bad: f.Bad, Good: f.Good}
	switch {
	case f.Label == string(lint.Leftover):
		r.Label = lint.Leftover
	case f.Label != "":
		fail("label", "label %q: expected leftover, or no label, and the file in the folder of its label", f.Label)
	case folder == "email":
		r.Label = lint.Label(path.Base(id))
	}
	folders := []string{"email"}
	for _, label := range lint.SentenceLabels {
		folders = append(folders, string(label))
	}
	if r.Label != lint.Leftover && !slices.Contains(lint.SentenceLabels, r.Label) && !slices.Contains(lint.EmailLabels, r.Label) {
		if folder == "email" {
			fail("", "email holds the rules %v: any other needs label = \"leftover\"", lint.EmailLabels)
		} else {
			fail("", "%q is no label: expected the file in one of the folders %v%s", folder, folders, strict.Nearest(folder, folders))
		}
	}
	var err error
	if r.Severity, err = lint.ParseSeverity(f.Severity); err != nil {
		fail("severity", "severity %v", err)
	}
	if r.Kind, err = draft.ParseKind(cmp.Or(f.Kind, "auto")); err != nil {
		fail("kind", "kind %v", err)
	}
	for _, needed := range []struct {
		key  string
		have int
		want int
	}{{"message", len(f.Message), 1}, {"why", len(f.Why), 1}, {"instead", len(f.Instead), 1}, {"bad", len(f.Bad), 3}, {"good", len(f.Good), 3}} {
		if needed.have < needed.want {
			fail(needed.key, "%s is missing or too short: a rule has a message, a why, an instead, three bad and three good examples", needed.key)
		}
	}
	if strings.HasSuffix(f.Message, ".") {
		fail("message", "message ends with a full stop: it is a headline")
	}
	patterns := len(f.Match) + len(f.Require)
	if patterns == 0 && !f.Learned && r.Label != lint.LateThanks {
		fail("", "no patterns: expected match, or require for a presence rule")
	}
	if patterns > 0 && f.Learned {
		fail("learned", "a learned rule has no patterns: its findings come from the model")
	}
	if slices.ContainsFunc(l.set.Rules, func(other *lint.Rule) bool { return other.ID == id }) {
		fail("", "there is a rule %s already: give this one another name", id)
	}
	number := len(l.set.Rules)
	l.set.Rules = append(l.set.Rules, r)
	for _, group := range []struct {
		key      string
		role     lint.Role
		patterns []string
	}{{"match", lint.Matches, f.Match}, {"unless", lint.Unless, f.Unless}, {"absent", lint.Absent, f.Absent}, {"drop", lint.Drops, f.Drop}, {"require", lint.Requires, f.Require}} {
		for i, src := range group.patterns {
			l.add(name, data, group.key, i, src, lint.Use{Role: group.role, Arg: number})
		}
	}
}

func (l *loader) add(name string, data []byte, key string, i int, src string, use lint.Use) {
	number, err := l.compiler.Add(src)
	if err != nil {
		l.patternError(name, data, key, i, err)
		return
	}
	use.End = number + 1
	if n := len(l.set.Uses); n > 0 && l.set.Uses[n-1].Role == use.Role && l.set.Uses[n-1].Arg == use.Arg {
		l.set.Uses[n-1] = use
		return
	}
	l.set.Uses = append(l.set.Uses, use)
}

// join makes one of lists of patterns. A line end within a pattern is as good as a space.
func join(lists ...[]string) lint.Patterns {
	var lines []string
	for _, pattern := range slices.Concat(lists...) {
		lines = append(lines, strings.ReplaceAll(pattern, "\n", " "))
	}
	return lint.Patterns(strings.Join(lines, "\n"))
}

// kind reads what tells a reply from a request, where a sure sign weighs as much as two strong ones and a strong one as much
// as three weak ones, and a student from an experienced candidate.
func (l *loader) kind(fsys fs.FS) {
	var f struct {
		Reply         []string `toml:"reply"`
		ReplyStrong   []string `toml:"reply-strong"`
		ReplySure     []string `toml:"reply-sure"`
		Request       []string `toml:"request"`
		RequestStrong []string `toml:"request-strong"`
		RequestSure   []string `toml:"request-sure"`
		Feedback      []string `toml:"feedback-below"`
		Rejection     []string `toml:"rejection-below"`
		Student       []string `toml:"student"`
		Experienced   []string `toml:"experienced"`
	}
	data := l.decode(fsys, "kind.toml", &f)
	for _, group := range []struct {
		key      string
		role     lint.Role
		weight   int
		patterns []string
	}{
		{"reply", lint.Evidence, 1, f.Reply}, {"reply-strong", lint.Evidence, 3, f.ReplyStrong}, {"reply-sure", lint.Evidence, 6, f.ReplySure},
		{"request", lint.Evidence, -1, f.Request}, {"request-strong", lint.Evidence, -3, f.RequestStrong}, {"request-sure", lint.Evidence, -6, f.RequestSure},
		{"feedback-below", lint.EvidenceBelow, 2, f.Feedback}, {"rejection-below", lint.EvidenceBelow, -3, f.Rejection},
	} {
		for i, src := range group.patterns {
			l.add("kind.toml", data, group.key, i, src, lint.Use{Role: group.role, Arg: group.weight})
		}
	}
	for i, src := range f.Student {
		l.add("kind.toml", data, "student", i, src, lint.Use{Role: lint.FitsCandidate, Arg: int(lint.Student)})
	}
	for i, src := range f.Experienced {
		l.add("kind.toml", data, "experienced", i, src, lint.Use{Role: lint.FitsCandidate, Arg: int(lint.Experienced)})
	}
}

// measured reads how often the rules of a pack were right. A rule that has gone since is passed over, and one that has come
// since is not measured.
func (l *loader) measured(fsys fs.FS) {
	var f struct {
		Split  string            `toml:"split"`
		Emails int               `toml:"emails"`
		Rules  map[string][2]int `toml:"rules"`
	}
	l.decode(fsys, "measured.toml", &f)
	for _, r := range l.set.Rules {
		if m, ok := f.Rules[r.ID]; ok && r.Pack == l.dir {
			r.Measured = lint.Measured{Split: f.Split, Emails: f.Emails, Said: m[0], Right: m[1]}
		}
	}
}
