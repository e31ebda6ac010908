package main

import (
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/report"
	"github.com/tonelint/tonelint/lint/strict"
)

// options is the command line, checked as far as it can be without the configuration.
type options struct {
	settings      // they win over those of a configuration file
	paths         []string
	format        string
	color         string
	stdinFilename string
	config        string
	noConfig      bool
	baseline      string
	writeBaseline string
	output        string
	jobs          int
	fix, diff     bool
	show          bool
	explain       string
	listRules     bool
	testRules     string
	printConfig   string
	init          bool
	generate      string
	lsp           bool
	version       bool
	help          bool
}

// A flagDef is a flag. It is defined here and nowhere else: the parser, the help, the man page, the completions and the schema
// of the settings are made from the table.
type flagDef struct {
	name, short, value string   // value names the argument, "" for a switch
	values             []string // all there are, nil where it takes any
	group, help        string
	fallback           string
	set                func(o *options, value string) error
}

// about is the help of a flag, with the values it takes.
func (f flagDef) about() string { return listing(f.help, f.values) }

// listing is a help text with the values there are, if any are set.
func listing(help string, values []string) string {
	if values == nil {
		return help
	}
	return help + ": " + either(values)
}

// either lists values as a choice.
func either(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}

// valuesOf lists the values of a setting, nil where it takes any. Most settings are flags too.
func valuesOf(setting string) []string {
	if setting == "severity" {
		return []string{"suggestion", "warning", "error", "off"}
	}
	i := slices.IndexFunc(flags, func(f flagDef) bool { return f.name == setting })
	if i < 0 {
		return nil
	}
	return flags[i].values
}

const (
	judging   = "What is judged"
	reporting = "The report"
	changing  = "Changing the draft"
	knowing   = "Knowing the rules"
	other     = "Other"
)

var flags = []flagDef{
	{"kind", "", "KIND", []string{"auto", "request", "reply"}, judging, "read the email as a request for feedback or as a reply to it", "", text(func(o *options) *string { return &o.Kind })},
	{"candidate", "", "WHO", []string{"auto", "student", "experienced"}, judging, "word the advice for a student or an experienced candidate", "", text(func(o *options) *string { return &o.Candidate })},
	{"enable", "", "RULES", nil, judging, "use only these rules: ids or patterns such as accusatory/*, separated by commas", "", list(func(o *options) *[]string { return &o.Enable })},
	{"disable", "", "RULES", nil, judging, "leave these rules out", "", list(func(o *options) *[]string { return &o.Disable })},
	{"config", "", "FILE", nil, judging, "the settings to use, instead of the nearest " + configName, "", text(func(o *options) *string { return &o.config })},
	{"no-config", "", "", nil, judging, "use no settings but these", "", on(func(o *options) *bool { return &o.noConfig })},
	{"baseline", "", "FILE", nil, judging, "leave the findings in this file alone", "", text(func(o *options) *string { return &o.baseline })},
	{"write-baseline", "", "FILE", nil, judging, "write all findings to this file, to be left alone from now on", "", text(func(o *options) *string { return &o.writeBaseline })},
	{"stdin-filename", "", "NAME", nil, judging, "the name to report for standard input", "<stdin>", text(func(o *options) *string { return &o.stdinFilename })},
	{"jobs", "j", "N", nil, judging, "how many drafts to read at a time; 0 means one per processor", "0", func(o *options, v string) error {
		const most = 1024 // every one takes memory
		var err error
		if o.jobs, err = strconv.Atoi(v); err != nil || o.jobs < 0 || o.jobs > most {
			return fmt.Errorf("must be a number from 0 to %d, not %q", most, v)
		}
		if o.jobs == 0 {
			o.jobs = runtime.GOMAXPROCS(0)
		}
		return nil
	}},
	{"format", "f", "FORMAT", report.Formats(), reporting, "how to report", "text", text(func(o *options) *string { return &o.format })},
	{"color", "", "WHEN", []string{"auto", "always", "never"}, reporting, "when to colour the report (NO_COLOR is kept)", "auto", text(func(o *options) *string { return &o.color })},
	{"min-severity", "", "SEVERITY", []string{"suggestion", "warning", "error"}, reporting, "leave out what is below", "", text(func(o *options) *string { return &o.MinSeverity })},
	{"fail-on", "", "SEVERITY", []string{"suggestion", "warning", "error", "never"}, reporting, "exit with 1 from this severity on, warning if not said", "", text(func(o *options) *string { return &o.FailOn })},
	{"output", "o", "FILE", nil, reporting, "write the report, or the diff, to a file, whole or not at all", "", text(func(o *options) *string { return &o.output })},
	{"show", "", "", nil, reporting, "print how each draft was read, part by part, instead of judging it", "", on(func(o *options) *bool { return &o.show })},
	{"fix", "", "", nil, changing, "make the safe changes in the files, and report what is left", "", on(func(o *options) *bool { return &o.fix })},
	{"diff", "", "", nil, changing, "print the safe changes as a diff and change nothing", "", on(func(o *options) *bool { return &o.diff })},
	{"explain", "", "RULE", nil, knowing, "tell what a rule, or each of a label or pattern, looks for, why it matters and what to write instead", "", text(func(o *options) *string { return &o.explain })},
	{"list-rules", "", "", nil, knowing, "list all rules; with --format json, all that is known of them", "", on(func(o *options) *bool { return &o.listRules })},
	{"test-rules", "", "DIR", nil, knowing, "run the examples in a folder of rule files", "", text(func(o *options) *string { return &o.testRules })},
	{"init", "", "", nil, other, "write a " + configName + " with every setting explained", "", on(func(o *options) *bool { return &o.init })},
	{"print-config", "", "FILE", nil, other, "tell what is in force for a draft, and where it was said", "", text(func(o *options) *string { return &o.printConfig })},
	{"lsp", "", "", nil, other, "be the language server of an editor, over standard input and output", "", on(func(o *options) *bool { return &o.lsp })},
	{"generate", "", "WHAT", []string{"man", "bash", "zsh", "fish", "schema"}, other, "print the man page, completions, or the JSON schema of a " + configName, "", text(func(o *options) *string { return &o.generate })},
	{"version", "V", "", nil, other, "print the version", "", on(func(o *options) *bool { return &o.version })},
	{"help", "h", "", nil, other, "print this help", "", on(func(o *options) *bool { return &o.help })},
}

