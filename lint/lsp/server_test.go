package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/rules"
)

var update = flag.Bool("update", false, "rewrite what the server says in the transcripts")

// memory is a host without files.
type memory struct {
	mu      sync.Mutex
	linter  *lint.Linter
	ignored []string
}

// newMemory is a host with two rules of its own, so that the transcripts hold when the real ones change.
func newMemory(t testing.TB) *memory {
	t.Helper()
	set, err := rules.Load(rules.Pack{Files: os.DirFS("testdata/rules")})
	if err != nil {
		t.Fatal(err)
	}
	return &memory{linter: lint.New(set, lint.Options{})}
}

func (m *memory) Linter(path string) (*lint.Linter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if strings.Contains(path, "broken") {
		return nil, errors.New(`.tonelint.toml:1:1: unknown key "knid"`)
	}
	return m.linter, nil
}

func (m *memory) Filter(r *lint.Result) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r.Diagnostics = slices.DeleteFunc(r.Diagnostics, func(d lint.Diagnostic) bool {
		return slices.Contains(m.ignored, d.Rule.ID+" "+d.Context)
	})
	return nil
}

func (m *memory) Ignore(path string, d lint.Diagnostic) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ignored = append(m.ignored, d.Rule.ID+" "+d.Context)
	return "left alone", nil
}

// A session is a client of a server that runs beside it.
type session struct {
	t    testing.TB
	to   *io.PipeWriter
	said chan json.RawMessage
	done chan error
}

func start(t testing.TB, host Host, pause time.Duration) *session {
	in, to := io.Pipe()
	from, out := io.Pipe()
	s := &session{t: t, to: to, said: make(chan json.RawMessage, 1000), done: make(chan error, 1)}
	server := newServer(host, "1.0.0")
	server.pause = pause
	go func() {
		s.done <- server.serve(context.Background(), in, out)
		in.Close()
		out.Close()
	}()
	go func() {
		defer close(s.said)
		for r := bufio.NewReader(from); ; {
			m, err := readMessage(r)
			if err != nil {
				return
			}
			s.said <- m
		}
	}()
	t.Cleanup(func() { to.Close() })
	return s
}

// readMessage is strict, so that the server's own framing is checked by other code than its own.
func readMessage(r *bufio.Reader) (json.RawMessage, error) {
	var length int
	if _, err := fmt.Fscanf(r, "Content-Length: %d\r\n\r\n", &length); err != nil {
		return nil, err
	}
	m := make([]byte, length)
	_, err := io.ReadFull(r, m)
	return m, err
}

func frame(message string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message)
}

func (s *session) send(message string) { s.write(frame(message)) }

func (s *session) write(raw string) {
	if _, err := io.WriteString(s.to, raw); err != nil {
		s.t.Fatalf("sending %q: %v", raw, err)
	}
}

// next returns the next message of the server. The time is no measure: it only ends a test that would hang.
func (s *session) next() string {
	s.t.Helper()
	select {
	case m, ok := <-s.said:
		if !ok {
			s.t.Fatal("the server went away")
		}
		return string(m)
	case <-time.After(time.Minute):
		s.t.Fatal("the server is silent")
	}
	return ""
}

func (s *session) end() error {
	s.t.Helper()
	select {
	case err := <-s.done:
		return err
	case <-time.After(time.Minute):
		s.t.Fatal("the server does not end")
	}
	return nil
}

// TestTranscripts plays the client's part of every transcript ("-->", or "~~>" for bytes as they are) and compares what
// the server says ("<--"). -update rewrites the latter, line for line.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := start(t, newMemory(t), 0)
			var got strings.Builder
			for line := range strings.Lines(string(want)) {
				line := strings.TrimSuffix(line, "\n")
				kind, message, _ := strings.Cut(line, " ")
				switch kind {
				case "-->":
					s.send(message)
				case "~~>":
					var raw string
					if err := json.Unmarshal([]byte(message), &raw); err != nil {
						t.Fatal(err)
					}
					s.write(raw)
				case "<--":
					line = "<-- " + s.next()
				case "end":
					line = fmt.Sprintf("end %v", s.end())
				}
				got.WriteString(line + "\n")
			}
			if *update {
				if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`

func opened(text string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///d/draft.txt","languageId":"mail","version":1,"text":%s}}}`, quote(text))
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// published reads on to the diagnostics of a version and returns them.
func (s *session) published(version int) []diagnostic {
	s.t.Helper()
	for {
		var m struct {
			Method string
			Params publishDiagnosticsParams
		}
		if err := json.Unmarshal([]byte(s.next()), &m); err != nil {
			s.t.Fatal(err)
		}
		if m.Method == "textDocument/publishDiagnostics" && m.Params.Version != nil && *m.Params.Version >= version {
			if *m.Params.Version > version {
				s.t.Fatalf("version %d was published before %d", *m.Params.Version, version)
			}
			return m.Params.Diagnostics
		}
	}
}

