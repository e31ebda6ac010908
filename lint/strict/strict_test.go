package strict

import (
	"strings"
	"testing"
)

const file = `kind = "reply"
disable = [
  "a",
  'b',
]
nothing = true
severity = { "x/y" = "off" }
[more]
deep.key = """k"""
[[override]]
path = "one"
[[override]]
path = "two"
disable = ["c"]
[override.severity]
"hostile/*" = "fatal"
`

func TestLocate(t *testing.T) {
	for _, test := range []struct {
		path         []string
		line, column int
	}{
		{[]string{"kind"}, 1, 9},
		{[]string{"disable", "0"}, 3, 4},
		{[]string{"disable", "1"}, 4, 4},
		{[]string{"disable"}, 2, 1},
		{[]string{"nothing"}, 6, 1},
		{[]string{"severity", "x/y"}, 7, 23},
		{[]string{"more", "deep", "key"}, 9, 15},
		{[]string{"override", "0", "path"}, 11, 9},
		{[]string{"override", "1", "path"}, 13, 9},
		{[]string{"override", "1", "disable", "0"}, 14, 13},
		{[]string{"override", "1", "severity", "hostile/*"}, 16, 16},
		{[]string{"override", "2", "path"}, 0, 0},
		{[]string{"missing"}, 0, 0},
	} {
		if line, column := Locate([]byte(file), test.path...); line != test.line || column != test.column {
			t.Errorf("%q is at %d:%d, want %d:%d", test.path, line, column, test.line, test.column)
		}
	}
}

// TestLocateIn: every letter of a text is found where it stands in the file, however the text is written.
func TestLocateIn(t *testing.T) {
	for _, source := range []string{
		`x = ["é", "abc"]`, `x = ["", 'abc']`, "x = ['', '''abc''']", `x = ["", """abc"""]`, "x = ['', '''\n\nabc''']", "x = ['', '''\r\n a\r\n b c''']",
		`x = ["", "\t\u00e9\U0001F600 a\"\\b\u0041\x41\xe9\e c"]`, "x = [\"\", \"\"\"\\\n  \n a\nb\\  \n\n \\tc\"\"\"]", "x = ['', '''\\ua\\b\nc''']",
	} {
		var file struct {
			X []string `toml:"x"`
		}
		if errs := Decode("f.toml", []byte(source), &file); errs != nil {
			t.Fatal(errs)
		}
		for _, letter := range []string{"a", "b", "c"} {
			at := strings.LastIndex(source, letter)
			want := [2]int{strings.Count(source[:at], "\n") + 1, at - strings.LastIndex(source[:at], "\n")}
			line, column := LocateIn([]byte(source), strings.Index(file.X[1], letter), "x", "1")
			if got := [2]int{line, column}; got != want {
				t.Errorf("%s in %q is at %v, want %v", letter, source, got, want)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	type settings struct {
		FailOn string `toml:"fail-on"`
	}
	type whole struct {
		settings
		Override []struct {
			Path string `toml:"path"`
			settings
		} `toml:"override"`
	}
	for _, test := range []struct{ source, want string }{
		{"fail-on = \"error\"\n", ""},
		{"fail_on = \"error\"\n", `f.toml:1:1: unknown key "fail_on"; did you mean fail-on?`},
		{"[[override]]\npth = \"x\"\n", `f.toml:2:1: unknown key "override.pth"; did you mean override.path?`},
		{"zzzzzzzzzz = 1\n", `f.toml:1:1: unknown key "zzzzzzzzzz"`},
		{"a = 1\nb = 2\n", "f.toml:1:1: unknown key \"a\"\nf.toml:2:1: unknown key \"b\""},
	} {
		got := ""
		if errs := Decode("f.toml", []byte(test.source), &whole{}); errs != nil {
			got = errs.Error()
		}
		if got != test.want {
			t.Errorf("%q gives %q, want %q", test.source, got, test.want)
		}
	}
	if errs := Decode("f.toml", []byte("fail-on = 3\n"), &whole{}); len(errs) != 1 || errs[0].(*Error).Line != 1 {
		t.Errorf("a value of the wrong type gives %v, want one error at line 1", errs)
	}
	if errs := Decode("f.toml", []byte("x = [\n"), &whole{}); len(errs) != 1 || errs[0].(*Error).Line == 0 {
		t.Errorf("broken TOML gives %v, want one error with its line", errs)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"accusatory/silence", "hostile/insult"}
	for word, want := range map[string]string{
		"accusatory/silense": "; did you mean accusatory/silence?",
		"silence":            "; did you mean accusatory/silence?",
		"insult2":            "; did you mean hostile/insult?",
		"zebra":              "",
		"":                   "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
