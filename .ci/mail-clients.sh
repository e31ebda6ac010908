#!/usr/bin/env bash
# Installs real mail programs from Debian's packages, lets them write drafts, and holds that tonelint reads them right.
set -eu
cd "$(dirname "$0")/.."
if ! command -v apt-get >/dev/null; then
	echo "no apt-get here: install neomutt and mutt yourself, then run go test ./cmd/tonelint -run TestScripts/clients" >&2
	exit 0
fi
[ "$(id -u)" = 0 ] && sudo="" || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq neomutt mutt bsdutils
go test ./cmd/tonelint -count=1 -v -run TestScripts/clients
