//go:build !unix

package main

import "io/fs"

func shared(fs.FileInfo) bool { return false }
