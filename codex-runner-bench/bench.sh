#!/usr/bin/env bash
# The runner beside peer.sh, a script of git, curl and jq with the same visible effects: in alternating turns, against the
# loopback forge, with a delay for each request. Prints a table with the machine and the versions, and keeps it as
# codex-runner-bench/results/<date>.md.
#
#   codex-runner-bench/bench.sh [ROUNDS [HISTORY_MB]]
#
# The profile "bench" was built before, as README.md says; on a quiet machine.
set -euo pipefail

cd "$(dirname -- "$0")/.."
bench=$PWD/codex-runner-bench
rounds=${1:-7}
history_mb=${2:-300}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

unable() { echo "bench.sh: $*" >&2; exit 2; }
[[ $rounds =~ ^[1-9][0-9]*$ && $history_mb =~ ^[1-9][0-9]*$ ]] || unable "ROUNDS and HISTORY_MB are numbers above 0"
for program in git curl jq "$java"; do
    command -v "$program" >/dev/null || unable "there is no $program: install it, or set PATH or JAVA_HOME"
done
for built in "$bench"/target/codex-runner-bench-*.jar "$bench/target/classpath.txt" \
    codex-runner-dist/target/codex-runner-*.tar.gz; do
    [[ -e $built ]] || unable "there is no $built: build it by ./mvnw -P bench package -DskipTests"
done
classes=$(ls "$bench"/target/codex-runner-bench-*.jar):$(cat "$bench/target/classpath.txt")

folder=$(mktemp -d)
forge=
trap '[[ -z $forge ]] || kill "$forge" 2>/dev/null; rm -rf "$folder"' EXIT
mkfifo "$folder/in" "$folder/out"
"$java" -cp "$classes" io.github.hirakuarai.codexrunner.bench.BenchForge "$folder" <"$folder/in" >"$folder/out" 2>"$folder/log" &
forge=$!
exec 3>"$folder/in" 4<"$folder/out"
tell() {
    echo "$*" >&3
    read -r answer <&4 || silent
}
silent() {
    cat "$folder/log" >&2
    unable "the loopback forge has ended"
}
read -r answer <&4 || silent
. "$folder/forge.env"

# The distribution as users have it; its launcher makes its archive of loaded classes at the first start.
tar -xzf codex-runner-dist/target/codex-runner-*.tar.gz -C "$folder"
runner() { HOME=$folder GITHUB_TOKEN=$token "$folder"/codex-runner-*/bin/codex-runner "$@"; }
runner --version >/dev/null

