#!/usr/bin/env bash
# Builds the committed state twice, in two folders, and compares the distributions byte for byte.
#
#   codex-runner-dist/reproduce.sh [MAVEN ARGUMENT …]
#
# The modes of the checkout's own files count (pom.xml stands in each jar): this is for a checkout with the usual 644.
umask 022
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# One after another, under names of different lengths, with different masks for files and in different time zones.
build() {
    git clone --quiet "$root" "$1"
    (umask "$2" && TZ=$3 "$1/mvnw" --quiet --batch-mode -Dmaven.test.skip=true -Dspotless.check.skip=true "${@:4}" package)
    cp "$1"/codex-runner-dist/target/codex-runner-*.tar.gz "$1.tar.gz"
}
build "$folder/one" 022 UTC "$@"
build "$folder/the-other" 077 Asia/Tokyo "$@"

if cmp "$folder/one.tar.gz" "$folder/the-other.tar.gz"; then
    echo "the same: $(sha256sum <"$folder/one.tar.gz" | cut -d' ' -f1)"
else
    mkdir "$folder/a" "$folder/b"
    tar -xzf "$folder/one.tar.gz" -C "$folder/a"
    tar -xzf "$folder/the-other.tar.gz" -C "$folder/b"
    diff -rq "$folder/a" "$folder/b" || :
    diff <(tar -tvzf "$folder/one.tar.gz") <(tar -tvzf "$folder/the-other.tar.gz") || :
    exit 1
fi
