package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/draft"
	"github.com/tonelint/tonelint/lint/linttest"
	"github.com/tonelint/tonelint/lint/report"
	"github.com/tonelint/tonelint/rules"
)

var update = flag.Bool("update", false, "rewrite the golden reports")

// ruleset is the few rules of testdata, which do not change when the built-in ones do.
func ruleset(t *testing.T) *lint.Ruleset {
	t.Helper()
	set, err := rules.Load(rules.Pack{Files: archive(t, "testdata/rules.txtar")})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func archive(t *testing.T, name string) fs.FS {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range a.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// results are those of the drafts of testdata, and of some that a text file cannot hold.
func results(t *testing.T) []*lint.Result {
	t.Helper()
	a, err := txtar.ParseFile("testdata/drafts.txtar")
	if err != nil {
		t.Fatal(err)
	}
	a.Files = append(a.Files,
		txtar.File{Name: "control.txt", Data: []byte("Thank you.\r\n\r\n\x1b[31mNo\a\u202e!!! I would like feedback on my answers.\r\n")},
		txtar.File{Name: "/drafts/utf16.txt", Data: []byte("\xff\xfeN\x00o\x00=\xd8\x00\xde!\x00!\x00")},
	)
	linter := lint.New(ruleset(t), lint.Options{Kind: draft.Request})
	var out []*lint.Result
	for _, f := range a.Files {
		d, err := draft.Parse(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, linter.Lint(d))
	}
	mailbox := "From a@example.com Mon Nov  2 10:00:00 2026\nFrom: a@example.com\nSubject: One\n\nThank you. I would like feedback on my answers. No!!!\n\n" +
		"From a@example.com Mon Nov  2 11:00:00 2026\nFrom: a@example.com\nSubject: Two\n\nThank you. I would like feedback on my answers. No!!!\n"
	for d, err := range draft.Read("drafts.mbox", strings.NewReader(mailbox)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, linter.Lint(d))
	}
	return out
}

func render(t *testing.T, format string, o report.Options, results []*lint.Result) []byte {
	t.Helper()
	var b bytes.Buffer
	o.Version = "v1.0.0"
	w, err := report.New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := w.Result(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Failure("missing & <gone>.txt", errors.New("no such file: \"check\" the name")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGolden compares every format with its file in testdata: go test ./lint/report -update rewrites them.
func TestGolden(t *testing.T) {
	all := results(t)
	for _, format := range report.Formats() {
		t.Run(format, func(t *testing.T) {
			got := render(t, format, report.Options{}, all)
			if !bytes.Equal(got, render(t, format, report.Options{}, all)) {
				t.Error("the report differs from run to run")
			}
			file := filepath.Join("testdata", "golden."+format)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the report changed; if that is right, run go test ./lint/report -update (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoControlCharacters: nothing of a draft or a path reaches a terminal as a control sequence.
func TestNoControlCharacters(t *testing.T) {
	all := results(t)
	for _, r := range all {
		r.Draft.Path = "a\x1b]0;title\a" + r.Draft.Path
	}
	for _, format := range []string{"text", "concise", "github"} {
		for i, b := range render(t, format, report.Options{}, all) {
			if b < ' ' && b != '\n' || b == 0x7F {
				t.Errorf("%s: byte %d is %#x", format, i, b)
			}
		}
	}
}

// TestLongLine: in a draft that is one long line a finding looks as it does in a short one, whatever stands around it.
func TestLongLine(t *testing.T) {
	linter := lint.New(ruleset(t), lint.Options{Kind: draft.Request})
	shown := func(before, after string) string {
		d, err := draft.Parse("draft.txt", []byte(before+" No!!! "+after))
		if err != nil {
			t.Fatal(err)
		}
		r := linter.Lint(d)
		r.Diagnostics = slices.DeleteFunc(r.Diagnostics, func(d lint.Diagnostic) bool { return d.Text != "!!!" })
		if len(r.Diagnostics) != 1 {
			t.Fatalf("%d findings, want 1", len(r.Diagnostics))
		}
		report := string(render(t, "text", report.Options{}, []*lint.Result{r}))
		return strings.Join(strings.Split(report, "\n")[1:3], "\n")
	}
	for _, word := range []string{"word ", "straße ", "面接", "🙂", "x"} {
		short := shown(strings.Repeat(word, 100), strings.Repeat(word, 100))
		if !strings.Contains(short, " No!!! ") || !strings.Contains(short, "~~~") {
			t.Errorf("%q: the finding is not shown:\n%s", word, short)
		}
		if diff := cmp.Diff(short, shown(strings.Repeat(word, 3000), strings.Repeat(word, 3000))); diff != "" {
			t.Errorf("%q: a longer line changes what is shown (-short +long):\n%s", word, diff)
		}
	}
}

// TestEmpty: a report of nothing is valid too.
func TestEmpty(t *testing.T) {
	for _, format := range report.Formats() {
		var b bytes.Buffer
		w, err := report.New(format, &b, report.Options{Version: "v1.0.0"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		valid(t, format, b.Bytes())
	}
}

// TestValid holds the formats that have a published schema to it.
func TestValid(t *testing.T) {
	all := results(t)
	for _, format := range report.Formats() {
		t.Run(format, func(t *testing.T) { valid(t, format, render(t, format, report.Options{}, all)) })
	}
}

func valid(t *testing.T, format string, b []byte) {
	t.Helper()
	switch format {
	case "sarif":
		validJSON(t, "testdata/schemas/sarif-2.1.0.json", b)
	case "rdjson":
		validJSON(t, "testdata/schemas/rdjson.json", b)
	case "json":
		if !json.Valid(b) {
			t.Errorf("%s: not JSON: %s", format, b)
		}
	case "jsonl":
		for line := range bytes.Lines(b) {
			if !json.Valid(line) {
				t.Errorf("%s: not JSON: %s", format, line)
			}
		}
	case "junit":
		validXML(t, b, "--schema", "testdata/schemas/junit.xsd")
	case "checkstyle":
		validXML(t, b)
	}
}

func validJSON(t *testing.T, schemaFile string, b []byte) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

func validXML(t *testing.T, b []byte, args ...string) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		if err := xml.Unmarshal(b, new(struct{})); err != nil {
			t.Error(err)
		}
		t.Log("no xmllint here: the report was only parsed")
		return
	}
	cmd := exec.Command(xmllint, append(args, "--noout", "-")...)
	cmd.Stdin = bytes.NewReader(b)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

// TestSARIF checks what the schema cannot: every result names the rule it stands for, fingerprints differ, and each
// alternative is a fix of its own.
func TestSARIF(t *testing.T) {
	all := results(t)
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Prints    map[string]string `json:"partialFingerprints"`
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
				Fixes []struct {
					Changes []struct{ Replacements []any } `json:"artifactChanges"`
				}
			}
		}
	}
	if err := json.Unmarshal(render(t, "sarif", report.Options{}, all), &log); err != nil {
		t.Fatal(err)
	}
	var want []lint.Diagnostic
	var decoded []bool
	for _, r := range all {
		for _, d := range r.Diagnostics {
			want, decoded = append(want, d), append(decoded, r.Draft.Decoded)
		}
	}
	got := log.Runs[0].Results
	if len(got) != len(want) {
		t.Fatalf("%d results, want %d", len(got), len(want))
	}
	seen := map[string]bool{}
	for i, r := range got {
		if id := log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID || id != want[i].Rule.ID {
			t.Errorf("result %d is of %s and points at %s, want %s", i, r.RuleID, id, want[i].Rule.ID)
		}
		key := r.Locations[0].PhysicalLocation.ArtifactLocation.URI + r.Prints["tonelint/v1"]
		if seen[key] {
			t.Errorf("result %d has the fingerprint of another", i)
		}
		seen[key] = true
		fixes := len(want[i].Suggestions)
		if decoded[i] {
			fixes = 0 // its places are not those of the file
		}
		if len(r.Fixes) != fixes {
			t.Errorf("result %d has %d fixes, want %d", i, len(r.Fixes), fixes)
		}
		for j, f := range r.Fixes {
			if n := len(f.Changes[0].Replacements); n != len(want[i].Suggestions[j].Edits) {
				t.Errorf("fix %d of result %d has %d replacements, want %d", j, i, n, len(want[i].Suggestions[j].Edits))
			}
		}
	}
}

// TestListJSON: the JSON tells all that is known of a rule.
func TestListJSON(t *testing.T) {
	rule := lint.Rule{}
	of := reflect.ValueOf(&rule).Elem()
	for i := range of.NumField() {
		switch f := of.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Slice:
			f.Set(reflect.ValueOf([]string{"x"}))
		}
	}
	rule.Measured.Emails = 1
	var b bytes.Buffer
	if err := report.ListJSON(&b, []*lint.Rule{&rule}); err != nil {
		t.Fatal(err)
	}
	var told []map[string]any
	if err := json.Unmarshal(b.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	for i := range of.NumField() {
		key := strings.ToLower(of.Type().Field(i).Name)
		if _, ok := told[0][key]; !ok {
			t.Errorf("nothing is told of %s: %s", key, b.Bytes())
		}
	}
}

// TestRulesOfTestdata: the few rules here are sound as far as their sentences go.
func TestRulesOfTestdata(t *testing.T) {
	for _, f := range linttest.Check(ruleset(t), "") {
		if !strings.HasPrefix(f.Rule, "email/") {
			t.Error(f)
		}
	}
}
