// Package strict reads TOML files in which no mistake may pass: a key that nobody knows is one too. Every mistake is
// said with its file, line and column, and where a word is nearly right, with what was probably meant. Rule files and
// settings are read with it.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An Error is a mistake in a file: where it is (line and column from 1, 0 where it is the whole file).
type Error struct {
	File         string
	Line, Column int
	Message      string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Errors is every mistake that was found, in the order of the files.
type Errors []error

func (e Errors) Error() string { return errors.Join(e...).Error() }

// ReadFile reads a file that people write: a regular one (a pipe would wait for its writer for ever, a device may have no
// end) of at most so many megabytes. The byte order mark that Notepad puts before it is left out.
func ReadFile(fsys fs.FS, name string, megabytes int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a folder: expected a file")
	case !info.Mode().IsRegular():
		return nil, errors.New("is a pipe or a device: expected a file")
	case info.Size() > megabytes<<20:
		return nil, fmt.Errorf("is larger than %d MB: expected a file that people write", megabytes)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, megabytes<<20)) // what stands in /proc tells no size
	return bytes.TrimPrefix(data, []byte("\ufeff")), err
}

// Decode reads a TOML file into a struct or a map. The file's name is for the messages.
func Decode(name string, data []byte, into any) Errors {
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(into)
	var unknown *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		var all Errors
		for _, e := range unknown.Errors {
			line, column := e.Position()
			key := strings.Join(e.Key(), ".")
			all = append(all, &Error{name, line, column, fmt.Sprintf("unknown key %q%s", key, Nearest(key, keys(reflect.TypeOf(into), "")))})
		}
		return all
	case errors.As(err, &bad):
		line, column := bad.Position()
		message := strings.TrimPrefix(bad.Error(), "toml: ")
		if strings.HasPrefix(message, "cannot ") { // of the wrong type: it then speaks of Go's
			message = fmt.Sprintf("%s: expected %s", strings.Join(bad.Key(), "."), expected(reflect.TypeOf(into), bad.Key()))
		}
		return Errors{&Error{name, line, column, message}}
	case err != nil:
		return Errors{&Error{File: name, Message: err.Error()}}
	}
	return nil
}

// expected says what a type takes under a path of keys.
func expected(t reflect.Type, path []string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && len(path) > 0 {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Map && len(path) > 0:
		return expected(t.Elem(), path[1:])
	case t.Kind() == reflect.Struct && len(path) > 0:
		for _, f := range reflect.VisibleFields(t) {
			if f.Tag.Get("toml") == path[0] {
				return expected(f.Type, path[1:])
			}
		}
	}
	switch t.Kind() {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a number"
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Struct {
			return "tables, each under its name in [[ ]]"
		}
		return "a list of texts in quotes, in [ ]"
	}
	return "a table, under its name in [ ]"
}

// keys lists the keys that a type knows, with dots where they are nested.
func keys(t reflect.Type, prefix string) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var known []string
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("toml")
		switch {
		case f.Anonymous && key == "":
			known = append(known, keys(f.Type, prefix)...)
		case key != "":
			known = append(known, prefix+key)
			known = append(known, keys(f.Type, prefix+key+".")...)
		}
	}
	return known
}

// Locate finds what stands under a path of keys, an element of an array by its number: Locate(data, "override", "1",
// "disable", "0"). It returns line and column of the first character of a value, inside its quotes; of the key, where
// the value is no text; and 0, 0 where there is no such thing. It reads the file again with the parser that keeps
// positions, so it is for when there is a mistake to report.
func Locate(data []byte, path ...string) (line, column int) { return LocateIn(data, 0, path...) }

// LocateIn is Locate for the byte of a text that so many others stand before.
func LocateIn(data []byte, offset int, path ...string) (line, column int) {
	l := locator{offset: offset, want: strings.Join(path, "\x00")}
	l.parser.Reset(data)
	var table []string
	tables := map[string]int{}
	for l.parser.NextExpression() && l.line == 0 {
		e := l.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = nil
			for it := e.Key(); it.Next(); {
				table = append(table, string(it.Node().Data))
				if n := tables[strings.Join(table, "\x00")]; n > 0 && !(e.Kind == unstable.ArrayTable && it.IsLast()) {
					table = append(table, strconv.Itoa(n-1)) // the element of the array that is being written
				}
			}
			if e.Kind == unstable.ArrayTable {
				name := strings.Join(table, "\x00")
				table = append(table, strconv.Itoa(tables[name]))
				tables[name]++
			}
		case unstable.KeyValue:
			l.value(table, e)
		}
	}
	return l.line, l.column
}

type locator struct {
	parser       unstable.Parser
	want         string
	offset       int // in the text
	line, column int
}

// value looks at a key and its value, under the keys before it.
func (l *locator) value(prefix []string, e *unstable.Node) {
	path := append([]string{}, prefix...)
	var key *unstable.Node
	for it := e.Key(); it.Next(); {
		key = it.Node()
		path = append(path, string(key.Data))
	}
	l.node(path, key, e.Value())
}

func (l *locator) node(path []string, key, value *unstable.Node) {
	if strings.Join(path, "\x00") == l.want {
		at, before := key, 0
		if value.Kind == unstable.String {
			at = value
			before = rawLength(l.parser.Raw(at.Raw), l.offset)
		}
		start := l.parser.Shape(unstable.Range{Offset: at.Raw.Offset + uint32(before)}).Start
		l.line, l.column = start.Line, start.Column
		return
	}
	switch value.Kind {
	case unstable.Array:
		n := 0
		for it := value.Children(); it.Next(); n++ {
			l.node(append(path[:len(path):len(path)], strconv.Itoa(n)), key, it.Node())
		}
	case unstable.InlineTable:
		for it := value.Children(); it.Next(); {
			l.value(path, it.Node())
		}
	}
}

// rawLength returns how long a string as it is written is before the byte of its text with this offset.
func rawLength(raw []byte, offset int) int {
	i := 1
	if bytes.HasPrefix(raw, []byte(`"""`)) || bytes.HasPrefix(raw, []byte("'''")) {
		i = 3
		// A line break right behind the quotes is no part of the text.
		i += len(raw[i:]) - len(bytes.TrimPrefix(bytes.TrimPrefix(raw[i:], []byte("\r")), []byte("\n")))
	}
	for i < len(raw) {
		size, text := 1, 1
		if raw[0] == '"' && raw[i] == '\\' {
			size = 2
			switch c := raw[i+1]; c {
			case ' ', '\t', '\r', '\n': // an escaped line end takes the white space behind it along
				size, text = 1+len(raw[i+1:])-len(bytes.TrimLeft(raw[i+1:], " \t\r\n")), 0
			case 'x', 'u', 'U':
				size = map[byte]int{'x': 4, 'u': 6, 'U': 10}[c]
				r, _ := strconv.ParseUint(string(raw[i+2:i+size]), 16, 32)
				text = utf8.RuneLen(rune(r))
			}
		}
		if offset -= text; offset < 0 {
			break
		}
		i += size
	}
	return i
}

// Nearest says which of the known words a misspelt one was meant to be, "" where none is near. The part behind the last
// slash or dot may stand for the whole.
func Nearest(word string, known []string) string {
	best, least := "", len(word)/2+1
	for _, k := range known {
		d := distance(word, k)
		if i := strings.LastIndexAny(k, "/."); i >= 0 {
			d = min(d, distance(word, k[i+1:]))
		}
		if d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// distance is the Levenshtein distance of two words, in bytes.
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
