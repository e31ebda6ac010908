package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/mattn/go-isatty"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/linttest"
	"github.com/tonelint/tonelint/lint/report"
	"github.com/tonelint/tonelint/rules"
)

const (
	exitClean    = 0
	exitFindings = 1
	exitFailure  = 2
)

// exits says what the exit codes mean, in the help, the man page and the README.
var exits = []struct {
	code    int
	meaning string
}{
	{exitClean, "nothing to change at or above --fail-on"},
	{exitFindings, "something to change"},
	{exitFailure, "a file could not be read or written, or the command line, the settings or a rule is wrong"},
}

// run is the command: it returns the exit code and touches no global state. Its voice on stderr: "tonelint: ", the
// path, what is wrong and what to do, in lower case, said once.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr, baselines: map[string]*baseline{}, said: map[string]bool{}}
	o, err := parseFlags(args)
	if err != nil {
		return c.fail(err)
	}
	c.options = o
	switch {
	case o.help:
		return c.print(usage())
	case o.version:
		return c.print("tonelint " + version() + "\n")
	case o.listRules:
		return c.listRules()
	case o.explain != "":
		return c.explainRules(o.explain)
	case o.testRules != "":
		return c.testRules(o.testRules)
	case o.init:
		return c.initConfig()
	case o.printConfig != "":
		return c.printConfig(o.printConfig)
	case o.generate != "":
		return c.print(generate(o.generate))
	case o.lsp:
		return c.serve()
	}
	return c.lint()
}

type command struct {
	*options
	stdin          io.Reader
	stdout, stderr io.Writer
	failed         bool
	baselines      map[string]*baseline
	said           map[string]bool
}

func (c *command) fail(err error) int {
	c.say("%v", err)
	c.failed = true
	return exitFailure
}

// say writes a line to stderr, with the name of the program. Nothing in it reaches the terminal as a control sequence.
func (c *command) say(format string, args ...any) {
	fmt.Fprintln(c.stderr, "tonelint: "+report.Printable(fmt.Sprintf(format, args...)))
}

// failDraft reports why a draft could not be judged. A mistake in the settings is said once, whatever the number of
// drafts.
func (c *command) failDraft(path string, err error) {
	var settings configError
	switch {
	case !errors.As(err, &settings):
		c.fail(fmt.Errorf("%s: %w", path, err))
	case !c.said[err.Error()]:
		c.said[err.Error()] = true
		c.failLines(err)
	}
}

// failLines reports an error that holds several, a line each.
func (c *command) failLines(err error) int {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		c.fail(errors.New(line))
	}
	return exitFailure
}

func (c *command) print(s string) int {
	if _, err := io.WriteString(c.stdout, s); err != nil && !errors.Is(err, syscall.EPIPE) {
		return c.fail(err)
	}
	return exitClean
}

// version is that of the module, or of the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// colored decides whether a stream gets colours: the flag first, then NO_COLOR (https://no-color.org), then whether it
// is a terminal that has them.
func (c *command) colored(w io.Writer) bool {
	switch c.color {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w)
}

// lint is the main job: read, judge and report every draft, and go on where one cannot be read.
func (c *command) lint() int {
	if len(c.paths) == 0 {
		if f, ok := c.stdin.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
			return c.fail(errors.New("no draft given: name a file or a folder, or pipe a draft in; see tonelint --help"))
		}
		c.paths = []string{"-"}
	}
	l, err := c.startLinting()
	if err != nil {
		return c.fail(err)
	}
	defer l.progress.end()
	configs := newConfigs(c.options)
	reached := false
	for o := range c.results(configs, c.paths) {
		reached = true
		if err = l.tell(o); err != nil {
			break
		}
	}
	if !reached && configs.passedOver > 0 {
		c.say("note: ignore in the settings passes over every draft that was found (%d): name one to have it judged", configs.passedOver)
	}
	if err == nil && c.writeBaseline != "" {
		c.keepBaseline(l.known)
	}
	c.tellStale()
	if closed := l.report.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = l.finish()
	}
	switch {
	case err != nil && !errors.Is(err, errRefused) && !errors.Is(err, syscall.EPIPE): // whose reader has seen enough
		return c.fail(fmt.Errorf("the report could not be written: %w", err))
	case c.failed:
		return exitFailure
	case l.worst:
		return exitFindings
	}
	return exitClean
}

// linting is the main job on its way: where it writes to, and what is known so far.
type linting struct {
	*command
	report   report.Writer
	finish   func() error // of the file that the report goes to
	changes  io.Writer    // for a diff, or for a draft with its changes
	progress *progress
	known    *baseline // what --write-baseline is to hold
	worst    bool      // something is at or above --fail-on
}

