package main

import (
	"fmt"
	"strings"
)

// generate prints what other programs need to know of the command line, from the same table as the help.
func generate(what string) string {
	switch what {
	case "bash":
		return bashCompletion()
	case "zsh":
		return zshCompletion()
	case "fish":
		return fishCompletion()
	case "schema":
		return configSchema()
	}
	return manPage()
}

// roff escapes text for a man page: a backslash, a leading dot, and hyphens that are to be typed.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`).Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func manPage() string {
	var b strings.Builder
	b.WriteString(`.TH TONELINT 1 "" tonelint "User Commands"
.SH NAME
tonelint \- a tone linter for emails that ask for interview feedback
.SH SYNOPSIS
.B tonelint
[\fIflags\fR] \fIfile\fR|\fIfolder\fR ...
.br
.B tonelint
[\fIflags\fR] < \fIdraft\fR
.SH DESCRIPTION
tonelint reads the draft of an email in which a rejected candidate asks for feedback, or answers it.
It says which words will cost the answer, how the reader takes them, and what to write instead.
Nothing leaves the machine.
.SH OPTIONS
`)
	for _, f := range flags {
		b.WriteString(".TP\n")
		if f.short != "" {
			fmt.Fprintf(&b, `\fB\-%s\fR, `, f.short)
		}
		fmt.Fprintf(&b, `\fB\-\-%s\fR`, roff(f.name))
		if f.value != "" {
			fmt.Fprintf(&b, ` \fI%s\fR`, roff(f.value))
		}
		fmt.Fprintf(&b, "\n%s.\n", roff(capitalized(f.about())))
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range exits {
		fmt.Fprintf(&b, ".TP\n%d\n%s.\n", e.code, roff(capitalized(e.meaning)))
	}
	b.WriteString(`.SH FILES
.TP
.I ` + roff(configName) + `
Settings, looked for from the folder of a draft upward.
.SH ENVIRONMENT
.TP
.B NO_COLOR
Where it is set, nothing is coloured unless \-\-color says so.
.TP
.B COLUMNS
The width of the report.
`)
	return b.String()
}

// takesRule reports whether a flag is completed with the ids of rules, which the shells get by listIDs.
func takesRule(f flagDef) bool { return f.value == "RULE" || f.value == "RULES" }

const listIDs = "tonelint --list-rules 2>/dev/null | cut -d' ' -f1"

func bashCompletion() string {
	var cases, names strings.Builder
	for _, f := range flags {
		names.WriteString(" --" + f.name)
		pattern := "--" + f.name
		if f.short != "" {
			pattern += "|-" + f.short
		}
		if f.values != nil {
			fmt.Fprintf(&cases, "    %s) COMPREPLY=($(compgen -W %q -- \"$cur\")); return ;;\n", pattern, strings.Join(f.values, " "))
		} else if takesRule(f) {
			fmt.Fprintf(&cases, "    %s) COMPREPLY=($(compgen -W \"$(%s)\" -- \"$cur\")); return ;;\n", pattern, listIDs)
		}
	}
	return `# tonelint completion for bash: source this file, or put it in /etc/bash_completion.d
_tonelint() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  case $prev in
` + cases.String() + `  esac
  case $cur in
    -*) COMPREPLY=($(compgen -W "` + strings.TrimSpace(names.String()) + `" -- "$cur")) ;;
  esac
}
# What is no flag is a file: bash completes those itself.
complete -o default -F _tonelint tonelint
`
}

func zshCompletion() string {
	var b strings.Builder
	b.WriteString("#compdef tonelint\n# tonelint completion for zsh: put this file in a folder of $fpath, as _tonelint\n_tonelint() {\n  _arguments -s \\\n")
	escape := strings.NewReplacer("'", `'\''`, "[", `\[`, "]", `\]`, ":", `\:`)
	for _, f := range flags {
		names := []string{"--" + f.name}
		if f.short != "" {
			names = append(names, "-"+f.short)
		}
		for _, name := range names {
			fmt.Fprintf(&b, "    '%s[%s]", name, escape.Replace(f.about()))
			if f.value != "" {
				action := "_files"
				if f.values != nil {
					action = "(" + strings.Join(f.values, " ") + ")"
				} else if takesRule(f) {
					action = "{compadd -- $(" + strings.ReplaceAll(listIDs, "'", `'\''`) + ")}"
				}
				fmt.Fprintf(&b, ":%s:%s", f.value, action)
			}
			b.WriteString("' \\\n")
		}
	}
	b.WriteString("    '*:draft:_files'\n}\n_tonelint \"$@\"\n")
	return b.String()
}

func fishCompletion() string {
	var b strings.Builder
	b.WriteString("# tonelint completion for fish: put this file in ~/.config/fish/completions\n")
	escape := strings.NewReplacer(`\`, `\\`, "'", `\'`)
	for _, f := range flags {
		fmt.Fprintf(&b, "complete -c tonelint -l %s", f.name)
		if f.short != "" {
			fmt.Fprintf(&b, " -s %s", f.short)
		}
		if f.value != "" {
			b.WriteString(" -r")
			if f.values != nil {
				fmt.Fprintf(&b, " -f -a '%s'", strings.Join(f.values, " "))
			} else if takesRule(f) {
				fmt.Fprintf(&b, ` -f -a "(%s)"`, listIDs)
			}
		}
		fmt.Fprintf(&b, " -d '%s'\n", escape.Replace(f.about()))
	}
	return b.String()
}