// TestPackRule: a rule of a pack can be read nowhere on the web, and an empty link is none that an editor can open.
func TestPackRule(t *testing.T) {
	host := newMemory(t)
	set, err := rules.Load(rules.Pack{Dir: "mine", Files: os.DirFS("testdata/rules")})
	if err != nil {
		t.Fatal(err)
	}
	host.linter = lint.New(set, lint.Options{})
	s := start(t, host, 0)
	s.send(initialize)
	s.send(opened("You bored me."))
	found := s.published(1)
	if len(found) != 1 || found[0].CodeDescription != nil {
		t.Errorf("the findings are %+v, want one without a link", found)
	}
}

// TestChanges makes random changes on either side, in all three encodings, one by one and in one message, and compares
// the texts at the end.
func TestChanges(t *testing.T) {
	pieces := []string{"a", "é", "😀", "\n", "\r\n", "\r", "\t", "you bore me. ", "", "字", strings.Repeat("aé😀", 300)}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, e := range []encoding{utf8Encoding, utf16Encoding, utf32Encoding} {
		for range 100 {
			s := newSnapshot("u", "p", "", 1, "", e)
			first, changes := s, []contentChange(nil)
			for range 30 {
				// Offsets of characters that are no half of a line end: the protocol cannot say those.
				var places []int
				for i, r := range s.text {
					if r != '\n' || i == 0 || s.text[i-1] != '\r' {
						places = append(places, i)
					}
				}
				places = append(places, len(s.text))
				from, to := places[rnd.IntN(len(places))], places[rnd.IntN(len(places))]
				from, to = min(from, to), max(from, to)
				if end := from + strings.IndexAny(s.text[from:]+"\n", "\r\n"); s.offset(position{s.position(from).Line, 1 << 30}) != end {
					t.Fatalf("%s: a place behind the line of %d in %q is not at its end, %d", e, from, s.text, end)
				}
				piece := pieces[rnd.IntN(len(pieces))]
				want := s.text[:from] + piece + s.text[to:]
				r := s.rangeOf(from, to)
				changes = append(changes, contentChange{&r, piece})
				got := s.changed(changes[len(changes)-1:])
				if got != want {
					t.Fatalf("%s: replacing %v of %q by %q gave %q, want %q", e, r, s.text, piece, got, want)
				}
				for _, edit := range s.difference(got) {
					if back := s.changed([]contentChange{{&edit.Range, edit.NewText}}); back != got {
						t.Fatalf("%s: the difference of %q and %q leads to %q", e, s.text, got, back)
					}
				}
				s = s.with(2, got)
			}
			if got := first.changed(changes); got != s.text {
				t.Fatalf("%s: the changes %v at once gave %q, want %q", e, changes, got, s.text)
			}
		}
	}
}

// TestLongLine: places all over one long line take time that grows with the line. Scanning for each from the line's start
// took a minute; the bound leaves room for slow machines.
func TestLongLine(t *testing.T) {
	const longest = 10 * time.Second
	began := time.Now()
	s := newSnapshot("u", "p", "", 1, strings.Repeat("I liked it!!! ", 1<<20/14), utf16Encoding)
	for i := 0; i < len(s.text); i += 14 {
		if r := s.rangeOf(i, i+14); s.offset(r.Start) != i || s.offset(r.End) != i+14 {
			t.Fatalf("%d leads to %v and not back", i, r)
		}
		if time.Since(began) > longest {
			t.Fatalf("after %s, %d of %d bytes are done", longest, i, len(s.text))
		}
	}
}

