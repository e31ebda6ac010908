// Package lsp is the language server: tonelint inside an editor, over the Language Server Protocol.
//
// Every change makes a new, immutable snapshot of the document; judging the one before it is cancelled. Messages that
// change documents are handled in order, as they are read, and so is the one command, which writes a file. Hovers and code
// actions work on the snapshot that was there when they were asked for, each in a goroutine of its own, so a slow one
// holds up nothing and can be cancelled.
//
// The package finds no settings and writes no files: that is the [Host]'s, which is cmd/tonelint.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"sync"
	"time"

	"github.com/sourcegraph/jsonrpc2"
	"github.com/tonelint/tonelint/lint"
)

// A Host knows the settings. It is used concurrently.
type Host interface {
	// Linter returns what judges a draft, by the settings as they are now.
	Linter(path string) (*lint.Linter, error)
	// Filter takes out of a result what the user has chosen to leave alone.
	Filter(*lint.Result) error
	// Ignore leaves a finding alone from now on, and says where that was written.
	Ignore(path string, d lint.Diagnostic) (string, error)
}

// pause is how long typing must stop before it is judged again. The first change after a rest is judged at once.
const pause = 50 * time.Millisecond

// ErrNoShutdown is returned where the client went away without saying shutdown.
var ErrNoShutdown = errors.New("the editor went away without a shutdown")

// Serve speaks with a client until it exits or in ends.
func Serve(ctx context.Context, in io.Reader, out io.Writer, host Host, version string) error {
	return newServer(host, version).serve(ctx, in, out)
}

// A state is where a session is: what is allowed depends on it.
type state int

const (
	starting state = iota // before initialize
	serving
	stopped // after shutdown
)

type server struct {
	host    Host
	version string
	pause   time.Duration

	// Only the goroutine that reads messages uses these; client is not written after initialize.
	state      state
	client     clientCapabilities
	encoding   encoding
	root       string
	documents  map[string]*document // by URI
	lastChange time.Time

	mu      sync.Mutex
	running map[jsonrpc2.ID]context.CancelFunc // requests that can be cancelled
}

func newServer(host Host, version string) *server {
	return &server{host: host, version: version, pause: pause, documents: map[string]*document{}, running: map[jsonrpc2.ID]context.CancelFunc{}}
}

func (s *server) serve(ctx context.Context, in io.Reader, out io.Writer) error {
	quiet := log.New(io.Discard, "", 0) // the library logs answers that nobody waits for
	conn := jsonrpc2.NewConn(ctx, newStream(in, out), s, jsonrpc2.SetLogger(quiet))
	<-conn.DisconnectNotify()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case s.state != stopped:
		return ErrNoShutdown
	}
	return nil
}

// Handle handles one message, in the goroutine that reads them.
func (s *server) Handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) {
	if r.Notif {
		s.notified(ctx, conn, r)
		return
	}
	var result any
	var err error
	switch {
	case s.state == starting && r.Method != "initialize":
		err = &jsonrpc2.Error{Code: codeNotInitialized, Message: "initialize comes first"}
	case s.state == stopped:
		err = &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "nothing but exit may follow shutdown"}
	default:
		switch r.Method {
		case "initialize":
			result, err = s.initialize(r)
		case "shutdown":
			s.state = stopped
		case "textDocument/hover":
			answer(ctx, conn, s, r, func(p hoverParams) string { return p.TextDocument.URI }, s.hover)
			return
		case "textDocument/codeAction":
			answer(ctx, conn, s, r, func(p codeActionParams) string { return p.TextDocument.URI }, s.codeActions)
			return
		case "workspace/executeCommand":
			var said string
			said, err = s.execute(ctx, r)
			reply(ctx, conn, r.ID, nil, err)
			if err == nil {
				conn.Notify(ctx, "window/showMessage", showMessageParams{3, said})
				s.judgeAll(ctx, conn)
			}
			return
		default:
			err = &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: "tonelint has no " + r.Method}
		}
	}
	reply(ctx, conn, r.ID, result, err)
}

// notified handles a notification. There is no answer to a bad one; it is passed over.
func (s *server) notified(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) {
	if r.Method == "exit" {
		conn.Close()
		return
	}
	if s.state != serving {
		return
	}
	switch r.Method {
	case "initialized":
		s.watch(ctx, conn)
	case "textDocument/didOpen":
		var p didOpenParams
		if decode(r, &p) == nil {
			t := p.TextDocument
			s.close(ctx, conn, t.URI)
			s.update(ctx, conn, newSnapshot(t.URI, draftPath(t.URI, s.root), t.LanguageID, t.Version, t.Text, s.encoding))
		}
	case "textDocument/didChange":
		var p didChangeParams
		if decode(r, &p) == nil {
			if doc, ok := s.documents[p.TextDocument.URI]; ok {
				version := doc.version + 1
				if p.TextDocument.Version != nil {
					version = *p.TextDocument.Version
				}
				s.update(ctx, conn, doc.with(version, doc.changed(p.ContentChanges)))
			}
		}
	case "textDocument/didClose":
		var p documentParams
		if decode(r, &p) == nil {
			s.close(ctx, conn, p.TextDocument.URI)
		}
	case "textDocument/didSave", "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration":
		s.judgeAll(ctx, conn)
	case "$/cancelRequest":
		var p struct {
			ID jsonrpc2.ID `json:"id"`
		}
		if decode(r, &p) == nil {
			s.mu.Lock()
			if cancel, ok := s.running[p.ID]; ok {
				cancel()
			}
			s.mu.Unlock()
		}
	}
}

