package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/sourcegraph/jsonrpc2"
)

// maxMessage is the most that is read of one message, in bytes: no draft comes near it, and no client makes the server
// hold more.
const maxMessage = 16 << 20

// A stream frames messages by their Content-Length. It differs from the library's codec in what it does about bad input:
// it answers with an error and finds the next message, where the codec would end the session.
type stream struct {
	in     *bufio.Reader
	out    io.Writer
	mu     sync.Mutex // held while writing
	closed atomic.Bool
}

func newStream(in io.Reader, out io.Writer) *stream {
	return &stream{in: bufio.NewReader(in), out: out}
}

func (s *stream) ReadObject(v any) error {
	for !s.closed.Load() {
		length, err := s.readHeader()
		if err != nil {
			return err
		}
		switch {
		case length < 0:
			s.refuse(jsonrpc2.CodeParseError, "the header has no usable Content-Length")
			continue
		case length > maxMessage:
			if _, err := io.CopyN(io.Discard, s.in, length); err != nil {
				return err
			}
			s.refuse(jsonrpc2.CodeInvalidRequest, fmt.Sprintf("the message has %d bytes, and %d is the most", length, maxMessage))
			continue
		}
		// The buffer grows as bytes arrive, so a header alone takes no memory.
		body, err := io.ReadAll(io.LimitReader(s.in, length))
		if err == nil && int64(len(body)) < length {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if !json.Valid(body) {
			s.refuse(jsonrpc2.CodeParseError, "the message is not JSON")
			continue
		}
		if err := json.Unmarshal(body, v); err != nil {
			// The library hands in the same value again; half of a bad message must not stay in it.
			reflect.ValueOf(v).Elem().SetZero()
			s.refuse(jsonrpc2.CodeInvalidRequest, err.Error())
			continue
		}
		return nil
	}
	return io.EOF
}

// contentLength finds a length at the end of a line, whatever stands before it.
var contentLength = regexp.MustCompile(`(?i)content-length:[ \t]*(\S*)[ \t\r]*\n$`)

// readHeader reads up to the blank line before a message and returns its length, -1 where none was said. Where the
// bytes before are no header, such as the rest of a message whose length was wrong, the next header is found in them.
func (s *stream) readHeader() (int64, error) {
	length := int64(-1)
	for {
		line, err := s.in.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			return 0, err
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return length, nil
		}
		if m := contentLength.FindSubmatch(line); m != nil {
			n, err := strconv.ParseUint(string(m[1]), 10, 31)
			if length = int64(n); err != nil {
				length = -1
			}
		}
	}
}

// refuse answers what could not be read as a message, and so has no id.
func (s *stream) refuse(code int, message string) {
	s.WriteObject(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": message}})
}

func (s *stream) WriteObject(v any) error {
	var b bytes.Buffer
	if err := (jsonrpc2.VSCodeObjectCodec{}).WriteObject(&b, v); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.out.Write(b.Bytes())
	return err
}

// Close ends reading; the ends of the stream belong to the caller.
func (s *stream) Close() error {
	s.closed.Store(true)
	return nil
}
