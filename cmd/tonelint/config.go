package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
	"github.com/tonelint/tonelint/lint/strict"
	"github.com/tonelint/tonelint/rules"
)

// configName is the file that is looked for, from the folder of a draft upward.
const configName = ".tonelint.toml"

// settings are what a configuration file and an override in it can say, and, but for what is allowed and the severities, the
// command line. An empty value says nothing.
type settings struct {
	Kind        string            `toml:"kind"`
	Candidate   string            `toml:"candidate"`
	MinSeverity string            `toml:"min-severity"`
	FailOn      string            `toml:"fail-on"`
	Enable      []string          `toml:"enable"`
	Disable     []string          `toml:"disable"`
	Allow       []string          `toml:"allow"`
	Severity    map[string]string `toml:"severity"`
}

// configFile is a .tonelint.toml.
type configFile struct {
	settings
	Packs     []string `toml:"packs"`
	Baseline  *string  `toml:"baseline"`
	Templates []string `toml:"templates"`
	Ignore    []string `toml:"ignore"` // passed over where a folder is searched
	Override  []struct {
		Path string `toml:"path"`
		settings
	} `toml:"override"`

	path string
	data []byte
}

// override returns an override as a layer.
func (f *configFile) override(i int) layer {
	o := f.Override[i]
	return layer{fmt.Sprintf("%s (override %q)", f.path, o.Path), f, []string{"override", strconv.Itoa(i)}, o.settings}
}

// mistake is an error at what stands under a path of keys.
func (f *configFile) mistake(message string, keys ...string) error {
	line, column := strict.Locate(f.data, keys...)
	return &strict.Error{File: f.path, Line: line, Column: column, Message: message}
}

// policy is what is in force for one draft: the options of the linter and the words they came from.
type policy struct {
	linter    *lint.Linter
	failOn    lint.Severity
	neverFail bool
	config    string // the files it was read from, "" where there is none
	baseline  string
	origin    []origin
}

// origin tells where a value comes from, for --print-config.
type origin struct{ key, value, source string }

// configs finds, reads and keeps configuration files. It is safe for concurrent use.
type configs struct {
	o        *options
	mu       sync.Mutex
	files    map[string]*configFile // by name
	nearest  map[string]*configFile // by the folder of a draft; nil where there is none
	policies map[string]*policy     // by what they are made of
	sets     map[string]*lint.Ruleset

	passedOver int // how many drafts are ignored
}

func newConfigs(o *options) *configs {
	return &configs{o: o, files: map[string]*configFile{}, nearest: map[string]*configFile{}, policies: map[string]*policy{}, sets: map[string]*lint.Ruleset{}}
}

// A configError is a mistake in the settings. It is the same for every draft, so it is said once.
type configError struct{ error }

// policyFor returns what is in force for a draft. Its errors are configErrors.
func (c *configs) policyFor(draftPath string) (*policy, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, err := c.find(draftPath)
	if err != nil {
		return nil, configError{err}
	}
	return p, nil
}

// ignored reports whether the settings pass over a draft that was found and not named. A mistake in them is reported
// where the draft is judged.
func (c *configs) ignored(draftPath string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	file, err := c.fileFor(draftPath)
	ignored := err == nil && file != nil && file.matchesAny(file.Ignore, relativeTo(file.path, draftPath))
	if ignored {
		c.passedOver++
	}
	return ignored
}

func (c *configs) find(draftPath string) (*policy, error) {
	file, err := c.fileFor(draftPath)
	if err != nil {
		return nil, err
	}
	layers := []layer{{source: "default", settings: settings{Kind: "auto", Candidate: "auto", MinSeverity: "suggestion", FailOn: "warning"}}}
	key := ""
	if file != nil {
		key = file.path
		layers = append(layers, layer{source: file.path, file: file, settings: file.settings})
		relative := relativeTo(file.path, draftPath)
		if file.matchesAny(file.Templates, relative) {
			// A template is full of placeholders on purpose.
			layers = append(layers, layer{source: file.path + " (templates)", settings: settings{Disable: []string{"email/placeholder"}}})
			key += "\x00templates"
		}
		for i, o := range file.Override {
			if file.matchesAny([]string{o.Path}, relative) {
				layers = append(layers, file.override(i))
				key += fmt.Sprintf("\x00%d", i)
			}
		}
	}
	if p, ok := c.policies[key]; ok {
		return p, nil
	}
	set, err := c.ruleset(file)
	if err != nil {
		return nil, err
	}
	layers = append(layers, layer{source: "command line", settings: c.o.settings})
	checked := layers
	if file != nil { // a mistake in an override is said whichever draft comes first
		for i := range file.Override {
			checked = append(checked, file.override(i))
		}
	}
	for _, l := range checked {
		if err := l.check(set); err != nil {
			return nil, err
		}
	}
	p := c.build(file, set, layers)
	c.policies[key] = p
	return p, nil
}

