# Starts the command. Sourced by a launcher, which has set
#   java      what java.sh has found
#   jar       the command's jar; its libraries stand where its manifest says
#   archives  a folder for archives of loaded classes, which need not be there yet; empty for none
#
# Most of a short command's time goes into loading classes. An archive of them (AppCDS) saves half of it. It fits one Java
# and these very jars: the JVM checks that by itself, and does without it when it does not fit or is not there. The first
# start makes it, once for each Java, and so takes some seconds longer. Nothing that goes wrong with it is an error.
#
# CODEX_RUNNER_PLUGINS names a folder whose jars come behind all of that on the class path, in the order of their names.

# Java and the steps read and write names of files in the locale's encoding: in another than UTF-8, names would break.
case $(locale charmap 2>/dev/null) in
UTF-8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac

# What suits a small machine. Java's own words about an archive that does not fit are for nobody.
flags='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable'

# Sets `identity` to one line that changes with this Java and with the jar (inodes, sizes and times, as every ls tells
# them), and `archive` to the archive's file. Fails when there is to be none.
identify() {
    [ -n "$archives" ] || return 1
    [ -n "$home" ] || return 1
    # shellcheck disable=SC2046 # the words of both lines are wanted, one by one; the first is the number of Java's inode
    set -- $(LC_ALL=C && export LC_ALL && ls -liLn "$home/lib/modules" && ls -liLn "$jar")
    [ "$#" -gt 0 ] || return 1
    identity=$*
    archive=$archives/$1.jsa
}

# Whether an archive was made for what `identity` says, or could not be.
tried() {
    [ -f "$archive.for" ] && IFS= read -r made_for <"$archive.for" && [ "$made_for" = "$identity" ]
}

# Whoever ends this start ends the making of the archive too; by any signal but this one, Java would still write it.
give_up() {
    trap - HUP INT TERM
    [ -z "$making" ] || kill -KILL "$making" || :
    wait || :
    rm -f "$archive.$$"
    kill -s "$1" $$
    exit 143
}

make_archive() {
    (umask 077 && mkdir -p "$archives") && [ -w "$archives" ] || return 0
    # What killed starts have left.
    for left in "$archives"/*.jsa.*; do
        case ${left##*.} in
        *[!0-9]*) ;;
        *) kill -0 "${left##*.}" || rm -f "$left" ;;
        esac
    done
    making=
    trap 'give_up HUP' HUP
    trap 'give_up INT' INT
    trap 'give_up TERM' TERM
    # shellcheck disable=SC2086 # the flags are words
    (ulimit -c 0 && exec "$java" $flags -XX:+SuppressFatalErrorMessage -XX:ArchiveClassesAtExit="$archive.$$" \
        -cp "$jar" io.github.hirakuarai.codexrunner.cli.CdsTraining </dev/null) &
    making=$!
    if wait "$making"; then
        mv -f "$archive.$$" "$archive"
    else
        rm -f "$archive" "$archive.$$"
    fi
    printf '%s\n' "$identity" >"$archive.for" || :
    trap - HUP INT TERM
}

# Sets `plugins` to what the class path gets more, each with a colon before it. A plugin can do all that the runner can, so
# nobody but root and the user who runs this may be able to put one there.
find_plugins() {
    plugins=
    folder=${CODEX_RUNNER_PLUGINS:-}
    if [ -f "$folder" ]; then
        echo "codex-runner: CODEX_RUNNER_PLUGINS: $folder is a file: name the folder that holds the jars" >&2
        exit 2
    fi
    [ -d "$folder" ] || return 0
    case $folder in
    /*) ;;
    *) folder=./$folder ;;
    esac
    open=$(find -L "$folder" "$folder"/*.jar -prune \( -perm -020 -o -perm -002 -o ! -user 0 ! -user "$(id -u)" \) \
        2>/dev/null | head -n 1)
    if [ -n "$open" ]; then
        echo "codex-runner: CODEX_RUNNER_PLUGINS: others may write $open: make it yours or root's, and chmod go-w it" >&2
        exit 2
    fi
    for plugin in "$folder"/*.jar; do
        [ -f "$plugin" ] || continue
        case $plugin in
        *:*)
            echo "codex-runner: CODEX_RUNNER_PLUGINS: no class path can hold $plugin: take the colon out of its name" >&2
            exit 2
            ;;
        esac
        plugins=$plugins:$plugin
    done
}

find_plugins
archive=
if identify 2>/dev/null && ! tried; then
    [ ! -t 2 ] || echo "codex-runner: the first start with this Java takes some seconds longer; later ones are faster for it" >&2
    make_archive >/dev/null 2>&1 || :
fi
[ -f "$archive" ] || archive=

# shellcheck disable=SC2086 # the flags are words
exec "$java" $flags ${archive:+-XX:SharedArchiveFile="$archive"} -Djava.io.tmpdir="${TMPDIR:-/tmp}" \
    -cp "$jar$plugins" io.github.hirakuarai.codexrunner.cli.Main "$@"
