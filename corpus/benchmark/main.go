//go:build unix

// Command benchmark times the tonelint command beside a Go program that prints a line and beside Vale, on the same inputs
// and in turns, so that a busy machine is busy for all of them. Run it at the top of the repository:
//
//	go run ./corpus/benchmark
//
// It builds the three programs and the inputs in a temporary folder (Vale by `go install`, from the module proxy), and
// takes it away. What one stage of tonelint costs is for `go test -bench . ./lint`.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/tonelint/tonelint/corpus"
	"github.com/tonelint/tonelint/rules"
)

// vale is the newest version whose dependencies the module proxy has: later ones need a commit of cascadia that it
// refuses. Older ones would flatter us: 3.15 is eight times slower.
const vale = "github.com/vale-cli/vale/v3/cmd/vale@v3.22.0"

func main() {
	log.SetFlags(0)
	log.SetPrefix("benchmark: ")
	runs := flag.Int("runs", 61, "how often to time one draft; long inputs are timed less often")
	inputs := flag.String("inputs", "", "only write the inputs to this folder")
	flag.Parse()
	if *inputs != "" {
		if err := write(*inputs); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := benchmark(*runs); err != nil {
		log.Fatal(err)
	}
}

func benchmark(runs int) error {
	dir, err := os.MkdirTemp("", "tonelint-benchmark")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	in := func(name string) string { return filepath.Join(dir, name) }
	fmt.Println("building", vale)
	for _, build := range [][]string{
		{"env", "CGO_ENABLED=0", "go", "build", "-o", dir, "github.com/tonelint/tonelint/cmd/tonelint"},
		{"go", "install", vale}, // which does not build without cgo
		// In a process of its own: a program's peak memory is never less than that of the one that started it.
		{os.Args[0], "-inputs", dir},
		{"env", "CGO_ENABLED=0", "go", "build", "-o", in("hello"), in("hello.go")},
	} {
		cmd := exec.Command(build[0], build[1:]...)
		cmd.Env = append(os.Environ(), "GOBIN="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(build, " "), err, out)
		}
	}
	hello := program{"hello-world", []string{in("hello")}}
	tonelint := func(files ...string) program { return program{"tonelint", append([]string{in("tonelint")}, files...)} }
	vale := func(files ...string) program {
		return program{"Vale", append([]string{in("vale"), "--config", in("vale.ini")}, files...)}
	}
	few := max(runs/10, 3)
	fmt.Printf("%s/%s, %d processors, %s; medians and highest peak memory; ratios are to tonelint\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	for _, c := range []struct {
		name     string
		runs     int
		programs []program
	}{
		{"one draft of 1 KB", runs, []program{tonelint(in("one.txt")), hello, vale(in("one.txt"))}},
		{"2,000 drafts of 1 KB", few, []program{tonelint(in("drafts")), vale(in("drafts"))}},
		{"a text of 10 MB", few, []program{tonelint(in("text.txt")), vale(in("text.txt"))}},
		{"one line of 1 MB", few, []program{tonelint(in("line.txt"))}},
		{"one line of 2 MB", few, []program{tonelint(in("line2.txt"))}},
		{"10,000 blank lines", few, []program{tonelint(in("blank.txt"))}},
		{"100,000 blank lines", few, []program{tonelint(in("blank2.txt"))}},
	} {
		if err := compare(c.name, c.runs, c.programs); err != nil {
			return err
		}
	}
	mbox := in("drafts.mbox")
	if err := writeMbox(mbox, in("drafts"), 200<<20); err != nil {
		return err
	}
	return compare("a mailbox of 200 MB", 1, []program{tonelint(mbox)})
}

type program struct {
	name    string
	command []string
}

// compare runs programs in turns and prints what they took.
func compare(name string, runs int, programs []program) error {
	times := make([][]time.Duration, len(programs))
	memory := make([]int64, len(programs))
	for range runs {
		for i, p := range programs {
			took, peak, err := p.run()
			if err != nil {
				return err
			}
			times[i], memory[i] = append(times[i], took), max(memory[i], peak)
		}
	}
	fmt.Printf("\n%s (%d runs)\n", name, runs)
	var first time.Duration
	for i, p := range programs {
		slices.Sort(times[i])
		median := times[i][runs/2]
		first = cmp.Or(first, median)
		fmt.Printf("  %-12s %9.1f ms  %6.2fx  %6.1f MB\n", p.name, float64(median.Microseconds())/1000, float64(median)/float64(first), float64(memory[i])/1e6)
	}
	return nil
}