// fileFor finds the configuration file of a draft. Standard input looks in the working directory.
func (c *configs) fileFor(draftPath string) (*configFile, error) {
	switch {
	case c.o.noConfig:
		return nil, nil
	case c.o.config != "":
		return c.read(c.o.config)
	}
	dir := filepath.Dir(draftPath)
	if f, ok := c.nearest[dir]; ok {
		return f, nil
	}
	f, err := c.above(dir)
	if err == nil {
		c.nearest[dir] = f
	}
	return f, err
}

// above finds the configuration file of a folder, there or above it.
func (c *configs) above(dir string) (*configFile, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	for ; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, configName)
		if _, err := os.Lstat(name); err == nil { // whatever it is: settings that cannot be read are not passed over
			return c.read(name)
		}
		if dir == filepath.Dir(dir) {
			return nil, nil
		}
	}
}

// read reads a configuration file strictly, once.
func (c *configs) read(name string) (*configFile, error) {
	if f, ok := c.files[name]; ok {
		return f, nil
	}
	data, err := readFile(name, maxConfigSize)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, draft.Reason(err))
	}
	f := &configFile{path: name, data: data}
	if errs := strict.Decode(name, data, f); errs != nil {
		return nil, errs
	}
	if err := f.checkPaths(c.o.config == ""); err != nil {
		return nil, err
	}
	c.files[name] = f
	return f, nil
}

// checkPaths checks the name of the baseline, and the patterns for paths, of which most drafts meet only some. A file that was
// found is in force for drafts below it alone.
func (f *configFile) checkPaths(found bool) error {
	if f.Baseline != nil && *f.Baseline == "" {
		return f.mistake("baseline: names no file: \"\"", "baseline")
	}
	bad := func(pattern string) bool {
		_, err := path.Match(pattern, "")
		p := f.pattern(pattern)
		return pattern == "" || err != nil || p == "." || found && (strings.HasPrefix(p, "/") || p == ".." || strings.HasPrefix(p, "../"))
	}
	const expected = ": expected a path such as replies/ or *.txt, from the folder of the settings down"
	for _, list := range []struct {
		key   string
		paths []string
	}{{"templates", f.Templates}, {"ignore", f.Ignore}} {
		for i, p := range list.paths {
			if bad(p) {
				return f.mistake(fmt.Sprintf("%s: bad pattern %q%s", list.key, p, expected), list.key, strconv.Itoa(i))
			}
		}
	}
	for i, o := range f.Override {
		if bad(o.Path) {
			if o.Path == "" {
				return f.mistake(fmt.Sprintf("override %d has no path%s", i+1, expected))
			}
			return f.mistake(fmt.Sprintf("override: bad path %q%s", o.Path, expected), "override", strconv.Itoa(i), "path")
		}
	}
	return nil
}

// Megabytes that a file of settings and a baseline may have: more than anybody writes, and little to read.
const (
	maxConfigSize   = 1
	maxBaselineSize = 64
)

// readFile reads a file of the settings.
func readFile(name string, megabytes int64) ([]byte, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	return strict.ReadFile(os.DirFS(filepath.Dir(name)), filepath.Base(name), megabytes)
}

// from returns a path that a configuration file names, which counts from the folder of the file.
func (f *configFile) from(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(filepath.Dir(f.path), name)
}

// relativeTo returns a draft's path as seen from the folder of a configuration file, with slashes.
func relativeTo(configPath, draftPath string) string {
	dir, err1 := filepath.Abs(filepath.Dir(configPath))
	file, err2 := filepath.Abs(draftPath)
	if rel, err := filepath.Rel(dir, file); err1 == nil && err2 == nil && err == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(draftPath)
}

// pattern returns a pattern for paths as seen from the folder of the file, like the paths it is for.
func (f *configFile) pattern(p string) string {
	if filepath.IsAbs(p) {
		return relativeTo(f.path, p)
	}
	return path.Clean(p)
}

// matchesAny matches a path against patterns as in .gitignore, without "**": a pattern with no slash but at its end is for the
// name, a folder stands for all that is in it. Unlike there, a slash at the start is the root, as for all paths in settings.
func (f *configFile) matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		whole := strings.Contains(strings.TrimRight(p, "/"), "/")
		p = f.pattern(p)
		for prefix := name; prefix != "." && prefix != "/"; prefix = path.Dir(prefix) {
			if ok, _ := path.Match(p, prefix); ok {
				return true
			}
			if ok, _ := path.Match(p, path.Base(prefix)); ok && !whole {
				return true
			}
		}
	}
	return false
}

// A layer is settings with the place they come from: for one of a file, the keys it stands under.
type layer struct {
	source string
	file   *configFile
	keys   []string
	settings
}