func (c *command) startLinting() (*linting, error) {
	if c.writeBaseline != "" {
		if err := replaceable(c.writeBaseline); err != nil {
			return nil, err
		}
	}
	out, finish, err := c.destination()
	if err != nil {
		return nil, err
	}
	l := &linting{command: c, finish: finish, changes: c.stdout}
	l.known = &baseline{Schema: 1, Findings: []baselineEntry{}, path: c.writeBaseline}
	if c.diff { // the diff is the report
		l.changes, out = out, io.Discard
	}
	color := c.colored(out)
	l.progress = newProgress(c.stderr)
	c.stderr, l.changes, out = l.progress.over(c.stderr), l.progress.over(l.changes), l.progress.over(out)
	if c.show {
		l.report = report.NewParts(out, color)
		return l, nil
	}
	width, _ := strconv.Atoi(os.Getenv("COLUMNS"))
	l.report, err = report.New(c.format, out, report.Options{Color: color, Width: width, Version: version()})
	return l, err
}

// destination opens what the report goes to; finish ends it there.
func (c *command) destination() (out io.Writer, finish func() error, err error) {
	switch {
	case c.output != "":
		return c.sink(c.output)
	case c.fix && c.readsStdin(): // standard output is for the fixed draft
		out = c.stderr
	default:
		out = c.stdout
	}
	return out, func() error { return nil }, nil
}

// errRefused ends the job early, once it was said why. It is no fault of the report.
var errRefused = errors.New("refused")

// tell reports what became of one draft. Its error ends the job.
func (l *linting) tell(o outcome) error {
	for _, note := range o.notes {
		l.say("%s", note)
	}
	if err := printChanges(l.changes, o.output); err != nil {
		return err
	}
	refused := l.overwrites(o.path, o.policy)
	if refused == nil && o.err == nil && l.writeBaseline == "" && o.policy.baseline != "" {
		refused = l.applyBaseline(o.policy, o.Result)
	}
	switch {
	case refused != nil:
		l.fail(refused)
		return cmp.Or(l.report.Failure(o.path, refused), errRefused)
	case o.err != nil:
		l.failDraft(o.path, o.err)
		return l.report.Failure(o.path, o.err)
	case o.unfixed != nil:
		l.fail(o.unfixed)
	}
	for _, notice := range o.Draft.Notices {
		l.say("%s: note: %s", o.path, notice)
	}
	if l.writeBaseline != "" {
		l.known.take(o.Result)
	}
	if n := len(o.Diagnostics); n > 0 && l.diff && o.output == nil && o.notes == nil {
		l.say("%s: note: nothing is safe to change without you: leave --diff out to see what was found (%d) and what to write instead", o.path, n)
	}
	for _, d := range o.Diagnostics {
		l.worst = l.worst || d.Severity >= o.policy.failOn && !o.policy.neverFail && !l.show
	}
	l.progress.judged(o.path, o.Draft.FileOffset())
	return l.report.Result(o.Result)
}

// tellStale names what the baselines that were read need not hold any longer.
func (c *command) tellStale() {
	for _, path := range slices.Sorted(maps.Keys(c.baselines)) {
		for _, e := range c.baselines[path].stale() {
			what := e.Rule
			if e.Context != "" {
				what += fmt.Sprintf(" at %q", e.Context)
			}
			c.say("baseline %s: nothing is left of %s in %s: write it again with --write-baseline", path, what, e.Path)
		}
	}
}

// readsStdin reports whether standard input is one of the drafts.
func (c *command) readsStdin() bool { return slices.Contains(c.paths, "-") }

// keepBaseline writes a baseline, but none that lacks a draft: the findings of it would come back.
func (c *command) keepBaseline(b *baseline) {
	if c.failed {
		c.fail(fmt.Errorf("baseline %s: not written, for it would lack what could not be judged: mend that, and write it again", b.path))
		return
	}
	if err := b.write(); err != nil {
		c.fail(fmt.Errorf("baseline %w", err))
		return
	}
	c.say("wrote %d findings to %s: leave them alone with --baseline %[2]s", len(b.Findings), b.path)
}

// applyBaseline takes out of a result what a baseline covers. Every baseline is read once.
func (c *command) applyBaseline(p *policy, r *lint.Result) error {
	b, ok := c.baselines[p.baseline]
	if !ok {
		var err error
		if b, err = readBaseline(p.baseline); err != nil {
			return err
		}
		c.baselines[p.baseline] = b
	}
	b.filter(r, p)
	return nil
}

// outcome is what became of one draft.
type outcome struct {
	path  string
	draft *draft.Draft
	*lint.Result
	policy  *policy
	err     error
	unfixed error    // why the file could not be changed; it is judged as it is
	output  []byte   // for standard output: a diff, or the draft with its changes
	notes   []string // what was changed in it, and what was not
}