// run runs a program, away with its output, and returns how long it took and its peak memory in bytes. Findings are no
// failure.
func (p program) run() (time.Duration, int64, error) {
	cmd := exec.Command(p.command[0], p.command[1:]...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if exit := (*exec.ExitError)(nil); err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		return 0, 0, fmt.Errorf("%s: %w\n%s", strings.Join(p.command, " "), err, &complaint)
	}
	peak := int64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" { // which counts bytes, the others kilobytes
		peak *= 1024
	}
	return took, peak, nil
}

// write writes the inputs, all but the mailbox, made of the emails of the corpus.
func write(dir string) error {
	batches, err := corpus.Load(os.DirFS("corpus/emails"))
	if err == nil && len(batches) == 0 {
		err = errors.New("no corpus/emails here: run it at the top of the repository")
	}
	if err != nil {
		return err
	}
	var emails []string
	for _, b := range batches {
		for _, e := range b.Emails {
			emails = append(emails, strings.TrimSpace(e.Text))
		}
	}
	var text strings.Builder
	for i := 0; text.Len() < 10e6; i++ {
		text.WriteString(emails[i%len(emails)] + "\n\n")
	}
	line := strings.Join(strings.Fields(text.String()[:3e6]), " ")
	files := map[string]string{
		"hello.go":                "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n",
		"vale.ini":                "StylesPath = styles\nMinAlertLevel = suggestion\n[*.txt]\nBasedOnStyles = Tone\n",
		"styles/Tone/Phrases.yml": "extends: existence\nmessage: \"'%s' costs you the answer.\"\nlevel: error\nignorecase: true\ntokens:\n" + phrases(),
		"text.txt":                text.String()[:10e6],
		"line.txt":                line[:1e6],
		"line2.txt":               line[:2e6],
		"blank.txt":               emails[0] + strings.Repeat("\n", 10_000) + emails[1],
		"blank2.txt":              emails[0] + strings.Repeat("\n", 100_000) + emails[1],
	}
	for i := range 2000 {
		draft := draftOf(emails, i)
		files[fmt.Sprintf("drafts/%04d.txt", i)] = draft
		if one := files["one.txt"]; one == "" || abs(len(draft)-1024) < abs(len(one)-1024) {
			files["one.txt"] = draft
		}
	}
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func abs(n int) int { return max(n, -n) }

// draftOf makes a draft of about 1 KB: an email, with paragraphs of others before its last one until it is long enough.
func draftOf(emails []string, i int) string {
	own := strings.Split(emails[i%len(emails)], "\n\n")
	last := len(own) - 1
	text := strings.Join(own[:last], "\n\n")
	for j := 1; len(text)+len(own[last]) < 1000; j++ {
		other := strings.Split(emails[(i+j*97)%len(emails)], "\n\n")
		text += "\n\n" + other[len(other)/2]
	}
	return text + "\n\n" + own[last] + "\n"
}

// phrases lists about 80 phrases for Vale: those that the built-in rules give as bad examples, the first of every rule and
// then the second.
func phrases() string {
	marked := regexp.MustCompile(`\[([^\]]+)\]`)
	var list strings.Builder
	n := 0
	for k := range 2 {
		for _, r := range rules.Default().Rules {
			if k < len(r.Bad) && n < 80 {
				if m := marked.FindStringSubmatch(r.Bad[k]); m != nil {
					fmt.Fprintf(&list, "  - '%s'\n", strings.ReplaceAll(regexp.QuoteMeta(m[1]), "'", "''"))
					n++
				}
			}
		}
	}
	return list.String()
}

// writeMbox writes the drafts of a folder, over and over, as a mailbox of at least size bytes.
func writeMbox(name, drafts string, size int) error {
	paths, err := filepath.Glob(filepath.Join(drafts, "*.txt"))
	if err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for i := 0; size > 0; i++ {
		text, err := os.ReadFile(paths[i%len(paths)])
		if err != nil {
			return err
		}
		n, err := fmt.Fprintf(w, "From kim@example.com Mon Nov  2 10:00:00 2026\nFrom: kim@example.com\nTo: jobs@example.com\nSubject: My interview (%d)\n\n%s\n\n", i, text)
		if err != nil {
			return err
		}
		size -= n
	}
	return w.Flush()
}