// mistake is an error in one of the settings of a layer.
func (l layer) mistake(err error, keys ...string) error {
	if l.file == nil {
		return fmt.Errorf("--%s %w", keys[0], err)
	}
	return l.file.mistake(fmt.Sprintf("%s: %v", keys[0], err), slices.Concat(l.keys, keys)...)
}

// check returns the first mistake in what a layer says.
func (l layer) check(set *lint.Ruleset) error {
	for _, one := range []struct{ key, value string }{
		{"kind", l.Kind}, {"candidate", l.Candidate}, {"min-severity", l.MinSeverity}, {"fail-on", l.FailOn},
	} {
		if one.value == "" {
			continue
		}
		if err := oneOf(one.value, valuesOf(one.key)); err != nil {
			return l.mistake(err, one.key)
		}
	}
	for _, list := range []struct {
		key   string
		globs []string
	}{{"enable", l.Enable}, {"disable", l.Disable}} {
		for i, glob := range list.globs {
			if !matchesSome(set, glob) {
				return l.mistake(fmt.Errorf("names no rule: %q%s", glob, didYouMean(set, glob)), list.key, strconv.Itoa(i))
			}
		}
	}
	for _, glob := range slices.Sorted(maps.Keys(l.Severity)) {
		if !matchesSome(set, glob) {
			return l.mistake(fmt.Errorf("names no rule: %q%s", glob, didYouMean(set, glob)), "severity", glob)
		}
		if err := oneOf(l.Severity[glob], valuesOf("severity")); err != nil {
			return l.mistake(fmt.Errorf("of %s %w", glob, err), "severity", glob)
		}
	}
	return nil
}

// merge lays the settings of layers over each other, later ones over earlier ones, and keeps where each value comes from.
// What is enabled replaces what was, what is disabled or allowed adds up, severities are laid over rule by rule: those of
// the result are by the ids of rules. Within one layer the last pattern in alphabetical order wins, so that an id, and what
// starts with more letters before its first "*", wins over what is wider.
func merge(set *lint.Ruleset, layers []layer) (all settings, from []origin) {
	all.Severity = map[string]string{}
	more := func(key, value, source string) { from = append(from, origin{key, value, source}) }
	instead := func(key, value, source string) {
		from = slices.DeleteFunc(from, func(o origin) bool { return o.key == key })
		more(key, value, source)
	}
	for _, l := range layers {
		for _, one := range []struct {
			key, value string
			into       *string
		}{
			{"kind", l.Kind, &all.Kind}, {"candidate", l.Candidate, &all.Candidate}, {"min-severity", l.MinSeverity, &all.MinSeverity}, {"fail-on", l.FailOn, &all.FailOn},
		} {
			if one.value != "" {
				*one.into = one.value
				instead(one.key, one.value, l.source)
			}
		}
		if l.Enable != nil {
			all.Enable = l.Enable
			instead("enable", strings.Join(l.Enable, ", "), l.source)
		}
		for _, list := range []struct {
			key    string
			values []string
			into   *[]string
		}{{"disable", l.Disable, &all.Disable}, {"allow", l.Allow, &all.Allow}} {
			if list.values != nil {
				*list.into = slices.Concat(*list.into, list.values)
				more(list.key, strings.Join(list.values, ", "), l.source)
			}
		}
		for _, glob := range slices.Sorted(maps.Keys(l.Severity)) {
			for _, r := range set.Rules {
				if listed([]string{glob}, r.ID) {
					all.Severity[r.ID] = l.Severity[glob]
				}
			}
			instead("severity."+glob, l.Severity[glob], l.source)
		}
	}
	return all, from
}

// build makes a policy of layers.
func (c *configs) build(file *configFile, set *lint.Ruleset, layers []layer) *policy {
	all, from := merge(set, layers)
	p := &policy{origin: from, neverFail: all.FailOn == "never"}
	p.failOn, _ = lint.ParseSeverity(all.FailOn)
	if file != nil {
		p.config = file.path
		if len(file.Packs) > 0 {
			p.origin = append(p.origin, origin{"packs", strings.Join(file.Packs, ", "), file.path})
		}
	}
	switch p.baseline = c.o.baseline; {
	case p.baseline != "":
		p.origin = append(p.origin, origin{"baseline", p.baseline, "command line"})
	case file != nil && file.Baseline != nil:
		p.baseline = file.from(*file.Baseline)
		p.origin = append(p.origin, origin{"baseline", p.baseline, file.path})
	}
	options := lint.Options{Allow: all.Allow, Severity: map[string]lint.Severity{}}
	options.Kind, _ = draft.ParseKind(all.Kind)
	options.Candidate, _ = lint.ParseCandidate(all.Candidate)
	options.MinSeverity, _ = lint.ParseSeverity(all.MinSeverity)
	for id, value := range all.Severity {
		options.Severity[id], _ = lint.ParseSeverity(value)
	}
	options.On = func(r *lint.Rule) bool {
		return (all.Enable == nil || listed(all.Enable, r.ID)) && !listed(all.Disable, r.ID) && all.Severity[r.ID] != "off"
	}
	p.linter = lint.New(set, options)
	return p
}