func (s *server) initialize(r *jsonrpc2.Request) (any, error) {
	if s.state != starting {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidRequest, Message: "the session is initialized already"}
	}
	var p initializeParams
	if err := decode(r, &p); err != nil {
		return nil, err
	}
	s.state, s.client, s.root = serving, p.Capabilities, filePath(p.RootURI)
	s.encoding = choose(p.Capabilities.General.PositionEncodings)
	return initializeResult{serverCapabilities{
		PositionEncoding:       s.encoding,
		TextDocumentSync:       syncOptions{OpenClose: true, Change: 2, Save: true},
		HoverProvider:          true,
		CodeActionProvider:     codeActionOptions{[]string{quickFix, fixAll}},
		ExecuteCommandProvider: executeCommandOptions{[]string{ignoreCommand}},
	}, serverInfo{"tonelint", s.version}}, nil
}

// watch asks a client that can to tell when settings, baselines or rules change.
func (s *server) watch(ctx context.Context, conn *jsonrpc2.Conn) {
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		conn.DispatchCall(ctx, "client/registerCapability", registrationParams{[]registration{{
			"settings", "workspace/didChangeWatchedFiles", watchOptions{[]fileWatcher{{"**/*.{toml,json}"}}},
		}}})
	}
}

// update puts a snapshot in the place of the one before, and has it judged when typing rests.
func (s *server) update(ctx context.Context, conn *jsonrpc2.Conn, snap *snapshot) {
	doc, ok := s.documents[snap.uri]
	if ok {
		doc.cancel()
	} else {
		doc = &document{}
		s.documents[snap.uri] = doc
	}
	ctx, cancel := context.WithCancel(ctx)
	doc.snapshot, doc.cancel = snap, cancel
	wait := s.pause
	if time.Since(s.lastChange) > 4*s.pause {
		wait = 0
	}
	s.lastChange = time.Now()
	time.AfterFunc(wait, func() { s.publish(ctx, conn, doc, snap) })
}

// publish judges a snapshot and sends what was found, unless the next one has come.
func (s *server) publish(ctx context.Context, conn *jsonrpc2.Conn, doc *document, snap *snapshot) {
	doc.publishing.Lock()
	defer doc.publishing.Unlock()
	if ctx.Err() != nil {
		return
	}
	findings, err := snap.judge(ctx, s.host)
	if ctx.Err() != nil {
		return
	}
	conn.Notify(ctx, "textDocument/publishDiagnostics", publishDiagnosticsParams{snap.uri, &snap.version, s.diagnostics(snap, findings, err)})
}

// judgeAll judges the open documents anew, because something beside them changed.
func (s *server) judgeAll(ctx context.Context, conn *jsonrpc2.Conn) {
	for _, doc := range s.documents {
		s.update(ctx, conn, doc.with(doc.version, doc.text))
	}
}

// close forgets a document and takes its diagnostics away.
func (s *server) close(ctx context.Context, conn *jsonrpc2.Conn, uri string) {
	doc, ok := s.documents[uri]
	if !ok {
		return
	}
	doc.cancel()
	delete(s.documents, uri)
	doc.publishing.Lock()
	defer doc.publishing.Unlock()
	conn.Notify(ctx, "textDocument/publishDiagnostics", publishDiagnosticsParams{URI: uri, Diagnostics: []diagnostic{}})
}

// execute runs the one command there is, and returns what it has to say.
func (s *server) execute(ctx context.Context, r *jsonrpc2.Request) (string, error) {
	var p executeCommandParams
	if err := decode(r, &p); err != nil {
		return "", err
	}
	var args ignoreArgs
	if p.Command != ignoreCommand || len(p.Arguments) != 1 || json.Unmarshal(p.Arguments[0], &args) != nil {
		return "", &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: "expected " + ignoreCommand + " with a finding"}
	}
	doc, err := s.open(args.URI)
	if err != nil {
		return "", err
	}
	return s.ignore(ctx, doc.snapshot, args)
}

func (s *server) open(uri string) (*document, error) {
	doc, ok := s.documents[uri]
	if !ok {
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: "the document is not open: " + uri}
	}
	return doc, nil
}

// answer answers a request about a document in a goroutine of its own, until it is cancelled.
func answer[P, R any](ctx context.Context, conn *jsonrpc2.Conn, s *server, r *jsonrpc2.Request, uri func(P) string, work func(context.Context, *snapshot, P) (R, error)) {
	var p P
	err := decode(r, &p)
	var doc *document
	if err == nil {
		doc, err = s.open(uri(p))
	}
	if err != nil {
		reply(ctx, conn, r.ID, nil, err)
		return
	}
	snap := doc.snapshot
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	s.running[r.ID] = cancel
	s.mu.Unlock()
	go func() {
		result, err := work(ctx, snap, p)
		if errors.Is(err, context.Canceled) {
			err = &jsonrpc2.Error{Code: codeCancelled, Message: "cancelled"}
		}
		s.mu.Lock()
		delete(s.running, r.ID)
		s.mu.Unlock()
		reply(ctx, conn, r.ID, result, err)
		cancel()
	}()
}

// reply sends the one answer that a request gets. Where the client is gone, nobody misses it.
func reply(ctx context.Context, conn *jsonrpc2.Conn, id jsonrpc2.ID, result any, err error) {
	var known *jsonrpc2.Error
	switch {
	case err == nil:
		conn.Reply(ctx, id, result)
	case errors.As(err, &known):
		conn.ReplyWithError(ctx, id, known)
	default:
		conn.ReplyWithError(ctx, id, &jsonrpc2.Error{Code: jsonrpc2.CodeInternalError, Message: err.Error()})
	}
}

// decode reads the parameters of a message.
func decode(r *jsonrpc2.Request, into any) error {
	if r.Params == nil {
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: r.Method + " needs parameters"}
	}
	if err := json.Unmarshal(*r.Params, into); err != nil {
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: r.Method + ": " + err.Error()}
	}
	return nil
}