// TestManyChanges: many changes in one message do not each read the whole text.
func TestManyChanges(t *testing.T) {
	const n = 100
	s := newSnapshot("u", "p", "", 1, strings.Repeat("I liked it.\n", 20_000), utf16Encoding)
	changes := slices.Repeat([]contentChange{{&textRange{position{0, 10}, position{0, 10}}, "!"}}, n)
	began := time.Now()
	for range n {
		s.with(2, s.text)
	}
	reading := time.Since(began)
	began = time.Now()
	s.changed(changes)
	if took := time.Since(began); took > reading/2 {
		t.Errorf("%d changes took %s, and reading the text as often takes %s", n, took, reading)
	}
}

// TestTyping sends many changes at once: what is published last is the last version, and most of those between are
// never judged.
func TestTyping(t *testing.T) {
	s := start(t, newMemory(t), 20*time.Millisecond)
	s.send(initialize)
	s.next()
	s.send(opened(""))
	const last = 200
	for v := 2; v <= last; v++ {
		text := strings.Repeat("Hello. ", v)
		if v == last {
			text += "You bore me."
		}
		s.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///d/draft.txt","version":%d},"contentChanges":[{"text":%s}]}}`, v, quote(text)))
	}
	before := 0
	for {
		var m struct{ Params publishDiagnosticsParams }
		if err := json.Unmarshal([]byte(s.next()), &m); err != nil {
			t.Fatal(err)
		}
		v := *m.Params.Version
		if v <= before {
			t.Fatalf("version %d was published after %d", v, before)
		}
		if before = v; v == last {
			if len(m.Params.Diagnostics) != 1 {
				t.Errorf("%d diagnostics, want 1", len(m.Params.Diagnostics))
			}
			return
		}
	}
}

// TestCancel cancels a request that waits for a slow draft.
func TestCancel(t *testing.T) {
	host := newMemory(t)
	s := start(t, host, time.Hour) // the second change is not judged by itself
	s.send(initialize)
	s.next()
	s.send(opened(""))
	s.published(1)
	s.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///d/draft.txt","version":2},"contentChanges":[{"text":%s}]}}`, quote(strings.Repeat("Hello there. ", 300_000))))
	s.send(`{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///d/draft.txt"},"position":{"line":0,"character":0}}}`)
	s.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}`)
	if got := s.next(); !strings.Contains(got, `"id":7`) || !strings.Contains(got, "-32800") {
		t.Errorf("the answer is %s, want an error -32800 for id 7", got)
	}
}

// TestCancelChanges cancels a request for the safe changes of a draft that is judged.
func TestCancelChanges(t *testing.T) {
	s := start(t, newMemory(t), 0)
	s.send(initialize)
	s.next()
	s.send(opened("Hello Ana.\n" + strings.Repeat("Per my last email, I wait.\n", 20_000)))
	s.published(1)
	s.send(`{"jsonrpc":"2.0","id":7,"method":"textDocument/codeAction","params":{"textDocument":{"uri":"file:///d/draft.txt"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"context":{"diagnostics":[],"only":["source.fixAll"]}}}`)
	s.send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":7}}`)
	if got := s.next(); !strings.Contains(got, `"id":7`) || !strings.Contains(got, "-32800") {
		t.Errorf("the answer is %.200s, want an error -32800 for id 7", got)
	}
}

// TestAtOnce asks for the safe changes of one draft many times at once: every answer is the same. With -race it shows that
// they do not get into each other's way.
func TestAtOnce(t *testing.T) {
	const requests = 20
	s := start(t, newMemory(t), 0)
	s.send(initialize)
	s.next()
	s.send(opened("Hello Ana.\n" + strings.Repeat("Per my last email, I wait.\n", 20)))
	s.published(1)
	for id := range requests {
		s.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":"%d","method":"textDocument/codeAction","params":{"textDocument":{"uri":"file:///d/draft.txt"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"context":{"diagnostics":[],"only":["source.fixAll"]}}}`, id))
	}
	want := ""
	for range requests {
		var m struct{ Result json.RawMessage }
		if err := json.Unmarshal([]byte(s.next()), &m); err != nil {
			t.Fatal(err)
		}
		if got := string(m.Result); !strings.Contains(got, "I wait.") || want != "" && got != want {
			t.Fatalf("the answers differ, or change nothing: %s and %s", want, got)
		} else {
			want = got
		}
	}
}

