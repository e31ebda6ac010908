package main

import (
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"strings"

	"github.com/spf13/pflag"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/report"
	"github.com/tonelint/tonelint/rules"
)

// options is the command line, checked.
type options struct {
	paths         []string
	format        string
	color         string
	stdinFilename string
	explain       string
	testRules     string
	kind          draft.Kind
	candidate     lint.Candidate
	minSeverity   lint.Severity
	failOn        lint.Severity
	neverFail     bool
	enable        []string
	disable       []string
	jobs          int
	listRules     bool
	show          bool
	fix, diff     bool
	output        string
	version       bool
	help          bool
}

// A flagDef is a flag. It is defined here and nowhere else: the parser and the help are made from the table.
type flagDef struct {
	name, short, value string // value names the argument, "" for a switch
	group, help        string
	fallback           string
	set                func(o *options, value string) error
}

const (
	judging   = "What is judged"
	reporting = "The report"
	changing  = "Changing the draft"
	knowing   = "Knowing the rules"
	other     = "Other"
)

var flags = []flagDef{
	{"kind", "", "KIND", judging, "read the email as a request for feedback or as a reply to it: auto, request or reply", "auto", func(o *options, v string) (err error) {
		o.kind, err = draft.ParseKind(v)
		return err
	}},
	{"candidate", "", "WHO", judging, "word the advice for a student or an experienced candidate: auto, student or experienced", "auto", func(o *options, v string) error {
		switch v {
		case "auto":
		case "student":
			o.candidate = lint.Student
		case "experienced":
			o.candidate = lint.Experienced
		default:
			return fmt.Errorf("must be auto, student or experienced, not %q", v)
		}
		return nil
	}},
	{"enable", "", "RULES", judging, "use only these rules: ids or patterns such as accusatory/*, separated by commas", "", func(o *options, v string) error {
		return ruleList(&o.enable, v)
	}},
	{"disable", "", "RULES", judging, "leave these rules out", "", func(o *options, v string) error {
		return ruleList(&o.disable, v)
	}},
	{"stdin-filename", "", "NAME", judging, "the name to report for standard input", "<stdin>", func(o *options, v string) error {
		o.stdinFilename = v
		return nil
	}},
	{"jobs", "j", "N", judging, "how many drafts to read at a time; 0 means one per processor", "0", func(o *options, v string) error {
		if _, err := fmt.Sscanf(v+"\n", "%d\n", &o.jobs); err != nil || o.jobs < 0 {
			return fmt.Errorf("must be a number from 0, not %q", v)
		}
		if o.jobs == 0 {
			o.jobs = runtime.GOMAXPROCS(0)
		}
		return nil
	}},
	{"format", "f", "FORMAT", reporting, "how to report: " + strings.Join(report.Formats(), ", "), "text", func(o *options, v string) error {
		o.format = v
		_, err := report.New(v, io.Discard, report.Options{})
		return err
	}},
	{"color", "", "WHEN", reporting, "colour the report: auto, always or never; NO_COLOR is kept", "auto", func(o *options, v string) error {
		o.color = v
		if v != "auto" && v != "always" && v != "never" {
			return fmt.Errorf("must be auto, always or never, not %q", v)
		}
		return nil
	}},
	{"min-severity", "", "SEVERITY", reporting, "leave out what is below: suggestion, warning or error", "suggestion", func(o *options, v string) (err error) {
		o.minSeverity, err = lint.ParseSeverity(v)
		return err
	}},
	{"fail-on", "", "SEVERITY", reporting, "exit with 1 from this severity on: suggestion, warning, error or never", "warning", func(o *options, v string) (err error) {
		if o.neverFail = v == "never"; o.neverFail {
			return nil
		}
		if o.failOn, err = lint.ParseSeverity(v); err != nil {
			return fmt.Errorf("must be suggestion, warning, error or never, not %q", v)
		}
		return nil
	}},
	{"show", "", "", reporting, "print how each draft was read, part by part, instead of judging it", "", func(o *options, _ string) error {
		o.show = true
		return nil
	}},
	{"output", "o", "FILE", reporting, "write the report to a file, whole or not at all, instead of standard output", "", func(o *options, v string) error {
		o.output = v
		return nil
	}},
	{"fix", "", "", changing, "make the safe changes in the files, and report what is left", "", func(o *options, _ string) error {
		o.fix = true
		return nil
	}},
	{"diff", "", "", changing, "print the safe changes as a diff and change nothing", "", func(o *options, _ string) error {
		o.diff = true
		return nil
	}},
	{"explain", "", "RULE", knowing, "tell what a rule looks for, why it matters and what to write instead", "", func(o *options, v string) error {
		o.explain = v
		return nil
	}},
	{"list-rules", "", "", knowing, "list all rules", "", func(o *options, _ string) error {
		o.listRules = true
		return nil
	}},
	{"test-rules", "", "DIR", knowing, "run the examples in a folder of rule files", "", func(o *options, v string) error {
		o.testRules = v
		return nil
	}},
	{"version", "V", "", other, "print the version", "", func(o *options, _ string) error {
		o.version = true
		return nil
	}},
	{"help", "h", "", other, "print this help", "", func(o *options, _ string) error {
		o.help = true
		return nil
	}},
}

