//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// shared reports whether a file has other names, or an owner who would not own a new file in its place.
func shared(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Nlink > 1 || int(stat.Uid) != os.Geteuid() || int(stat.Gid) != os.Getegid())
}
