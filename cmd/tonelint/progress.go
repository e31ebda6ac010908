package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/tonelint/tonelint/lint/report"
)

// A progress tells on a terminal what is going on when work is long, in one line that is gone before anything else is
// written. A nil progress is silent.
type progress struct {
	mu     sync.Mutex
	w      io.Writer
	drafts int
	path   string // of the draft that was judged last
	done   int64  // bytes of that file that are done
	shown  bool
	stop   chan struct{}
}

// Nobody wonders before the first second is over; a line that changes faster than five times a second is not read.
const (
	progressAfter = time.Second
	progressEvery = 200 * time.Millisecond
)

// newProgress returns a progress where w is a terminal, else nil.
func newProgress(w io.Writer) *progress {
	if os.Getenv("TERM") == "dumb" || !terminal(w) {
		return nil
	}
	return startProgress(w, progressAfter, progressEvery)
}

// terminal reports whether a stream is one.
func terminal(w io.Writer) bool {
	if c, ok := w.(cleared); ok {
		w = c.w
	}
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

func startProgress(w io.Writer, after, every time.Duration) *progress {
	p := &progress{w: w, stop: make(chan struct{})}
	go func() {
		for wait := after; ; wait = every {
			select {
			case <-time.After(wait):
				p.show()
			case <-p.stop:
				return
			}
		}
	}()
	return p
}

// judged counts a draft: where it is from, and how many bytes of its file stand before it.
func (p *progress) judged(path string, offset int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drafts++
	p.path, p.done = path, int64(offset)
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := "tonelint: reading"
	switch {
	case p.drafts == 1:
		line = "tonelint: 1 draft"
	case p.drafts > 1:
		line = fmt.Sprintf("tonelint: %d drafts", p.drafts)
	}
	if p.path != "" {
		line += ", now at " + report.Printable(p.path)
	}
	if info, err := os.Stat(p.path); err == nil && p.done > 0 && p.done < info.Size() {
		line += fmt.Sprintf(" (%d %%)", p.done*100/info.Size())
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s …", line)
	p.shown = true
}

// over returns a writer to w before whose output the line goes away, unless w goes elsewhere than to a terminal.
func (p *progress) over(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); p == nil || ok && !terminal(f) {
		return w
	}
	return cleared{p, w}
}

type cleared struct {
	p *progress
	w io.Writer
}

func (c cleared) Write(b []byte) (int, error) {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.p.hide()
	return c.w.Write(b)
}

// hide takes the line away. The lock is held.
func (p *progress) hide() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// end takes the line away for good.
func (p *progress) end() {
	if p == nil {
		return
	}
	close(p.stop)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hide()
	p.w = io.Discard // a last tick may be on its way
}
