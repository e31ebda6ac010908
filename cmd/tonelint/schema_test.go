package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSchema holds the JSON schema to what the program reads: both take and both refuse the same settings.
func TestSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(configSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		config string
		good   bool
	}{
		{"", true},
		{initialConfig, true},
		{"kind = 'reply'\ncandidate = 'student'\nmin-severity = 'error'\nfail-on = 'never'", true},
		{"enable = ['email/*']\ndisable = []\nallow = ['waste management']\nbaseline = 'base.json'\ntemplates = ['t/', '*.txt']", true},
		{"[severity]\n'hostile/*' = 'off'\n[[override]]\npath = 'a/'\nkind = 'reply'\n[override.severity]\n'email/*' = 'error'\n[[override]]\npath = 'b'", true},
		{"kind = 'letter'", false},
		{"candidate = 'boss'", false},
		{"min-severity = 'never'", false},
		{"fail-on = 'fatal'", false},
		{"fail_on = 'error'", false},
		{"kind = 1", false},
		{"allow = 'phrase'", false},
		{"disable = [1]", false},
		{"severity = 'error'", false},
		{"[severity]\n'hostile/*' = 'fatal'", false},
		{"[[override]]\nkind = 'reply'", false},
		{"[[override]]\npath = ''", false},
		{"[[override]]\npath = '*'\nkind = 'letter'", false},
		{"[[override]]\npath = 'a/'\nbaseline = 'x'", false},
		{"[[override]]\npath = 'a/'\n[override.severity]\n'email/*' = 'x'", false},
		{"templates = ['']", false},
		{"baseline = ''", false},
	} {
		dir := t.TempDir()
		name := filepath.Join(dir, configName)
		if err := os.WriteFile(name, []byte(test.config), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := newConfigs(&options{}).policyFor(filepath.Join(dir, "draft.txt"))
		if (err == nil) != test.good {
			t.Errorf("the program says %v to\n%s", err, test.config)
		}
		var value map[string]any
		if err := toml.Unmarshal([]byte(test.config), &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(plain(value)); (err == nil) != test.good {
			t.Errorf("the schema says %v to\n%s", err, test.config)
		}
	}
}

// plain turns what TOML gives into what JSON would.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = plain(x)
		}
		return out
	case []any:
		out := []any{}
		for _, x := range v {
			out = append(out, plain(x))
		}
		return out
	}
	return v
}

// TestSettingsAreDescribed: every setting has its line in the schema and in the file that --init writes.
func TestSettingsAreDescribed(t *testing.T) {
	all := schemaOf(reflect.TypeFor[configFile](), "").Properties
	for key, s := range all {
		if s.Description == "" {
			t.Errorf("%s has no description in the schema: add it to settingHelp", key)
		}
		if !strings.Contains(initialConfig, key+" = ") && !strings.Contains(initialConfig, "["+key+"]") {
			t.Errorf("--init does not show %s", key)
		}
	}
	for key, s := range all["override"].Items.Properties {
		if s.Description == "" {
			t.Errorf("override.%s has no description in the schema: add it to settingHelp", key)
		}
	}
}

// TestEveryFlagHasItsScript: each does its work in one, by its name. A command line that is refused does none.
func TestEveryFlagHasItsScript(t *testing.T) {
	names, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`^(\[\S+\] )*(status [01]|exec) `)
	used := map[string]bool{}
	for _, name := range names {
		script, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(script.Comment)) {
			if command.MatchString(line) {
				for word := range strings.FieldsSeq(line) {
					used[word] = true
				}
			}
		}
	}
	for _, f := range flags {
		if !used["--"+f.name] {
			t.Errorf("no script in testdata/script uses --%s", f.name)
		}
	}
}
