#!/usr/bin/env bash
# Tries a distribution as somebody does who has just fetched it: from an empty folder, with an empty home, and nothing in
# the environment but a Java.
#
#   try-distribution.sh TAR_GZ JAVA_HOME
set -euo pipefail

tar=$1
java_home=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
home=$folder/home
mkdir "$home" "$folder/a place"
cd "$folder/a place"

fail() {
    echo "try-distribution: $*" >&2
    exit 1
}
# Runs the command with a bare environment; its output stands in out and err, its exit code in code.
run() {
    code=0
    env -i HOME="$home" PATH=/usr/bin:/bin JAVA_HOME="$java_home" ${with[@]+"${with[@]}"} timeout 120 "$command" "$@" \
        >"$folder/out" 2>"$folder/err" || code=$?
}
expect() {
    local wanted=$1
    shift
    run "$@"
    [ "$code" -eq "$wanted" ] || fail "'$*' ended with $code: $(cat "$folder/out" "$folder/err")"
}
says() {
    grep -qF -- "$1" "$folder/out" || fail "it does not say '$1' but: $(cat "$folder/out" "$folder/err")"
}
warns() {
    grep -qF -- "$1" "$folder/err" || fail "it does not warn '$1' but: $(cat "$folder/out" "$folder/err")"
}
silent() {
    [ ! -s "$folder/err" ] || fail "it says on standard error: $(cat "$folder/err")"
}

tar -xzf "$tar"
root=$(echo "$PWD"/codex-runner-*)
command=$root/bin/codex-runner
with=()

# Only what belongs there, and nobody's name.
tar --numeric-owner -tvzf "$tar" | awk '$2 != "0/0"' | grep . && fail "an entry belongs to somebody"
for file in README.md LICENSE systemd/codex-runner.service completions/codex-runner.bash completions/codex-runner.zsh; do
    [ -s "$root/$file" ] || fail "there is no $file"
done
bash -n "$root/completions/codex-runner.bash"

# The licence of every library is named.
for jar in "$root"/app/lib/*.jar "$root"/plugins/*/*.jar; do
    name=$(basename "$jar" | sed -E 's/-[0-9].*//')
    case $name in
    codex-runner-picocli) ;;
    codex-runner-*) continue ;;
    esac
    grep -qF "\`$name\`" "$root/licenses/README.md" || fail "licenses/README.md does not name $name"
done

# It runs, from its own place and by a link, and the first start makes the archive.
expect 0 --version
says "codex-runner "
archives=$home/.cache/codex-runner
ls "$archives"/*.jsa >/dev/null || fail "the first start made no archive of loaded classes"
made=$(ls -l "$archives")
ln -s "$command" "$home/codex-runner"
command=$home/codex-runner
expect 0 --version
[ "$(ls -l "$archives")" = "$made" ] || fail "a second start made another archive"
command=$root/bin/codex-runner

# A first start that is ended leaves no process and nothing half made, and the next one removes what a killed one left.
kept=$(mktemp -d)
mv "$archives"/* "$kept"
env -i HOME="$home" PATH=/usr/bin:/bin JAVA_HOME="$java_home" "$command" --version >"$folder/out" 2>&1 &
start=$!
until pgrep -f "ArchiveClassesAtExit=$archives" >/dev/null; do kill -0 "$start" || fail "no archive is being made"; done
kill "$start"
wait "$start" && fail "a start that was ended goes on"
! pgrep -f "ArchiveClassesAtExit=$archives" >/dev/null || fail "a start that was ended leaves Java"
[ -z "$(ls "$archives")" ] || fail "a start that was ended leaves $(ls "$archives")"
echo half >"$archives/1.jsa.999999999"
expect 0 --version
[ ! -e "$archives/1.jsa.999999999" ] || fail "what a killed start left is still there"
rm -f "$archives"/*
mv "$kept"/* "$archives"
rmdir "$kept"

# What a run takes is in it, JGit too, which is so only without its signature.
for class in attempt.Attempt github.GitHubClient executor.host.HostWorkspace; do
    grep -qF "io/github/hirakuarai/codexrunner/${class//.//}" "$archives"/*.jsa || fail "the archive lacks $class"
done
grep -qF org/eclipse/jgit/transport/PackParser "$archives"/*.jsa || fail "the archive lacks JGit"

cat >issue.md <<'ISSUE'
```codex-brief
executor: devbox-codex
repo: octo/app
branch: main
workdir: ~/work/app
steps:
  - name: say hello
    shell: echo hello
outputs:
  - type: comment
    body: It said hello.
```
ISSUE
sed 's/^steps/stepps/' issue.md >wrong.md
expect 0 validate issue.md
silent
says "valid: sha256:"
expect 3 validate wrong.md
says "stepps"
cp issue.md 日本語.md
with=(env LC_ALL=C)
expect 0 validate 日本語.md
silent
with=()
expect 2 run --dry-run
expect 0 plugins
says "ssh"

# An archive that is broken, or has no place, is no error and no noise.
for archive in "$archives"/*.jsa; do
    chmod u+w "$archive"
    echo broken >"$archive"
done
expect 0 validate issue.md
silent
with=(env XDG_CACHE_HOME="$command/nowhere")
expect 0 validate issue.md
silent
with=(env -u HOME)
expect 0 validate issue.md
silent
with=()

# Plugins come from a folder that only their owner may write.
with=(env CODEX_RUNNER_PLUGINS="$root/plugins/kubernetes")
expect 0 plugins
says "kubernetes"
silent
ln -s "$root/plugins/kubernetes" "$home/linked"
with=(env CODEX_RUNNER_PLUGINS="$home/linked")
expect 0 plugins
says "kubernetes"
silent
mkdir "$home/plugins"
echo broken >"$home/plugins/broken.jar"
chmod go-w "$home/plugins" "$home/plugins/broken.jar"
with=(env CODEX_RUNNER_PLUGINS="$home/plugins")
expect 0 plugins
warns "no plugins found in the jars of $home/plugins"
with=(env CODEX_RUNNER_PLUGINS="$home/plugins/broken.jar")
expect 2 plugins
warns "is a file: name the folder"
with=(env CODEX_RUNNER_PLUGINS="$home/plugins")
chmod o+w "$home/plugins"
expect 2 plugins
with=()

# The main job.
expect 0 demo
says "DONE (success)"

# The unit is one that systemd takes.
if command -v systemd-analyze >/dev/null 2>&1; then
    sed "s|/opt/codex-runner/|$(printf '%s' "$root" | sed 's/ /\\\\x20/g')/|g" "$root/systemd/codex-runner.service" \
        >"$folder/codex-runner.service"
    systemd-analyze verify --man=no "$folder/codex-runner.service" 2>"$folder/err" ||
        fail "systemd-analyze: $(cat "$folder/err")"
fi
echo "the distribution holds: $(basename "$tar"), $(($(stat -c %s "$tar") / 1024)) KiB"
