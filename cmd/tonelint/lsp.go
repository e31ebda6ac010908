package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/tonelint/tonelint/lint"
	"github.com/tonelint/tonelint/lint/lsp"
)

// serve is tonelint in an editor. The settings are those of the command line, read anew whenever a file of theirs
// changes.
func (c *command) serve() int {
	if err := lsp.Serve(context.Background(), c.stdin, c.stdout, &host{o: c.options, folders: map[string]*folder{}}, version()); err != nil {
		return c.fail(err)
	}
	return exitClean
}

// A host gives the language server its settings. What it keeps of them it keeps by folder, with the state of the files
// they came from.
type host struct {
	o       *options
	mu      sync.Mutex
	folders map[string]*folder
}

type folder struct {
	configs *configs
	state   string
}

func (h *host) Linter(path string) (*lint.Linter, error) {
	p, err := h.policyFor(path)
	if err != nil {
		return nil, err
	}
	return p.linter, nil
}

func (h *host) policyFor(path string) (*policy, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	dir := filepath.Dir(path)
	f := h.folders[dir]
	if f == nil || f.state != h.stateOf(dir, f.configs) {
		f = &folder{configs: newConfigs(h.o)}
		h.folders[dir] = f
	}
	p, err := f.configs.policyFor(path)
	f.state = h.stateOf(dir, f.configs)
	return p, err
}

// stateOf tells the files of the settings apart from what they were: the configuration files above a folder and the
// rules they bring. It looks at names and times only, so it can be asked at every keystroke.
func (h *host) stateOf(dir string, c *configs) string {
	var b strings.Builder
	note := func(path string, info fs.FileInfo) {
		fmt.Fprintf(&b, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
	}
	look := func(path string) {
		if info, err := os.Stat(path); err == nil {
			note(path, info)
		}
	}
	if h.o.config != "" {
		look(h.o.config)
	}
	for ; ; dir = filepath.Dir(dir) {
		look(filepath.Join(dir, configName))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	for _, file := range c.files {
		for _, pack := range file.Packs {
			filepath.WalkDir(file.from(pack), func(path string, e fs.DirEntry, err error) error {
				if err != nil {
					return nil
				}
				if info, err := e.Info(); err == nil {
					note(path, info)
				}
				return nil
			})
		}
	}
	return b.String()
}

// Filter takes out what the baseline covers. It is read every time: it is small, and other programs write it.
func (h *host) Filter(r *lint.Result) error {
	p, err := h.policyFor(r.Draft.Path)
	if err != nil || p.baseline == "" {
		return err
	}
	b, err := readBaseline(p.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the first finding that is left alone makes it
	}
	if err != nil {
		return err
	}
	b.filter(r, p)
	return nil
}

// Ignore writes a finding to the baseline. Where the settings name none, it is named in them first, so that the command
// line leaves the same findings alone.
func (h *host) Ignore(path string, d lint.Diagnostic) (string, error) {
	p, err := h.policyFor(path)
	if err != nil {
		return "", err
	}
	name, said := p.baseline, ""
	if name == "" {
		if name, said, err = h.nameBaseline(path); err != nil {
			return "", err
		}
	}
	b, err := readBaseline(name)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = &baseline{Schema: 1, path: name}, nil
	}
	if err != nil {
		return "", err
	}
	b.Findings = append(b.Findings, b.entryOf(path, d))
	if err := b.write(); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s is left alone here from now on, by %s%s", d.Rule.ID, name, said), nil
}

// baselineName is the baseline of who never named one.
const baselineName = "tonelint-baseline.json"

// nameBaseline names a baseline in the settings of a draft: in its configuration file, or in a new one beside it.
func (h *host) nameBaseline(path string) (name, said string, err error) {
	if h.o.noConfig {
		return "", "", errors.New("with --no-config there is no baseline to write to: name one with --baseline")
	}
	file, err := newConfigs(h.o).fileFor(path)
	if err != nil {
		return "", "", err
	}
	config := filepath.Join(filepath.Dir(path), configName)
	var settings []byte
	if file != nil {
		if file.Baseline != nil { // named a moment ago
			return file.from(*file.Baseline), "", nil
		}
		config, settings = file.path, file.data
	}
	line := fmt.Sprintf("baseline = %q\n", baselineName)
	if err := writeWhole(config, append([]byte(line), settings...)); err != nil {
		return "", "", err
	}
	return filepath.Join(filepath.Dir(config), baselineName), ", which " + config + " now names", nil
}