# configure WORKSPACE: a configuration with a state folder of its own; writes are not paced, as those of the script are not
configure() {
    cat >"$folder/codex-runner.yaml" <<YAML
version: 1
runner: {id: bench, stateDir: "$folder/state"}
repositories: [octo/app]
github: {apiUrl: "$api", paced: false}
git: {url: "$git"}
lanes:
  bench: {executor: local, workspace: $1}
YAML
}
brief() {
    cat >"$folder/issue.md" <<BRIEF
\`\`\`codex-brief
executor: bench
repo: octo/app
branch: main
workdir: $folder/app
steps:
  - name: work
    shell: |
      date +%N > out.txt
outputs:
  - {type: pr, title: Add out, commit_message: add out, files: [out.txt]}
\`\`\`
BRIEF
    tell issue "$folder/issue.md" "$1"
}
# timed COMMAND...: sets ms
timed() {
    local begin=$EPOCHREALTIME end
    "$@" >"$folder/said" 2>&1 || { cat "$folder/said" >&2; exit 1; }
    end=$EPOCHREALTIME
    ms=$(((${end/[.,]/} - ${begin/[.,]/}) / 1000))
}
middle() { sort -n "$1" | sed -n "$((($(wc -l <"$1") + 1) / 2))p"; }

table=()
# side WHAT BOUND PREPARE CLONE: the runner and the script in turns
side() {
    local what=$1 bound=$2 prepare=$3 clone=$4 round ours theirs
    : >"$folder/ours"
    : >"$folder/theirs"
    for ((round = 0; round < rounds; round++)); do
        brief codex:enabled
        "$prepare"
        tell requests
        timed runner run --execute --config "$folder/codex-runner.yaml"
        echo "$ms" >>"$folder/ours"
        tell requests
        local requests=$answer
        brief codex:peer
        tell requests
        timed "$bench/peer.sh" "$folder/forge.env" "$clone"
        echo "$ms" >>"$folder/theirs"
        tell requests
        local peer_requests=$answer
    done
    ours=$(middle "$folder/ours") theirs=$(middle "$folder/theirs")
    table+=("| $what | $ours | $theirs | $((ours * 100 / theirs / 100)).$(printf %02d $((ours * 100 / theirs % 100))) | $bound | ${requests/ / + } | ${peer_requests/ / + } |")
    echo "${table[-1]}" >&2
}
# costs: sets brief, poll and dry to the medians of one brief, of a look that finds nothing and of a dry run with one
# open brief; every tenth look reads all records, so it is never the middle one
costs() {
    local round
    : >"$folder/brief"
    : >"$folder/poll"
    : >"$folder/dry"
    for ((round = 0; round < rounds; round++)); do
        brief codex:enabled
        timed runner run --dry-run --config "$folder/codex-runner.yaml"
        echo "$ms" >>"$folder/dry"
        timed runner run --execute --config "$folder/codex-runner.yaml"
        echo "$ms" >>"$folder/brief"
        tell close
        timed runner run --execute --config "$folder/codex-runner.yaml"
        timed runner run --execute --config "$folder/codex-runner.yaml"
        echo "$ms" >>"$folder/poll"
    done
    brief=$(middle "$folder/brief") poll=$(middle "$folder/poll") dry=$(middle "$folder/dry")
}
# beside WHAT MANY NONE: a row of the runner beside itself
beside() {
    table+=("| $1 | $2 | $3 | $(($2 * 100 / $3 / 100)).$(printf %02d $(($2 * 100 / $3 % 100))) | 1.2 | | |")
    echo "${table[-1]}" >&2
}
# How many KiB an idle watch holds, when it has looked twice.
watch_resident() {
    local watch seen=0
    (cat "$folder/codex-runner.yaml" && echo 'watch: {interval: 5s}') >"$folder/watch.yaml"
    HOME=$folder GITHUB_TOKEN=$token "$folder"/codex-runner-*/bin/codex-runner watch --config "$folder/watch.yaml" >"$folder/said" 2>&1 &
    watch=$!
    tell requests
    while ((seen < 8)); do
        sleep 1
        kill -0 "$watch" || { cat "$folder/said" >&2; exit 1; }
        tell requests
        seen=$((seen + ${answer% *}))
    done
    resident=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$watch/status")
    kill "$watch"
    wait "$watch" || true
}
nothing() { :; }
cold() { rm -rf "$folder/state"; }
bytes() { du -sk "$1" | cut -f1; }

git clone -q "$url" "$folder/app"
configure in-place
brief codex:enabled
timed runner run --execute --config "$folder/codex-runner.yaml" # warm

side 'brief, 50 files, loopback' 1.0 nothing "$folder/app"
tell delay 100 150
side 'brief, 100 ms a request (git 150 ms), warm' 2.0 nothing "$folder/app"
side 'the same, state folder new' 2.8 cold "$folder/app"
tell delay 0 0

# Beside itself, before and after 10,000 briefs have ended.
costs
before=("$brief" "$poll" "$dry")
tell finished 10000
timed runner run --execute --config "$folder/codex-runner.yaml"
costs
beside 'one brief beside 10,000 that have ended, and beside none' "$brief" "${before[0]}"
beside 'a look that finds nothing, beside the same' "$poll" "${before[1]}"
beside 'a dry run with one open brief, beside the same' "$dry" "${before[2]}"
watch_resident

# A history of random bytes, which no delta makes smaller; the tip is small.
(
    cd "$folder/app"
    export GIT_AUTHOR_NAME=p GIT_AUTHOR_EMAIL=p@example.org GIT_COMMITTER_NAME=p GIT_COMMITTER_EMAIL=p@example.org
    git fetch -q "$url" main && git reset -q --hard FETCH_HEAD
    head -c 20000000 /dev/urandom >large && git add large && git commit -q -m large
    for ((n = 0; n < history_mb / 20; n++)); do
        head -c 20000000 /dev/urandom >old && git add old && git commit -q -m "old $n"
    done
    git rm -q old && git commit -q -m small && git push -q "$url" HEAD:main && git fetch -q "$url" main
)
configure in-place
side "first run, ${history_mb} MB of history, clone at the base" 2.0 cold -
in_place=$(bytes "$folder/state/mirrors")
configure isolated
side "the same, isolated" 2.0 cold -
git clone -q --depth 1 "$url" "$folder/shallow"

mkdir -p "$bench/results"
result=$bench/results/$(date +%F).md
{
    echo "# $(date +%F)"
    echo
    echo "$(nproc) × $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(uname -sr);" \
        "Java $("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.version = //p'), $(git --version)," \
        "$(curl --version | head -n 1 | cut -d' ' -f1,2), $(jq --version); medians of $rounds turns."
    echo
    echo '| what | runner, ms | script, ms | ratio | bound | REST + git of the runner | of the script |'
    echo '| --- | --- | --- | --- | --- | --- | --- |'
    printf '%s\n' "${table[@]}"
    echo
    echo "The runner's mirror after the first run of ${history_mb} MB of history: $in_place KiB;" \
        "\`git clone --depth 1\`: $(bytes "$folder/shallow/.git") KiB; the whole: $(bytes "$bare") KiB."
    echo
    echo "An idle \`watch\` beside 10,000 briefs that have ended holds $((resident / 1024)) MB (bound: 200)."
} | tee "$result"