// flagValue makes an entry of the table a pflag.Value.
type flagValue struct {
	flag *flagDef
	o    *options
}

func (v flagValue) String() string     { return "" }
func (v flagValue) Type() string       { return v.flag.value }
func (v flagValue) Set(s string) error { return v.flag.set(v.o, s) }

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
		added := set.VarPF(flagValue{f, o}, f.name, f.short, f.help)
		if f.value == "" {
			added.NoOptDefVal = "true"
		}
	}
	if err := set.Parse(args); err != nil {
		return nil, fmt.Errorf("%w; see tonelint --help", err)
	}
	o.paths = set.Args()
	if o.fix && o.diff {
		return nil, errors.New("--fix writes the changes and --diff only shows them: use one of the two")
	}
	return o, nil
}

// ruleList reads rule ids and patterns. One that names no rule is an error: it would silently do nothing.
func ruleList(list *[]string, value string) error {
	for id := range strings.SplitSeq(value, ",") {
		id = strings.TrimSpace(id)
		if !matchesSome(id) {
			return fmt.Errorf("names no rule: %q%s", id, didYouMean(id))
		}
		*list = append(*list, id)
	}
	return nil
}

func matchesSome(glob string) bool {
	for _, r := range rules.Default().Rules {
		if ok, _ := path.Match(glob, r.ID); ok {
			return true
		}
	}
	return false
}

// didYouMean names the rule nearest to a misspelt id.
func didYouMean(id string) string {
	best, least := "", len(id)/2+1
	for _, r := range rules.Default().Rules {
		d := distance(id, r.ID)
		if _, name, _ := strings.Cut(r.ID, "/"); d > 1 {
			d = min(d, distance(id, name))
		}
		if d < least {
			best, least = r.ID, d
		}
	}
	if best == "" {
		return "; tonelint --list-rules lists them"
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// distance is the Levenshtein distance of two ids, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// usage is the help text.
func usage() string {
	var b strings.Builder
	b.WriteString(`tonelint reads the draft of an email that asks for interview feedback, and says which words will
cost you the answer, how the reader takes them, and what to write instead.

Usage:
  tonelint [flags] FILE_OR_FOLDER...
  tonelint [flags] < draft.txt

A folder is searched for .txt, .md and .eml files; - is standard input. Nothing leaves this machine.
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
		help := f.help
		if f.fallback != "" {
			help += " (default " + f.fallback + ")"
		}
		fmt.Fprintf(&b, "%-29s %s\n", head, help)
	}
	b.WriteString(`
Exit status:
  0  nothing to change at or above --fail-on
  1  something to change
  2  a file could not be read, or the command line is wrong

Example:
  $ tonelint --format concise draft.txt
  draft.txt:3:1: error: Blames the reader for not replying: “You never bothered to reply” [accusatory/silence]
`)
	return b.String()
}
