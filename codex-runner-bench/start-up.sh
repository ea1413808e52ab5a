#!/usr/bin/env bash
# How long a short command takes beside a Java program that says hello: pairs of whole processes in turn, medians, and the
# ratio pair by pair. A busy machine makes it larger; a quiet one tells.
#
#   codex-runner-bench/start-up.sh [LAUNCHER [RUNS [LIMIT]]]     ends with 1 when the median ratio is over LIMIT
set -euo pipefail

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
launcher=${1:-$root/codex-runner}
runs=${2:-15}
limit=${3:-7}
home=${JAVA_HOME:+$JAVA_HOME/bin/}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/hello"
cat >"$folder/Hello.java" <<'JAVA'
public class Hello {
    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
JAVA
"${home}javac" -d "$folder/hello" "$folder/Hello.java"
cat >"$folder/issue.md" <<'ISSUE'
```codex-brief
executor: devbox-codex
repo: octo/app
branch: main
workdir: ~/work/app
steps:
  - name: refresh the licences
    shell: ./tools/licences.sh
outputs:
  - type: pr
    title: Refresh licences
    commit_message: "chore: refresh licences"
    files: ["third_party/**/LICENSE"]
```
ISSUE

# Wall time of a command in microseconds.
microseconds() {
    local begin=$EPOCHREALTIME
    "$@" >/dev/null
    local end=$EPOCHREALTIME
    echo $((${end/[.,]/} - ${begin/[.,]/}))
}
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

"$launcher" validate "$folder/issue.md" >/dev/null # the first start builds and makes the archive
for ((run = 0; run < runs; run++)); do
    hello=$(microseconds "${home}java" -cp "$folder/hello" Hello)
    validate=$(microseconds "$launcher" validate "$folder/issue.md")
    echo "$hello $validate $((validate * 100 / hello))"
done >"$folder/times"

hello=$(cut -d' ' -f1 "$folder/times" | median)
validate=$(cut -d' ' -f2 "$folder/times" | median)
ratio=$(cut -d' ' -f3 "$folder/times" | median)
printf 'hello %d ms, validate %d ms, ratio %d.%02d (median of %d pairs; at most %s)\n' \
    $((hello / 1000)) $((validate / 1000)) $((ratio / 100)) $((ratio % 100)) "$runs" "$limit"
[ "$ratio" -le $((limit * 100)) ]
