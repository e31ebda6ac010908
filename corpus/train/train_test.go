package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestModel trains again and holds rules/likely.bin to what comes out: the corpus, the rules and the features as they are
// now give these bytes, on every amd64 machine. Others may multiply and add in one step, which rounds once instead of twice.
func TestModel(t *testing.T) {
	if testing.Short() {
		t.Skip("trains the model")
	}
	if runtime.GOARCH != "amd64" {
		t.Skipf("likely.bin was trained on amd64, and %s may round sums in another way", runtime.GOARCH)
	}
	out := filepath.Join(t.TempDir(), "likely.bin")
	if err := run("../emails", out, false, false, false); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../rules/likely.bin")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("rules/likely.bin is not what the corpus and the features give: run go run ./corpus/train")
	}
}
