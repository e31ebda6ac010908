// Command tonelint reads the draft of an email that asks for interview feedback and says which words will cost the
// answer, how the reader takes them, and what to write instead. Run tonelint --help.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