// results lints in parallel, the messages of a mailbox too, and yields in the order of the paths. Few drafts are in memory
// at a time: two files for every worker, and of a mailbox a handful of messages.
func (c *command) results(configs *configs, paths []string) func(yield func(outcome) bool) {
	return func(yield func(outcome) bool) {
		type job struct {
			path string
			err  error
			done chan chan outcome // one for every draft
		}
		queue := make(chan job, c.jobs)
		ordered := make(chan job, c.jobs)
		stop := make(chan struct{})
		turns := make(chan struct{}, c.jobs)
		var workers sync.WaitGroup
		read := func() {
			for j := range queue {
				for o := range c.file(configs, j.path, j.err) {
					judged := make(chan outcome, 1)
					turns <- struct{}{}
					workers.Go(func() {
						if o.err == nil {
							o.Result = o.policy.linter.Lint(o.draft)
						}
						<-turns
						judged <- o
					})
					select {
					case j.done <- judged:
					case <-stop:
						return
					}
				}
				close(j.done)
			}
		}
		workers.Go(func() {
			defer close(ordered)
			defer close(queue)
			readers := 0
			for p, err := range draft.Walk(paths, configs.ignored) {
				if readers < c.jobs { // no more than there are files: a reader with nothing to read wakes a processor for nothing
					readers++
					workers.Go(read)
				}
				j := job{p, err, make(chan chan outcome, c.jobs+2)}
				select {
				case queue <- j:
				case <-stop:
					return
				}
				select {
				case ordered <- j:
				case <-stop:
					return
				}
			}
		})
		defer workers.Wait()
		defer close(stop)
		for j := range ordered {
			for judged := range j.done {
				if !yield(<-judged) {
					return
				}
			}
		}
	}
}

// file reads the drafts of one file, and fixes them where that was asked for.
func (c *command) file(configs *configs, path string, err error) func(yield func(outcome) bool) {
	return func(yield func(outcome) bool) {
		if err != nil {
			yield(outcome{path: path, err: err})
			return
		}
		drafts, stdin := draft.ReadFile(path), path == "-"
		var unchanged []byte
		if stdin {
			path = c.stdinFilename
			in := c.stdin
			if c.fix {
				if unchanged, err = io.ReadAll(in); err != nil {
					yield(outcome{path: path, err: err})
					return
				}
				in = bytes.NewReader(unchanged)
			}
			drafts = draft.Read(path, in)
		}
		for d, err := range drafts {
			o := outcome{path: path, draft: d, err: err}
			if o.err == nil {
				o.policy, o.err = configs.policyFor(path)
			}
			if o.err == nil && (c.fix || c.diff) {
				c.applyFixes(&o, stdin, unchanged)
				unchanged = nil // once, however many messages it holds
			}
			if !yield(o) {
				return
			}
		}
	}
}

// ruleset returns the rules that are in force in the working directory.
func (c *command) ruleset() (*lint.Ruleset, error) {
	configs := newConfigs(c.options)
	file, err := configs.fileFor(".")
	if err != nil {
		return nil, err
	}
	return configs.ruleset(file)
}

func (c *command) listRules() int {
	set, err := c.ruleset()
	if err != nil {
		return c.failLines(err)
	}
	return c.printRules(set.Rules, func() string {
		var b strings.Builder
		for _, r := range set.Rules {
			fmt.Fprintf(&b, "%-36s %-10s %s\n", report.Printable(r.ID), r.Severity, report.Printable(r.Message))
		}
		return b.String()
	})
}

// printRules prints rules as text, or all that is known of them as JSON.
func (c *command) printRules(list []*lint.Rule, text func() string) int {
	switch c.format {
	case "text":
		return c.print(text())
	case "json":
		var b strings.Builder
		if err := report.ListJSON(&b, list); err != nil {
			return c.fail(err)
		}
		return c.print(b.String())
	}
	return c.fail(fmt.Errorf("--format of rules must be text or json, not %q", c.format))
}

// explainRules tells of every rule that is meant: by its id, by a pattern, or by its label.
func (c *command) explainRules(meant string) int {
	set, err := c.ruleset()
	if err != nil {
		return c.failLines(err)
	}
	var list []*lint.Rule
	for _, r := range set.Rules {
		if listed([]string{meant, meant + "/*"}, r.ID) {
			list = append(list, r)
		}
	}
	if list == nil {
		return c.fail(fmt.Errorf("there is no rule %q%s", meant, didYouMean(set, meant)))
	}
	return c.printRules(list, func() string {
		var told []string
		for _, r := range list {
			told = append(told, report.Explain(r))
		}
		return strings.Join(told, "\n")
	})
}

// testRules runs the examples of a folder of rule files, among the rules and word classes that are built in.
func (c *command) testRules(dir string) int {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return c.fail(fmt.Errorf("%s: no such folder of rules", dir))
	}
	set, err := rules.Load(rules.Pack{Files: rules.Files}, rules.Pack{Dir: dir, Files: os.DirFS(dir)})
	if err != nil {
		return c.failLines(err)
	}
	tested := 0
	for _, r := range set.Rules {
		if r.Pack == dir {
			tested++
		}
	}
	failures := linttest.Check(set, dir)
	if len(failures) == 0 {
		return c.print(fmt.Sprintf("the examples of %d rules hold\n", tested))
	}
	var b strings.Builder
	for _, f := range failures {
		fmt.Fprintln(&b, f)
	}
	fmt.Fprintf(&b, "%d of the examples of %d rules fail\n", len(failures), tested)
	if code := c.print(string(shown([]byte(b.String())))); code != exitClean {
		return code
	}
	return exitFindings
}