func listed(globs []string, id string) bool {
	return slices.ContainsFunc(globs, func(g string) bool {
		ok, _ := path.Match(g, id)
		return ok
	})
}

// ruleset returns the built-in rules, with the packs of a configuration file where it has any.
func (c *configs) ruleset(file *configFile) (*lint.Ruleset, error) {
	if file == nil || len(file.Packs) == 0 {
		return rules.Default(), nil
	}
	if set, ok := c.sets[file.path]; ok {
		return set, nil
	}
	packs := []rules.Pack{{Files: rules.Files}}
	for i, dir := range file.Packs {
		if dir == "" {
			return nil, file.mistake("packs: names no folder: \"\"", "packs", strconv.Itoa(i))
		}
		dir = file.from(dir)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, file.mistake("packs: no such folder: "+dir, "packs", strconv.Itoa(i))
		}
		packs = append(packs, rules.Pack{Dir: dir, Files: os.DirFS(dir)})
	}
	set, err := rules.Load(packs...)
	if err == nil {
		c.sets[file.path] = set
	}
	return set, err
}

// printConfig tells what is in force for a draft, and where each value comes from.
func (c *command) printConfig(draftPath string) int {
	if draftPath == "-" {
		draftPath = c.stdinFilename
	} else if _, err := os.Stat(draftPath); err != nil {
		return c.fail(fmt.Errorf("%s: %w", draftPath, draft.Reason(err)))
	}
	configs := newConfigs(c.options)
	p, err := configs.policyFor(draftPath)
	if err != nil {
		return c.failLines(err)
	}
	var b strings.Builder
	if file, _ := configs.fileFor(draftPath); file == nil {
		b.WriteString("# no " + configName + " is in force\n")
	}
	order := map[string]int{}
	for key := range tomlFields(reflect.TypeFor[configFile]()) {
		order[key] = len(order)
	}
	rank := func(o origin) int {
		key, _, _ := strings.Cut(o.key, ".") // of a severity, the rules follow
		return order[key]
	}
	slices.SortStableFunc(p.origin, func(a, b origin) int { return rank(a) - rank(b) })
	for _, o := range p.origin {
		fmt.Fprintf(&b, "%-24s %-24s %s\n", report.Printable(o.key), report.Printable(o.value), report.Printable(o.source))
	}
	return c.print(b.String())
}

// initConfig writes a configuration file with every setting explained, and never over another.
func (c *command) initConfig() int {
	f, err := os.OpenFile(configName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return c.fail(errors.New(configName + " is there already: it was left as it is"))
	}
	if err == nil {
		_, err = f.WriteString(initialConfig)
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(configName) // half a file would stand in the way of the next --init
		}
	}
	if err != nil {
		return c.fail(unwritable(configName, err))
	}
	return c.print("wrote " + configName + "\n")
}

// initialConfig is what --init writes.
var initialConfig = `# How tonelint reads the drafts in this folder and below. Every setting is optional; these are the defaults.
# For help in an editor: tonelint --generate schema > tonelint.schema.json, and a line here: #:schema ./tonelint.schema.json

# Is a draft a request for feedback or a reply to it? ` + either(valuesOf("kind")) + `.
kind = "auto"

# Who writes, for the wording of the advice: ` + either(valuesOf("candidate")) + `.
candidate = "auto"

# Leave out what is below: ` + either(valuesOf("min-severity")) + `.
min-severity = "suggestion"

# Fail (exit code 1) from here on: ` + either(valuesOf("fail-on")) + `.
fail-on = "warning"

# Only these rules, or all but these. Ids or patterns; tonelint --list-rules lists them.
# enable = ["accusatory/*", "email/*"]
# disable = ["hostile/curse"]

# Phrases that are fine in your drafts.
# allow = ["waste management"]

# Folders of rules of your own, and findings to leave alone (tonelint --write-baseline).
# packs = ["rules"]
# baseline = "baseline.json"

# Templates may hold placeholders.
# templates = ["templates/"]

# What tonelint passes over when it searches this folder.
# ignore = ["old/", "*.md"]

# The severity of rules: ` + either(valuesOf("severity")) + `. Of several patterns for a rule the last in alphabetical order
# wins: "demanding/deadline" over "demanding/*", and that over "*/deadline".
# [severity]
# "passive-aggressive/*" = "suggestion"
# "demanding/deadline" = "off"

# [[override]]
# path = "replies/"
# kind = "reply"
`