// The setters of flags that only keep their value.
func text(field func(*options) *string) func(*options, string) error {
	return func(o *options, v string) error {
		if v == "" {
			return errors.New("must not be empty")
		}
		*field(o) = v
		return nil
	}
}

func on(field func(*options) *bool) func(*options, string) error {
	return func(o *options, _ string) error {
		*field(o) = true
		return nil
	}
}

func list(field func(*options) *[]string) func(*options, string) error {
	return func(o *options, v string) error {
		for item := range strings.SplitSeq(v, ",") {
			*field(o) = append(*field(o), strings.TrimSpace(item))
		}
		return nil
	}
}

// switchedOn is what pflag hands to a switch.
const switchedOn = "true"

// flagValue makes an entry of the table a pflag.Value.
type flagValue struct {
	flag *flagDef
	o    *options
}

func (v flagValue) String() string { return "" }
func (v flagValue) Type() string   { return v.flag.value }

func (v flagValue) Set(s string) error {
	switch {
	case v.flag.value == "" && s != switchedOn:
		return errors.New("takes no value")
	case v.flag.value != "" && strings.HasPrefix(s, "--"):
		return fmt.Errorf("needs %s after it, before %s", v.flag.value, s)
	}
	if v.flag.values != nil {
		if err := oneOf(s, v.flag.values); err != nil {
			return err
		}
	}
	return v.flag.set(v.o, s)
}

// oneOf checks a value of a closed set.
func oneOf(value string, values []string) error {
	if slices.Contains(values, value) {
		return nil
	}
	return fmt.Errorf("must be %s, not %q%s", either(values), value, strict.Nearest(value, values))
}

// inForce are the flags that say what is in force for a draft.
var inForce = []string{"config", "no-config", "kind", "candidate", "enable", "disable", "min-severity", "fail-on", "baseline"}

// modes are what tonelint does instead of judging the drafts that it is given, and the flags that have a say in each.
// All others would be dropped, so they are refused; but --color may stand in an alias.
var modes = []struct {
	name string
	with []string
}{
	{"list-rules", []string{"config", "no-config", "format"}},
	{"explain", []string{"config", "no-config", "format"}},
	{"test-rules", nil},
	{"init", nil},
	{"print-config", append([]string{"stdin-filename"}, inForce...)},
	{"generate", nil},
	{"lsp", inForce},
}

// apart are the flags of which one would make the other mean nothing.
var apart = [][2]string{
	{"config", "no-config"}, {"baseline", "write-baseline"}, {"fix", "diff"}, {"diff", "format"},
	{"show", "fix"}, {"show", "diff"}, {"show", "format"}, {"show", "write-baseline"},
}