// TestMutated sends ten thousand messages that are broken in one way or another: the server must go on, end when it is
// told to, and hold no more memory than at the start, give or take.
func TestMutated(t *testing.T) {
	const messages = 10_000
	seeds := []string{
		initialize, opened("Hi 😀 you bore me.\r\nPer my last email, hello."),
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///d/draft.txt","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":3},"end":{"line":1,"character":2}},"text":"😀\n"}]}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///d/draft.txt"}}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didSave","params":{"textDocument":{"uri":"file:///d/draft.txt"}}}`,
		`{"jsonrpc":"2.0","id":3,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///d/draft.txt"},"position":{"line":0,"character":8}}}`,
		`{"jsonrpc":"2.0","id":"x","method":"textDocument/codeAction","params":{"textDocument":{"uri":"file:///d/draft.txt"},"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":0}},"context":{"diagnostics":[],"only":["quickfix"]}}}`,
		`{"jsonrpc":"2.0","id":5,"method":"workspace/executeCommand","params":{"command":"tonelint.ignore","arguments":[{"uri":"file:///d/draft.txt","rule":"hostile/yawn","context":"hi you bore me ."}]}}`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":3}}`,
		`{"jsonrpc":"2.0","id":4,"result":null}`, `{"jsonrpc":"2.0","id":6,"method":"nonsense"}`, `[]`, `null`, `[[[[`,
	}
	rnd := rand.New(rand.NewPCG(8, 8))
	mutate := func(b []byte) []byte {
		for range rnd.IntN(4) {
			i := rnd.IntN(len(b) + 1)
			switch rnd.IntN(6) {
			case 0:
				b = slices.Insert(b, i, byte(rnd.IntN(256)))
			case 1:
				b = slices.Delete(b, i, min(i+rnd.IntN(8), len(b)))
			case 2:
				b = slices.Insert(b, i, []byte(`-99999999999`)...)
			case 3:
				b = b[:i]
			case 4:
				b = slices.Concat(b[:i], []byte(seeds[rnd.IntN(len(seeds))]), b[i:])
			case 5:
				b = bytes.Replace(b, []byte(`"line":0`), fmt.Appendf(nil, `"line":%d`, rnd.IntN(5)-1), 1)
			}
		}
		return b
	}
	s := start(t, newMemory(t), 0)
	go func() { // a client that is too slow to read is another matter
		for range s.said {
		}
	}()
	s.send(initialize)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range messages {
		message := string(mutate([]byte(seeds[rnd.IntN(len(seeds))])))
		switch rnd.IntN(10) {
		case 0: // a header that is wrong
			s.write(fmt.Sprintf("Content-Length: %s\r\n\r\n%s", []string{"", "-5", "x", "1e3", "99999999999999999999"}[rnd.IntN(5)], message))
		case 1: // no header
			s.write(message)
		case 2: // too short a length: the rest stands where a header should
			s.write(fmt.Sprintf("Content-Length: %d\r\nX: y\r\n\r\n%s", rnd.IntN(len(message)+1), message))
		default:
			s.send(message)
		}
	}
	// Framing is found again after a line end, whatever stood before.
	s.write("\r\n\r\n" + frame(`{"jsonrpc":"2.0","id":999999,"method":"shutdown"}`) + frame(`{"jsonrpc":"2.0","method":"exit"}`))
	if err := s.end(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
}

// BenchmarkChange measures from a change in a draft of 4 KB to its diagnostics, with the real rules and the pipe between
// client and server, but without the pause that waits for a rest in typing.
func BenchmarkChange(b *testing.B) {
	source, err := os.ReadFile("../../testdata/drafts/bitter.txt")
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat(string(source), 4<<10/len(source)+1)[:4<<10]
	s := start(b, &memory{linter: lint.New(rules.Default(), lint.Options{})}, 0)
	s.send(initialize)
	s.next()
	s.send(opened(text))
	s.published(1)
	version := 1
	for b.Loop() {
		version++
		s.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///d/draft.txt","version":%d},"contentChanges":[{"range":{"start":{"line":2,"character":0},"end":{"line":2,"character":0}},"text":"%c"}]}}`, version, 'a'+version%26))
		if len(s.published(version)) == 0 {
			b.Fatal("no diagnostics")
		}
	}
}