// checkTogether refuses flags and paths that do not go together.
func checkTogether(given func(flag string) bool, paths []string) error {
	for _, mode := range modes {
		if !given(mode.name) {
			continue
		}
		for _, f := range flags {
			if given(f.name) && f.name != mode.name && f.name != "color" && !slices.Contains(mode.with, f.name) {
				return fmt.Errorf("--%s and --%s do not go together: use one of the two", mode.name, f.name)
			}
		}
		if len(paths) > 0 {
			return fmt.Errorf("--%s takes no drafts: leave %s out", mode.name, paths[0])
		}
	}
	for _, two := range apart {
		if given(two[0]) && given(two[1]) {
			return fmt.Errorf("--%s and --%s do not go together: use one of the two", two[0], two[1])
		}
	}
	return nil
}

// wording says what is wrong with the command line.
func wording(err error, args []string) error {
	var known []string
	for _, f := range flags {
		known = append(known, "--"+f.name)
	}
	for _, arg := range args {
		if name, _, _ := strings.Cut("-"+arg, "="); len(name) > 3 && slices.Contains(known, name) {
			return fmt.Errorf("%s: a long flag starts with two dashes; did you mean %s?", arg, name)
		}
	}
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return fmt.Errorf("unknown flag -%.1s in -%s", unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames())
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		return fmt.Errorf("unknown flag %s%s", name, strict.Nearest(name, known))
	case errors.As(err, &bare):
		return fmt.Errorf("--%s needs %s after it", bare.GetFlag().Name, bare.GetFlag().Value.Type())
	case errors.As(err, &wrong):
		return fmt.Errorf("--%s %w", wrong.GetFlag().Name, errors.Unwrap(wrong))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s is no flag", syntax.GetSpecifiedFlag())
	}
	return err
}

// parseFlags reads the command line. Errors are said in full and once, by the caller.
func parseFlags(args []string) (*options, error) {
	o := &options{}
	set := pflag.NewFlagSet("tonelint", pflag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	for i := range flags {
		f := &flags[i]
		if f.fallback != "" {
			if err := f.set(o, f.fallback); err != nil {
				panic("tonelint: the default of --" + f.name + " " + err.Error())
			}
		}
		added := set.VarPF(flagValue{f, o}, f.name, f.short, f.about())
		if f.value == "" {
			added.NoOptDefVal = switchedOn
		}
	}
	if err := set.Parse(args); err != nil {
		return nil, fmt.Errorf("%w; see tonelint --help", wording(err, args))
	}
	o.paths = set.Args()
	if o.help || o.version {
		return o, nil
	}
	if err := checkTogether(set.Changed, o.paths); err != nil {
		return nil, fmt.Errorf("%w; see tonelint --help", err)
	}
	return o, nil
}

func matchesSome(set *lint.Ruleset, glob string) bool {
	return slices.ContainsFunc(set.Rules, func(r *lint.Rule) bool {
		ok, _ := path.Match(glob, r.ID)
		return ok
	})
}

// didYouMean names the rule nearest to a misspelt id.
func didYouMean(set *lint.Ruleset, id string) string {
	var known, named []string
	for _, r := range set.Rules {
		known = append(known, r.ID)
		if path.Base(r.ID) == id {
			named = append(named, r.ID)
		}
	}
	if len(named) > 1 {
		return "; did you mean one of " + strings.Join(named, ", ") + "?"
	}
	if near := strict.Nearest(id, known); near != "" {
		return near
	}
	return "; tonelint --list-rules lists them"
}

// usage is the help text.
func usage() string {
	var b strings.Builder
	b.WriteString(`tonelint reads the draft of an email that asks for interview feedback, and says which words will
cost you the answer, how the reader takes them, and what to write instead.

Usage:
  tonelint [flags] FILE_OR_FOLDER...
  tonelint [flags] < draft.txt

A folder is searched for text, Markdown, HTML and mail files, mailboxes and Maildirs; - is standard
input. Nothing leaves this machine.
`)
	group := ""
	for _, f := range flags {
		if f.group != group {
			group = f.group
			fmt.Fprintf(&b, "\n%s:\n", group)
		}
		head := "      --" + f.name
		if f.short != "" {
			head = "  -" + f.short + ", --" + f.name
		}
		if f.value != "" {
			head += " " + f.value
		}
		help := f.about()
		if f.fallback != "" {
			help += " (default " + f.fallback + ")"
		}
		fmt.Fprintf(&b, "%-29s %s\n", head, help)
	}
	b.WriteString("\nExit status:\n")
	for _, e := range exits {
		fmt.Fprintf(&b, "  %d  %s\n", e.code, e.meaning)
	}
	b.WriteString(`
Example:
  $ tonelint --format concise draft.txt
  draft.txt:3:1: error: Blames the reader for not replying: “You never bothered to reply” [accusatory/silence]
`)
	return b.String()
}
