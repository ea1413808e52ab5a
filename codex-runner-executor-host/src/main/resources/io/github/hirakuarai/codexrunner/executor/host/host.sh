# Works on a clone on the lane's host. The runner sends it with each command: bash -c THIS host.sh VERB ARGUMENT...
#
# It answers in records that end with a NUL byte. The first is "ok", or "refused CODE MESSAGE" (the workdir cannot be used
# now), "missing PROGRAM", "notfound MESSAGE", "filtered NAME" or "failed MESSAGE"; what follows is said at each verb.
#
# A step may have written the clone's configuration, hooks and index. So files are compared, stored and written through an
# isolated git folder of the runner's own ("shadow"): with the settings of the user as they were before the steps, with what
# the clone's configuration says of files and cannot run, and with the clone's object folder. The clone's own git folder is
# used for its refs alone.

export LC_ALL=C
for name in "${!GIT_@}"; do unset "$name"; done
export GIT_NO_REPLACE_OBJECTS=1 GIT_TERMINAL_PROMPT=0 GIT_NO_LAZY_FETCH=1 GIT_LITERAL_PATHSPECS=1
# Content that is not on the host stays a pointer; what is there is put in place.
export GIT_LFS_SKIP_SMUDGE=1
unset CDPATH
umask 022

half_done=(BISECT_LOG CHERRY_PICK_HEAD MERGE_HEAD REVERT_HEAD rebase-apply rebase-merge sequencer)
# What of a git folder is put back as it was, refs and index apart.
git_data=(config config.worktree hooks info)
# The same after the refs: to move one adds to its log. Of other refs the logs stay, as the refs do.
git_logs=(logs/HEAD logs/refs/heads logs/refs/stash)
# The same of the git folder of a linked worktree.
worktree_data=(commondir config.worktree gitdir)
empty_tree=4b825dc642cb6eb9a060e54bf8d69288fbee4904
# HEAD while a clone is put back, so that nothing that moves is what is checked out.
nowhere='ref: refs/heads/none'
kept=
broken=failed
verb=$1

record() {
    printf '%s\0' "$@"
}

stop() {
    record "$*"
    exit 0
}

unsuitable() {
    stop refused WORKDIR_UNSUITABLE "$*"
}

# What was said on standard error, as the end of a message.
said() {
    local text
    text=$(tr '\n' ' ' <"$folder/notes" | head -c 500)
    text=${text//"$folder/"/}
    printf '%s' "${text% }"
}

# ---- Where the clone is. Sets path (of the workdir), root, gitdir and common.

missing() {
    stop refused WORKDIR_MISSING "$*"
}

# A path that a brief or the configuration writes: ~ is HOME, ~user is looked up. Sets path; no . or .. is left in it.
absolute() {
    local written=$1 user part rest
    case $written in
    '~' | '~/'*)
        [[ $HOME == /* ]] || missing "HOME is not set, so $written leads nowhere: write the path in full"
        path=$HOME${written:1}
        ;;
    '~'*)
        user=${written%%/*} user=${user:1} path='~'
        # Nothing but a name is given to eval, which looks it up as getpwnam does.
        [[ $user =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*$ ]] && eval "path=~$user"
        [[ $path == /* ]] || missing "the user $user does not exist, so $written leads nowhere: write the path in full"
        path+=${written:${#user}+1}
        ;;
    /*) path=$written ;;
    *) missing "the workdir $written is relative: write it from / or from ~" ;;
    esac
    rest=$path/ path=
    while [[ -n $rest ]]; do
        part=${rest%%/*} rest=${rest#*/}
        case $part in
        '' | .) ;;
        ..) path=${path%/*} ;;
        *) path+=/$part ;;
        esac
    done
    path=${path:-/}
}

real_path() {
    (cd -P -- "$1" 2>/dev/null && pwd -P)
}

# Reads the line of a file that says where another folder is, into target.
pointer() {
    IFS= read -r target <"$1" || [[ -n $target ]] || unsuitable "$1 is empty: clone the repository there anew"
    if [[ -n $2 ]]; then
        [[ $target == "$2"* ]] || unsuitable "$1 is no git file: clone the repository there anew"
        target=${target#"$2"}
    fi
    [[ $target == /* ]] || target=${1%/*}/$target
    target=$(real_path "$target") || unsuitable "$1 leads nowhere: clone the repository there anew"
}

locate() {
    absolute "$1"
    [[ -d $path ]] || missing "the folder $path does not exist on the host: clone the repository there"
    real=$(real_path "$path") || missing "the folder $path cannot be entered: change its mode"
    local at=${real%/} target
    while :; do
        if [[ -d $at/.git && ! -L $at/.git ]]; then
            gitdir=$at/.git
            break
        elif [[ -f $at/.git && ! -L $at/.git ]]; then
            pointer "$at/.git" 'gitdir: '
            gitdir=$target
            break
        fi
        [[ -n $at ]] || unsuitable "$path is in no git clone: clone the repository there"
        at=${at%/*}
    done
    root=${at:-/} common=$gitdir
    if [[ -f $gitdir/commondir && ! -L $gitdir/commondir ]]; then
        pointer "$gitdir/commondir" ''
        common=$target
    fi
}

# ---- What its configuration says.

# Reads the clone's configuration into config: the last value of each key. False when git cannot read it.
declare -A config=()
read_config() {
    local file entry path
    for file in "$common/config" "$gitdir/config.worktree"; do
        [[ -f $file ]] || { [[ $file != "$common/config" ]] && continue || return; }
        while IFS= read -r -d '' entry; do
            # A key without a value is true.
            [[ $entry == *$'\n'* ]] || entry+=$'\n'true
            config[${entry%%$'\n'*}]=${entry#*$'\n'}
        done < <(git config --file "$file" --no-includes --list -z 2>/dev/null || printf 'unreadable\0')
    done
    [[ -z ${config[unreadable]} ]] || return
    includes_are_files "$common/config" && includes_are_files "$gitdir/config.worktree" ||
        unsuitable "the configuration of the clone $root includes $path, which git would wait for: remove that include from" \
            "$common/config"
}

# Whether git can read to their ends what a configuration file includes, and what that includes. Sets path, of what it cannot.
includes_are_files() {
    local entry text= paths=() depth=${2:-0}
    path=$1
    # At that depth git gives up.
    [[ -f $1 ]] && ((depth < 10)) || return 0
    IFS= read -r -d '' -n 1000000 text <"$1"
    ((++includes < 100 && ${#text} < 1000000)) || return
    [[ ${text,,} == *include* ]] || return 0
    mapfile -d '' -t paths < <(git config --file "$1" --no-includes -z --get-regexp '^include(if\..*)?\.path$' 2>/dev/null)
    for entry in "${paths[@]}"; do
        path=${entry#*$'\n'}
        case $path in
        '~/'*) path=$HOME${path:1} ;;
        '~'*) [[ ! ${path%%/*} =~ ^~[A-Za-z0-9_.-]+$ ]] || eval "path=${path%%/*}/\${path#*/}" ;;
        /*) ;;
        *) path=${1%/*}/$path ;;
        esac
        [[ -f $path || ! -e $path || $path -ef /dev/null ]] && includes_are_files "$path" $((depth + 1)) || return
    done
}
includes=0

# Whether a key is set to anything but what git takes for false.
is_set() {
    case ${config[$1],,} in
    '' | false | no | off | 0) return 1 ;;
    esac
}

refuse_format() {
    local value name
    read_config || unsuitable "the configuration of the clone $root cannot be read: look at $common/config"
    is_set core.bare && unsuitable "$root is a bare repository: name a clone with files"
    value=${config[extensions.objectformat]}
    [[ -z $value || $value == sha1 ]] ||
        unsuitable "$root is a $value repository, which JGit cannot read: clone it with --object-format=sha1"
    value=${config[extensions.refstorage]}
    [[ -z $value || $value == files ]] ||
        unsuitable "$root keeps its refs as $value: run git refs migrate --ref-format=files"
    for name in "${!config[@]}"; do
        case $name in
        extensions.partialclone | remote.*.promisor | remote.*.partialclonefilter)
            unsuitable "$root is a partial clone, which lacks objects: clone it without --filter"
            ;;
        extensions.noop | extensions.preciousobjects | extensions.worktreeconfig | extensions.relativeworktrees | \
            extensions.objectformat | extensions.refstorage) ;;
        extensions.*)
            unsuitable "$root uses the repository ${name/./ }, which the runner does not know: clone it anew without it"
            ;;
        esac
    done
    is_set core.sparsecheckout && unsuitable "$root is a sparse checkout: run git sparse-checkout disable"
    name=${config[core.worktree]}
    if [[ -n $name ]]; then
        [[ $name == /* ]] || name=$gitdir/$name
        [[ $(real_path "$name") == "$root" ]] ||
            unsuitable "$root keeps its files elsewhere (core.worktree): run git config --unset core.worktree"
    fi
}

# Refuses a git folder that the steps of a run have put in the place of the clone's. That of a person's new clone has a remote.
refuse_replaced() {
    local why name run branch base head commit number
    [[ -n $kept && -s $kept/told ]] && read_record && [[ $(identity) != "$number" ]] || return 0
    for name in "${!config[@]}"; do
        [[ $name != remote.*.url ]] || return 0
    done
    IFS= read -r why <"$kept/told"
    stop refused WORKDIR_DIRTY "$why"
}

# Refuses a git folder in which an interrupted run left what git would wait for.
refuse_special_files() {
    local place
    place=$(find "$gitdir" "$common" -path '*/objects/??' -prune -o \( ! -type f ! -type d ! -type l -o -xtype b -o -xtype c \
        -o -xtype p \) -print -quit 2>/dev/null)
    [[ -z $place ]] || unsuitable "the steps of an interrupted run left $place, which is no file: remove it, and the next run" \
        "puts the clone back"
}

# Refuses a git folder laid out so that the runner would not write where it means to.
refuse_links() {
    local place
    for place in "$gitdir" "$common" "$common"/{objects,objects/pack,refs,refs/heads}; do
        [[ -L $place ]] && unsuitable "$place is a link: name the clone that it belongs to"
    done
    [[ -d $common/objects && -d $common/refs && ! -L $gitdir/HEAD ]] || unsuitable "$gitdir is no git folder: run git fsck"
}

refuse_layout() {
    local branch=$1 parent=$1 place head
    refuse_links
    while [[ $parent == */* ]]; do
        # Git keeps no branch codex/... beside a branch codex.
        parent=${parent%/*}
        refs show-ref --quiet --verify "refs/heads/$parent" 2>/dev/null && unsuitable "$root has a branch $parent, beside" \
            "which there can be no branch $branch: rename or delete the branch $parent there"
    done
    [[ -e $common/objects/info/alternates ]] && unsuitable "$root borrows objects from another folder: run git repack -a -d" \
        "and remove .git/objects/info/alternates"
    for place in "$root" "$gitdir" "$common" "$common/objects"; do
        [[ -w $place ]] || unsuitable "$place cannot be written by $(id -un): change its owner or its mode"
    done
    for place in "$common" "$common"/worktrees/*; do
        [[ $place != "$gitdir" && -f $place/HEAD ]] || continue
        IFS= read -r head <"$place/HEAD"
        [[ $head == "ref: refs/heads/$branch" ]] && unsuitable "the branch $branch is checked out in another worktree" \
            "(${place##*/}): remove it with git worktree remove"
    done
}

# The remotes, resolved as git does: records "url URL", each followed by "alias HOST" when ssh knows its host by another
# name.
remotes() {
    local name key url host file=()
    [[ -f $HOME/.ssh/config ]] && file=(-F "$HOME/.ssh/config")
    for name in "${!config[@]}"; do
        [[ $name == remote.*.url ]] || continue
        name=${name#remote.} name=${name%.url}
        while IFS= read -r url; do
            record "url $url"
            host=
            [[ $url =~ ^ssh://([^@/]*@)?([^:/]+) || $url =~ ^([^@/:]*@)?([^/:]+): ]] && host=${BASH_REMATCH[2]}
            [[ -n $host && $host != -* && ($url != *://* || $url == ssh://*) ]] || continue
            while read -r key host; do
                [[ $key == hostname ]] && record "alias $host"
            done < <(ssh "${file[@]}" -G "$host" 2>/dev/null </dev/null)
        done < <(git --git-dir="$gitdir" remote get-url --all "$name" 2>/dev/null)
    done
}

# ---- The shadow: the user's git on the clone's files, with nothing of the clone's that runs or leads elsewhere.

no_space() {
    [[ -d $folder ]] || stop failed "the folder $folder was removed on the host: did a step do it?"
    stop failed "$folder or the clone cannot be written on the host: free space there"
}

# A setting as a line of a configuration file: KEY VALUE.
setting_line() {
    local section=${1%%.*} name=${1##*.} sub value=$2
    sub=${1#"$section"} sub=${sub%".$name"} sub=${sub#.}
    sub=${sub//\\/\\\\} sub=${sub//\"/\\\"}
    value=${value//\\/\\\\} value=${value//\"/\\\"} value=${value//$'\n'/\\n}
    printf '[%s%s]\n\t%s = "%s"\n' "$section" "${sub:+ \"$sub\"}" "$name" "$value"
}

# What the user's git would find for this clone: of the system's and the user's settings those that say what files look
# like, includes resolved for the clone's folder; of the clone's those that can neither run a program nor lead elsewhere.
user_settings() {
    local scope entry key value
    while IFS= read -r -d '' scope && IFS= read -r -d '' entry; do
        key=${entry%%$'\n'*} value=true
        [[ $entry != *$'\n'* ]] || value=${entry#*$'\n'}
        [[ $scope != system && $scope != global ]] || scope=user
        case $scope:$key in
        user:core.hookspath | user:core.fsmonitor | user:core.worktree | user:core.bare | user:core.*command | \
            user:core.gitproxy | user:core.repositoryformatversion | command:*) ;;
        user:core.* | user:filter.* | user:lfs.* | *:core.filemode | *:core.symlinks | *:core.ignorecase | \
            *:core.precomposeunicode | *:core.autocrlf | *:core.eol | *:core.safecrlf | *:core.checkstat | \
            *:core.trustctime | *:core.excludesfile | *:core.attributesfile | *:core.checkroundtripencoding)
            setting_line "$key" "$value"
            ;;
        esac
    done < <(git --git-dir="$gitdir" config --list --show-scope --includes -z 2>/dev/null)
}

# Copies a file of the clone's that is data, not more than a megabyte of it.
copy_data() {
    [[ ! -f $1 || -L $1 ]] || head -c 1000000 "$1" >"$2" || no_space
}

make_shadow() {
    shadow=$folder/shadow
    [[ -f $shadow/config ]] && return
    mkdir -p "$shadow/refs" "$shadow/objects" "$shadow/info" || no_space
    echo "$nowhere" >"$shadow/HEAD" || no_space
    if [[ -n $kept && -f $kept/settings ]]; then
        # A run was interrupted in this clone: its steps may have written the settings of both.
        cp "$kept/settings" "$shadow/config" && cp -r "$kept/info" "$shadow/" || no_space
        return
    fi
    {
        printf '[core]\nrepositoryformatversion = 0\n'
        user_settings
        setting_line lfs.storage "$common/lfs"
        printf '[core]\nbare = false\nlogallrefupdates = false\nbigfilethreshold = 512k\nhookspath = /dev/null\n'
        printf 'fsmonitor = false\nsplitindex = false\nuntrackedcache = false\nquotepath = false\n'
        printf '[feature]\nmanyfiles = false\n[gc]\nauto = 0\n[maintenance]\nauto = false\n'
        printf '[advice]\naddembeddedrepo = false\n'
    } >"$shadow/config" || no_space
    copy_data "$common/info/exclude" "$shadow/info/exclude"
    copy_data "$common/info/attributes" "$shadow/info/attributes"
}

# git on the clone's files, with the index of this name.
shadowed() {
    local index=$1
    shift
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_DIR=$shadow GIT_WORK_TREE=$root \
        GIT_OBJECT_DIRECTORY=${objects:-$common/objects} GIT_INDEX_FILE=$folder/$index LC_ALL=C.UTF-8 git -C "$root" "$@"
}

# What git status compares with: a commit, or nothing.
show_head() {
    [[ -n $1 && $1 != "$empty_tree" ]] && echo "$1" >"$shadow/HEAD" || echo "$nowhere" >"$shadow/HEAD" || no_space
}

# git on the clone's refs. Nothing that these commands look at makes git start a process or fetch.
refs() {
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git --git-dir="$gitdir" -c core.hooksPath=/dev/null \
        -c core.fsmonitor=false -c core.logAllRefUpdates=false "$@"
}

commit_at() {
    local id
    id=$(refs rev-parse -q --verify "$1" 2>/dev/null) && shadowed none cat-file -e "$id^{commit}" 2>/dev/null &&
        printf '%s' "$id"
}

# Sets line: the first line of HEAD. False when it is no regular file; a step may have put anything in its place.
read_head() {
    line=
    [[ -f $gitdir/HEAD && ! -L $gitdir/HEAD ]] && IFS= read -r line < <(head -c 4096 -- "$gitdir/HEAD" 2>/dev/null)
}

# Replaces a file of the git folder by a line, as git does: who creates the lock file may write.
replace() {
    (set -C && printf '%s\n' "$2" >"$1.lock") 2>/dev/null || return 1
    mv -f "$1.lock" "$1"
}

# The same with a copy that has the time of its original: git takes a file that is as young as the index for one that may
# have been written since.
replace_index() {
    (set -C && : >"$gitdir/index.lock") 2>/dev/null && cp -p "$1" "$gitdir/index.lock" &&
        mv -f "$gitdir/index.lock" "$gitdir/index"
}

copy_index() {
    rm -f "$folder/$1"
    [[ ! -f $gitdir/index ]] || cp -p "$gitdir/index" "$folder/$1" || no_space
    for index in "$gitdir"/sharedindex.*; do
        [[ ! -f $index ]] || cp -p "$index" "$shadow/" || no_space
    done
}

# ---- Whether a run may start.

state() {
    local file what
    for file in "${half_done[@]}"; do
        [[ -e $gitdir/$file || -L $gitdir/$file ]] || continue
        case $file in
        BISECT_LOG) what=bisect ;;
        rebase-merge) what=rebase ;;
        rebase-apply) what='rebase or am' ;;
        sequencer) what='cherry-pick or revert' ;;
        *) what=${file%_HEAD} what=${what//_/-} what=${what,,} ;;
        esac
        stop refused WORKDIR_DIRTY "$root is in the middle of a $what: finish or abort it"
    done
    [[ -e $gitdir/index.lock ]] && stop refused WORKDIR_BUSY "a git command is running in $root: wait, or remove" \
        ".git/index.lock if it was left behind"
    make_shadow
    copy_index state
    if ! shadowed state ls-files -v >"$folder/files" 2>"$folder/notes"; then
        unsuitable "the index of $root cannot be read ($(said)): run git reset"
    fi
    while IFS= read -r file; do
        case $file in
        'S '*) unsuitable "${file:2} in $root is left out (sparse): run git sparse-checkout disable, or git update-index" \
            "--no-skip-worktree" ;;
        [a-z]' '*) unsuitable "${file:2} in $root is marked so that its changes do not show: run git update-index" \
            "--no-assume-unchanged" ;;
        esac
    done < <(grep -m1 '^[Sa-z] ' "$folder/files")
    show_head "$(commit_at HEAD)"
    shadowed state status --porcelain -z --no-renames --untracked-files=normal --ignored --ignore-submodules=dirty \
        >"$folder/files" 2>"$folder/notes" || unsuitable "git status fails in $root ($(said)): run it there"
    : >"$folder/ignored"
    while IFS= read -r -d '' file; do
        [[ $file == '!! '* ]] || break
        printf '%s\0' "${file:3}" >>"$folder/ignored"
        file=
    done <"$folder/files"
    [[ -n $file ]] || return 0
    local why='commit, stash or ignore them'
    [[ ! -s $kept/told ]] || IFS= read -r why <"$kept/told"
    stop refused WORKDIR_DIRTY "$root has changes that are not committed (${file:3}): $why"
}

# ---- In, and out again.

# The commits that the clone has with all their history, and whether it has this one: records "has", "tip ID".
tips() {
    make_shadow
    shadowed none cat-file -e "$1^{tree}" 2>/dev/null && record has
    [[ -f $common/shallow ]] && return
    refs for-each-ref --format='tip %(objectname)' refs/heads refs/remotes 2>/dev/null | tr '\n' '\0'
}

# Refuses when something that git does not know stands where a commit has a file: git itself overwrites ignored files.
refuse_in_the_way() {
    local file
    while IFS= read -r -d '' file; do
        [[ -e $root/$file || -L $root/$file ]] || continue
        [[ -d $root/$file && -n $(shadowed index ls-files -- "$file" | head -n 1) ]] && continue
        stop refused WORKDIR_DIRTY "ignored files in $root are in the way of the base commit ($file): move them"
    done < <(shadowed index diff-tree -r -z --name-only --no-renames --diff-filter=A "$1" "$2")
}

# To the base commit on the run's branch. Standard input: a pack, or nothing.
enter() {
    local run=$1 branch=$2 base=$3 pack=$4 old
    make_shadow
    # Before git looks at the commit, whose parents do not come.
    [[ $pack != alone ]] || echo "$base" >"$common/shallow" || no_space
    if [[ $pack != nothing ]]; then
        shadowed none index-pack --stdin --fix-thin >/dev/null 2>"$folder/notes" ||
            stop failed "the base commit could not be stored in $root ($(said)): is the disk full?"
    fi
    old=$(commit_at HEAD) || old=$empty_tree
    if [[ -f $folder/state ]]; then
        mv "$folder/state" "$folder/index"
    else
        copy_index index
    fi
    if [[ $old != "$base" ]]; then
        refuse_in_the_way "$old" "$base"
        shadowed index read-tree -n -m -u "$old" "$base" 2>"$folder/notes" ||
            stop refused WORKDIR_DIRTY "files in $root are in the way of the base commit ($(said)): move them"
    fi
    keep_record "$run" "$branch" "$base" "${old#"$empty_tree"}"
    refs update-ref "refs/heads/$branch" "$base" 2>"$folder/notes" &&
        replace "$gitdir/HEAD" "ref: refs/heads/$branch" 2>>"$folder/notes" &&
        { [[ $old == "$base" ]] || shadowed index read-tree -m -u "$old" "$base" 2>>"$folder/notes"; } &&
        replace_index "$folder/index" 2>>"$folder/notes" ||
        stop failed "$root could not be brought to the base commit ($(said)): look at it with git status"
    cp -p "$folder/index" "$folder/base" && show_head "$base" || no_space
    [[ -z $kept ]] || cp -p "$folder/base" "$kept/base" || no_space
}

# ---- How the clone was: kept beside its lock, outside of the clone, until it has been put back.

# Names, modes, kinds and sizes of what git does not keep for itself: folders, special files, nested repositories, files
# with unusual modes and very large ones; and of the files that say what git ignores. "MODE KIND PATH", a record each, sorted.
list_tree() {
    (cd -- "$root" && find . -path ./.git -prune -o \( ! -type f ! -type l -o -type f \( ! -perm 0644 ! -perm 0755 -o \
        -size +100M \) -o -name .git -o -name .gitignore \) -printf '%m %y %p\0' 2>/dev/null) | sort -z
}

# Where the record of this clone is. Sets kept.
find_record() {
    local state=$HOME/.local/state
    [[ $XDG_STATE_HOME != /* ]] || state=$XDG_STATE_HOME
    # As readable as a path can be in one name.
    kept=${root//%/%25} kept=${kept//\//%2F}
    ((${#kept} < 200)) || kept=${kept:0:100}-$(git hash-object --stdin <<<"$root")
    kept=$state/codex-runner/clones/$kept
}

keep_record() {
    [[ -n $kept ]] || return 0
    rm -rf -- "$kept" && (umask 077 && mkdir -p "$kept/git") || no_space
    local line data=() modules=()
    list_modules
    : >"$kept/modules" && ((${#modules[@]} == 0)) || printf '%s\0' "${modules[@]}" >"$kept/modules" || no_space
    for line in "${git_data[@]}" "${git_logs[@]}" shallow; do
        data+=("$line" "${modules[@]/%//$line}")
    done
    for line in "${!data[@]}"; do
        [[ -e $common/${data[line]} || -L $common/${data[line]} ]] || unset "data[$line]"
    done
    ((${#data[@]} == 0)) || (cd -- "$common" && exec cp -a --parents -- "${data[@]}" "$kept/git/") || no_space
    [[ $gitdir == "$common" ]] || for line in "${worktree_data[@]}"; do
        mkdir -p "$kept/worktree" || no_space
        [[ ! -e $gitdir/$line && ! -L $gitdir/$line ]] || cp -a "$gitdir/$line" "$kept/worktree/" || no_space
    done
    all_refs >"$kept/refs"
    : >"$kept/worktrees"
    [[ ! -d $common/worktrees ]] || ls -A "$common/worktrees" >"$kept/worktrees"
    list_tree >"$kept/tree"
    cp "$folder/ignored" "$kept/ignored" || no_space
    cp "$shadow/config" "$kept/settings" && cp -r "$shadow/info" "$kept/" || no_space
    # Last, and at once: what is here is complete.
    read_head
    record "$1" "$2" "$3" "$line" "$4" "$(identity)" >"$kept/run.new" && mv "$kept/run.new" "$kept/run" ||
        no_space
}

# Sets modules: the git folders of submodules.
list_modules() {
    local place
    modules=()
    [[ -d $common/modules && ! -L $common/modules ]] || return 0
    while IFS= read -r -d '' place; do
        [[ ! -d $common/$place/objects || ! -d $common/$place/refs ]] || modules+=("$place")
    done < <(cd -- "$common" && find modules \( -path '*/objects/??' -o -path '*/objects/pack' \) -prune -o -name HEAD -printf '%h\0')
}

# All refs but those of remotes, which tell of other repositories.
all_refs() {
    refs for-each-ref --format='%(objectname) %(refname)' 2>/dev/null | grep -v '^[0-9a-f]* refs/remotes/' | sort
}

# What a step cannot give to another folder in the place of the clone's git folder.
identity() {
    ls -di -- "$gitdir" 2>/dev/null | { read -r number _ && printf %s "$number"; }
}

# Reads the record into run, branch, base, head, commit and number. False when no run was interrupted here.
read_record() {
    { IFS= read -r -d '' run && IFS= read -r -d '' branch && IFS= read -r -d '' base && IFS= read -r -d '' head &&
        IFS= read -r -d '' commit && IFS= read -r -d '' number; } 2>/dev/null <"$kept/run"
}

# Whether the clone stands as an interrupted run left it: on its branch. A person who has checked out what was there before,
# with the configuration that was there, has taken over. Anything else may be a step's or a person's: a person decides.
interrupted() {
    local line
    read_record || return
    read_head
    [[ $line != "ref: refs/heads/$branch" && $line != "$nowhere" ]] || return 0
    [[ $line == "$head" ]] && ! git_data_differ && return 1
    # What could not be put back was told.
    [[ ! -s $kept/told ]] || return 1
    stop refused WORKDIR_DIRTY "the run $run was interrupted in $root, which is not on its branch any more or has another" \
        "configuration: run git -C $root symbolic-ref HEAD refs/heads/$branch to have it put back, or remove $kept to" \
        "keep it as it is"
}

# A git folder for a disposable clone, which borrows the objects of the brief's.
make_clone() {
    local source=$1 branch=$2 url=$3
    mkdir -p "$gitdir"/{objects/info,objects/pack,refs/heads} || no_space
    [[ -z $source ]] || printf '%s\n' "$source" >"$gitdir/objects/info/alternates"
    printf '[core]\nrepositoryformatversion = 0\nbare = false\n' >"$gitdir/config"
    git config --file "$gitdir/config" remote.origin.url "$url"
    git config --file "$gitdir/config" remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
    printf 'ref: refs/heads/%s\n' "$branch" >"$gitdir/HEAD"
}

# Says what a person should know. No brief waits for it.
tell() {
    printf '%s\0' "$*" >>"$folder/told"
}

# Says what could not be put back, and keeps it for whoever comes next.
told() {
    printf '%s\0' "$*" >>"$folder/told"
    printf '%s\n' "$*" >>"$kept/told"
}

# Ends what puts the clone back: a later run tries again.
broken() {
    local text=$*
    told "$text"
    read_head
    [[ $line != "$nowhere" ]] || replace "$gitdir/HEAD" "ref: refs/heads/$branch"
    stop "$broken" "$text"
}

# Gives the owner back what steps took away from the clone's own folders. Sets folders, of the git folder.
open_folders() {
    folders=("$gitdir")
    [[ $common == "$gitdir" ]] || folders+=("$common")
    [[ -r $root && -w $root && -x $root ]] || chmod u+rwx -- "$root" 2>/dev/null
    find "${folders[@]}" -type d ! -perm -700 -exec chmod u+rwx {} \; 2>/dev/null
}

# Whether a process has a file open, as far as this user may know.
is_open() {
    local file
    for file in /proc/[0-9]*/fd/*; do
        [[ ! $file -ef $1 ]] || return 0
    done
    return 1
}

# The locks of git in the clone: those of other worktrees are not the run's.
locks() {
    local theirs=(-path "$common/worktrees/*")
    [[ $gitdir == "$common" ]] ||
        theirs+=(! -path "$gitdir" ! -path "$gitdir/*" -o -path "$common/index.lock" -o -path "$common/HEAD.lock")
    find "${folders[@]}" \( "${theirs[@]}" \) -prune -o -name '*.lock' ! -name codex-runner.lock -print0 2>/dev/null
}

# Removes what makes git wait or fail before it looks: special files, locks that no process has open, folders that cannot be
# entered.
settle() {
    local line mode path round
    open_folders
    find "${folders[@]}" \( ! -type f ! -type d ! -type l -o -xtype b -o -xtype c -o -xtype p \) -exec rm -rf {} + 2>/dev/null
    while IFS= read -r -d '' path; do
        is_open "$path" || rm -rf -- "$path"
    done < <(locks)
    # The runner's lock, HEAD and refs are regular files, and small. Without HEAD, git finds no git folder.
    for line in "$gitdir"/{codex-runner.lock,HEAD}; do
        [[ -f $line && ! -L $line ]] || rm -rf -- "$line"
    done
    [[ -e $gitdir/HEAD || ! -d $gitdir ]] || echo "$nowhere" 2>/dev/null >"$gitdir/HEAD"
    find "$common/refs" -type f -size +64k -exec rm -f {} + 2>/dev/null
    put_back_includes
    [[ -n $kept && -f $kept/tree ]] || return 0
    for round in 1 2 3 4 5 6 7 8; do
        list_tree >"$folder/tree"
        : >"$folder/closed"
        while IFS= read -r -d '' line; do
            path=${line#* * } mode=${line%% *}
            case $line in
            *' '[bcps]' '*) rm -f -- "$root/$path" ;;
            *' d '*) ((8#$mode & 8#700 ^ 8#700)) && printf '%s\0' "$path" >>"$folder/closed" ;;
            esac
        done < <(comm -z -13 "$kept/tree" "$folder/tree")
        [[ -s $folder/closed ]] || return 0
        line=
        while IFS= read -r -d '' path; do
            chmod u+rwx -- "$root/$path" 2>/dev/null && line=1
        done < <(not_ignored "$folder/closed")
        [[ -n $line ]] || return 0
    done
}

# Puts a configuration back at once that includes what is no file: git would wait for it.
put_back_includes() {
    local name path includes=0
    for name in config config.worktree; do
        includes_are_files "$common/$name" || {
            rm -f -- "$common/$name"
            if [[ -f $kept/git/$name ]]; then
                cp -a "$kept/git/$name" "$common/$name"
            else
                printf '[core]\n\trepositoryformatversion = 0\n' >"$common/$name"
            fi
        }
    done
    [[ $gitdir == "$common" ]] || includes_are_files "$gitdir/config.worktree" || rm -f -- "$gitdir/config.worktree"
}

# Takes no literal paths: each begins with "./", so that none means anything else. The index "plain" has no submodules: at a
# path in one, git would not go on to the others.
check_ignore() {
    [[ -f $folder/plain ]] || {
        cp -p "$folder/base" "$folder/plain" || no_space
        shadowed plain ls-files -s -z | sed -zn 's/^160000 [^\t]*\t//p' | shadowed plain update-index -z --force-remove --stdin
    }
    (unset GIT_LITERAL_PATHSPECS && shadowed plain check-ignore "$@" 2>/dev/null)
}

# Of the paths in a file those that git does not ignore: what it ignores stays as the steps left it.
not_ignored() {
    [[ -s $1 ]] || return 0
    comm -z -23 <(sort -z "$1") <(check_ignore -z --stdin <"$1" | sort -z)
}

# What the steps left becomes a commit on the run's branch, and what was checked out before comes back. The file "told" has
# what could not be put back.
leave() {
    local message=$1 date=$2 outcome=$3 most=$4 compared=$5 run branch base head commit number now
    read_record || stop failed "the record of the run in $root is missing: look at the clone with git status"
    rm -f -- "$kept/told"
    open_folders
    [[ -d $gitdir && $(identity) == "$number" ]] ||
        broken "the steps deleted or replaced $gitdir: clone the repository there anew"
    # What leads git to another folder: no clone in which a run starts has these.
    rm -rf -- "${common:?}/objects/info/alternates" "${common:?}/commondir"
    [[ ! -L $gitdir/HEAD ]] || rm -f -- "$gitdir/HEAD"
    [[ -e $common/refs || -L $common/refs ]] || mkdir -p "$common/refs/heads"
    refuse_links
    make_shadow
    [[ -f $folder/base ]] || cp -p "$kept/base" "$folder/base" 2>/dev/null ||
        shadowed base read-tree "$base" 2>"$folder/notes" ||
        broken "the base commit of $root cannot be read ($(said)): run git fsck"
    show_head "$base"
    # What was stored is not stored again: from then on the files are those of before.
    if [[ ! -e $kept/stored ]]; then
        [[ $compared == compared && -f $folder/changes ]] || changes || told "git status fails in $root ($(said)): run it there"
        tell_of_submodules
        put_back_folder
        store_left
        : >"$kept/stored" || no_space
    else
        settle
        put_back_folder
        shadowed left read-tree "$(commit_at "refs/heads/$branch")" 2>/dev/null
    fi
    put_back_refs
    now=$(commit_at "${head#ref: }") || now=${commit:-$empty_tree}
    [[ -d $gitdir/index ]] && rm -rf -- "$gitdir/index"
    shadowed left read-tree --reset -u "$now" 2>"$folder/notes" && replace_index "$folder/left" ||
        broken "$root could not be put back ($(said)): look at it with git status"
    show_head "$now"
    put_back_tree
    [[ -z $changed ]] || verify
    replace "$gitdir/HEAD" "$head" || broken "$gitdir/HEAD cannot be written: is the disk full?"
    [[ $outcome != done ]] || forget_branches
    [[ -s $kept/told ]] || rm -rf -- "$kept"
}

# Says which submodules of the user's have other files than before. git is not asked: it would follow the submodule's own
# configuration, which may be a step's by now. For the same reason nobody knows what is ignored there, so no brief is held for it.
tell_of_submodules() {
    local line path what
    while IFS= read -r -d '' line; do
        [[ $line == *' ./'*'/.git' ]] || continue
        path=${line#* * ./}
        path=${path%/.git}
        [[ $(shadowed base ls-files -s -- "$path" 2>/dev/null) == 160000* ]] || continue
        what=changed
        if [[ ! -e $root/$path/.git ]]; then
            what=removed
        elif [[ -z $(find "$root/$path" -name .git -prune -o -cnewer "$kept/run" -print -quit 2>/dev/null) ]]; then
            continue
        fi
        record "the steps $what files of the submodule $path, which were not put back: look at $root/$path with git status" \
            >>"$folder/told"
    done <"$kept/tree"
}

# Adds the paths in a file to the index "left". Where git gives up, because a file cannot be converted or a filter fails, it
# adds none of them: then in halves, and what it cannot convert as it stands.
add_left() {
    local list=$1 paths=() half
    shadowed left add --all --ignore-errors --pathspec-from-file="$list" --pathspec-file-nul 2>>"$folder/notes"
    (($? >= 128)) || return 0
    mapfile -d '' -t paths <"$list"
    if ((${#paths[@]} == 1 || ++refused > 50)); then
        add_as_it_stands "${paths[@]}"
        return
    fi
    half=$((${#paths[@]} / 2))
    printf '%s\0' "${paths[@]:0:half}" >"$list.1"
    printf '%s\0' "${paths[@]:half}" >"$list.2"
    add_left "$list.1"
    add_left "$list.2"
}

# The entries have no times, so that git does not look at the files again, which it cannot convert.
add_as_it_stands() {
    local path mode id
    for path in "$@"; do
        [[ -x $root/$path ]] && mode=100755 || mode=100644
        if behind_link "$path" || [[ ! -f $root/$path && ! -L $root/$path ]]; then
            printf '0 %040d\t%s\0' 0 "$path"
        elif [[ -L $root/$path ]]; then
            # What it leads to may be anybody's.
            id=$(readlink -n -- "$root/$path" | shadowed none hash-object -w --stdin) && printf '120000 %s\t%s\0' "$id" "$path"
        elif id=$(shadowed none hash-object -w --no-filters -- "$path" 2>"$folder/notes"); then
            printf '%s %s\t%s\0' "$mode" "$id" "$path"
        else
            told "$path could not be stored on the branch $branch ($(said))"
        fi
    done | shadowed left update-index -z --add --replace --index-info
}

# Whether a folder above a path is a link by now.
behind_link() {
    local place=$1
    while [[ $place == */* ]]; do
        place=${place%/*}
        [[ ! -L $root/$place ]] || return 0
    done
    return 1
}

# The index of the base with what the steps left, as "left", and a commit of it on the run's branch.
store_left() {
    local line path size tree parent old refused=0
    local -A ignored=()
    read_ignored
    cp -p "$folder/now" "$folder/left" || no_space
    : >"$folder/add"
    while IFS= read -r -d '' line && IFS= read -r -d '' path; do
        # What is too large for a forge is not stored: that would take minutes, and the user's disk.
        ((${line##* } > 104857600)) && continue
        [[ $line == A* ]] && was_ignored "$path" && continue
        printf '%s\0' "$path" >>"$folder/add"
    done <"$folder/changes"
    : >"$folder/notes"
    [[ ! -s $folder/add ]] || add_left "$folder/add"
    tree=$(shadowed left write-tree 2>>"$folder/notes") ||
        broken "what the steps left in $root could not be stored ($(said)): is the disk full?"
    parent=$(commit_at "refs/heads/$branch") || parent=$base
    old=$(shadowed none rev-parse "$parent^{tree}" 2>/dev/null)
    if [[ $tree != "$old" ]]; then
        parent=$(GIT_AUTHOR_NAME=codex-runner GIT_AUTHOR_EMAIL=codex-runner@users.noreply.github.com \
            GIT_AUTHOR_DATE=$date GIT_COMMITTER_NAME=codex-runner GIT_COMMITTER_DATE=$date \
            GIT_COMMITTER_EMAIL=codex-runner@users.noreply.github.com \
            shadowed none commit-tree "$tree" -p "$parent" -m "$message" 2>>"$folder/notes") ||
            broken "what the steps left in $root could not be committed ($(said)): is the disk full?"
    fi
    refs update-ref "refs/heads/$branch" "$parent" 2>>"$folder/notes" ||
        broken "the branches of $root could not be written ($(said)): look at it with git status"
}

# Whether two files or folders differ, or one of them is missing.
differ() {
    [[ -e $1 || -L $1 || -e $2 || -L $2 ]] || return
    ! diff -rq --no-dereference "$1" "$2" >/dev/null 2>&1 || ! cmp -s <(modes_below "$1") <(modes_below "$2")
}

modes_below() {
    find "$1" ! -type l -printf '%m %P\0' 2>/dev/null | sort -z
}

# Whether the steps, or a person, changed what of the git folder is put back.
git_data_differ() {
    local line
    for line in "${git_data[@]}"; do
        ! differ "$kept/git/$line" "$common/$line" || return 0
    done
    return 1
}

# One file or folder: KEPT PLACE.
put_back_data() {
    differ "$1" "$2" || return 0
    rm -rf -- "${2:?}"
    [[ -e $1 || -L $1 ]] || return 0
    mkdir -p "${2%/*}"
    cp -a "$1" "$2" || told "$2 could not be put back: is the disk full?"
}

# Configuration, hooks and exclusions of the git folder, and what git keeps while it is in the middle of something.
put_back_folder() {
    local file
    for file in "${half_done[@]}"; do
        [[ ! -e $gitdir/$file && ! -L $gitdir/$file ]] || rm -rf -- "${gitdir:?}/$file"
    done
    [[ ! -d $gitdir/HEAD || -L $gitdir/HEAD ]] || rm -rf -- "$gitdir/HEAD"
    replace "$gitdir/HEAD" "$nowhere" || broken "$gitdir/HEAD cannot be written: is the disk full?"
    for file in "${git_data[@]}"; do
        ! is_shared || ! differ "$kept/git/$file" "$common/$file" ||
            tell "$common/$file was changed while the run was at work, and was put back: change it again if a person did it"
        put_back_data "$kept/git/$file" "$common/$file"
    done
    put_back_shallow
    put_back_modules
    [[ ! -d $kept/worktree ]] || for file in "${worktree_data[@]}"; do
        put_back_data "$kept/worktree/$file" "$gitdir/$file"
    done
    for file in "$common"/worktrees/*; do
        [[ -d $file ]] && ! grep -qxF -- "${file##*/}" "$kept/worktrees" || continue
        if is_shared; then
            tell "the worktree ${file##*/} was added while the run was at work, and stays: git worktree remove removes it"
        else
            rm -rf -- "$file"
        fi
    done
    while IFS= read -r file; do
        [[ -d $common/worktrees/$file ]] || told "the steps removed the worktree $file: add it with git worktree add"
    done <"$kept/worktrees"
}

# Where the clone's history ends, but for commits that the steps fetched without their parents: the refs of remotes stay, and
# with them these.
put_back_shallow() {
    local line old=() new=()
    [[ -f $kept/git/shallow ]] && mapfile -t old <"$kept/git/shallow"
    [[ -f $common/shallow && ! -L $common/shallow ]] && mapfile -t new < <(head -c 1000000 "$common/shallow" | tr -d '\0')
    [[ "${old[*]}" != "${new[*]}" || -L $common/shallow || -d $common/shallow ]] || return 0
    for line in "${new[@]}"; do
        [[ " ${old[*]} " != *" $line "* && $line =~ ^[0-9a-f]{40}$ ]] || continue
        shadowed none cat-file -e "$line^{commit}" 2>/dev/null || continue
        shadowed none rev-list -n 2 "$line" >/dev/null 2>&1 || old+=("$line")
    done
    rm -rf -- "${common:?}/shallow"
    ((${#old[@]} == 0)) || printf '%s\n' "${old[@]}" >"$common/shallow" || told "$common/shallow could not be put back: is the disk full?"
}

# What git would run in a submodule, and git folders of submodules that the steps made: git would take such a one for that of a
# submodule that the user fetches later. Where one of the user's has moved, nobody knows which is which.
put_back_modules() {
    local line place file modules=() before=() moved=
    [[ -e $common/modules || -L $common/modules || -s $kept/modules ]] || return 0
    mapfile -d '' -t before <"$kept/modules"
    for place in "${before[@]}"; do
        if [[ ! -d $common/$place ]]; then
            moved=1
            record "the steps removed $common/$place, the git folder of a submodule: run git submodule update --init" \
                >>"$folder/told"
        elif [[ -n $(find "$common/$place" -name objects -prune -o -cnewer "$kept/run" -print -quit 2>/dev/null) ]]; then
            for file in "${git_data[@]}"; do
                put_back_data "$kept/git/$place/$file" "$common/$place/$file"
            done
        fi
    done
    while IFS= read -r -d '' line; do
        [[ $line != *' d ./'*'/.git' || -d $root/${line#* * } ]] || moved=1
    done <"$kept/tree"
    [[ -z $moved ]] || return 0
    if ((${#before[@]} == 0)); then
        rm -rf -- "${common:?}/modules"
        return
    fi
    list_modules
    for place in "${modules[@]}"; do
        grep -zqxF -- "$place" "$kept/modules" || rm -rf -- "${common:?}/$place"
    done
}

# Whether the clone has other worktrees, in which a person may be at work meanwhile.
is_shared() {
    [[ $gitdir != "$common" || -s $kept/worktrees ]]
}

# Sets elsewhere: the refs that are a person's to move, because another worktree has them checked out, and the stash of all.
read_elsewhere() {
    local place line
    elsewhere=()
    is_shared || return 0
    elsewhere[refs/stash]=1
    for place in "$common" "$common"/worktrees/*; do
        [[ $place != "$gitdir" && -f $place/HEAD && ! -L $place/HEAD ]] || continue
        IFS= read -r line < <(head -c 4096 -- "$place/HEAD" | tr -d '\0')
        [[ $line != 'ref: refs/heads/'* ]] || elsewhere[${line#ref: }]=1
    done
}

# Refs that the steps moved or deleted. Branches and tags that the steps created stay; what else they created, git would take for
# its own: a replacement of a commit, for one.
put_back_refs() {
    local id name now
    local -A elsewhere=()
    read_elsewhere
    while read -r id name; do
        [[ $name != "refs/heads/$branch" ]] || continue
        if [[ -n ${elsewhere[$name]} ]] && now=$(refs rev-parse -q --verify "$name" 2>/dev/null); then
            tell "$name was moved from $id to $now while the run was at work, and stays there, because it belongs to another" \
                "worktree too: look at it with git log"
            continue
        fi
        refs update-ref --no-deref "$name" "$id" 2>"$folder/notes" ||
            told "$name could not be put back to $id ($(said)): run git update-ref $name $id"
    done < <(comm -23 "$kept/refs" <(all_refs))
    while read -r id name; do
        case $name in
        refs/heads/* | refs/tags/* | refs/notes/*) ;;
        *) [[ -n ${elsewhere[$name]} ]] || refs update-ref --no-deref -d "$name" 2>/dev/null ;;
        esac
    done < <(comm -13 <(cut -d' ' -f2 "$kept/refs" | sort) <(all_refs | cut -d' ' -f2 | sort) | sed 's/^/- /')
    put_back_logs
}

# Of refs that are not put back the logs stay, too.
put_back_logs() {
    local name logs=("${git_logs[@]}")
    [[ $gitdir == "$common" ]] || logs=("${logs[@]/#logs\/HEAD/}")
    mkdir -p "$folder/logs"
    for name in "${!elsewhere[@]}"; do
        [[ ! -f $common/logs/$name || -L $common/logs/$name ]] ||
            { mkdir -p "$folder/logs/${name%/*}" && cp -p "$common/logs/$name" "$folder/logs/$name"; }
    done
    for name in "${logs[@]}"; do
        [[ -z $name ]] || put_back_data "$kept/git/$name" "$common/$name"
    done
    for name in "${!elsewhere[@]}"; do
        [[ ! -f $folder/logs/$name ]] ||
            { mkdir -p "$common/logs/${name%/*}" && cp -p "$folder/logs/$name" "$common/logs/$name"; }
    done
}

# What git leaves alone: files too large to be stored, nested repositories, empty folders, modes. Sets changed when there was
# any of it: without, one look at the files is enough.
put_back_tree() {
    local line path mode
    changed=
    untouched || fresh
    ! forget_rules || fresh
    [[ ! -s $folder/fresh ]] || changed=1
    while IFS= read -r -d '' path; do
        [[ $path == .git || $path == */.git ]] || continue
        # A submodule whose git folder a step has moved stays whole.
        ! cut -z -d' ' -f3- "$kept/tree" | grep -zqxF -- "$path" || continue
        rm -rf -- "${root:?}/$path"
        path=${path%.git}
        # The folder of a submodule that nobody had fetched was empty.
        [[ $(shadowed left ls-files -s -- "${path%/}" 2>/dev/null) != 160000* ]] || find "$root/$path" -mindepth 1 -delete
    done < <(not_ignored "$folder/fresh")
    # The clone was clean: nobody's but the steps' is what is not tracked now.
    while IFS= read -r -d '' line; do
        changed=1
        [[ $line == '?? '* ]] && rm -rf -- "${root:?}/${line:3}"
    done < <(shadowed left status --porcelain -z --no-renames --untracked-files=normal --ignore-submodules=dirty 2>/dev/null)
    [[ -n $changed ]] || cmp -s "$kept/tree" "$folder/tree" || changed=1
    [[ -n $changed ]] || return 0
    fresh
    while IFS= read -r -d '' path; do
        [[ -L $root/$path ]] || rmdir -- "$root/$path" 2>/dev/null
    done < <(not_ignored "$folder/fresh" | sort -rz)
    local -A modes=() ignored=()
    read_ignored
    while IFS= read -r -d '' line; do
        path=${line#* * }
        # What was ignored stays as the steps left it. A link that does leads out of the clone.
        ! was_ignored "${path#./}" && ! behind_link "$path" || continue
        modes[$path]=${line%% *}
        [[ $line != *' d '* ]] || mkdir -p -- "$root/$path" 2>/dev/null
    done < <(comm -z -23 "$kept/tree" "$folder/tree")
    printf '%s\0' "${!modes[@]}" >"$folder/gone"
    while IFS= read -r -d '' path; do
        [[ -z $path || -L $root/$path || ! -e $root/$path ]] || chmod "${modes[$path]}" -- "$root/$path"
    done < <(not_ignored "$folder/gone" | sort -rz)
    # A file that is in the list now and was not before had a usual mode: git knows which one.
    fresh
    while IFS= read -r -d '' line; do
        chmod "${line:3:3}" -- "$root/${line#*$'\t'}"
    done < <(shadowed left ls-files -s -z -- "${unusual[@]:-.git}" 2>/dev/null)
}

# Whether the list of the tree that was made after the steps is still right, and says that all is as it was: then git has
# written nothing that the list speaks of. Sets unusual.
untouched() {
    local line path
    local -A listed=()
    unusual=()
    [[ -f $folder/changes ]] && cmp -s "$kept/tree" "$folder/tree" || return
    while IFS= read -r -d '' line; do
        listed[${line#* * }]=1
    done <"$kept/tree"
    while IFS= read -r -d '' line && IFS= read -r -d '' path; do
        # With the last file of a folder, git removes the folder.
        [[ -z ${listed[./$path]} && ($path != */* || -d $root/${path%/*}) ]] || return
    done <"$folder/changes"
    : >"$folder/fresh"
}

# Removes the ignore rules that the steps made, but in folders that are ignored without them: the rules from before the steps say
# what stays. False when there were none.
forget_rules() {
    local path found= again=1
    while [[ -n $again ]]; do
        again=
        while IFS= read -r -d '' path; do
            [[ ${path##*/} == .gitignore && -f $root/$path && -z $(shadowed left ls-files -- "$path") ]] || continue
            [[ ${path%/*} == . ]] || ! check_ignore -q --no-index -- "${path%/*}" || continue
            rm -f -- "$root/$path"
            found=1 again=1
        done <"$folder/fresh"
    done
    [[ -n $found ]]
}

# Paths that the list of the tree has now and had not before, into the file "fresh"; files among them into unusual.
fresh() {
    local line
    unusual=()
    list_tree >"$folder/tree"
    : >"$folder/fresh"
    ! cmp -s "$kept/tree" "$folder/tree" || return 0
    while IFS= read -r -d '' line; do
        printf '%s\0' "${line#* }" >>"$folder/fresh"
        [[ $line == 'f '* ]] && unusual+=("${line#* }")
    done < <(comm -z -13 <(cut -z -d' ' -f2- "$kept/tree" | sort -z) <(cut -z -d' ' -f2- "$folder/tree" | sort -z))
}

verify() {
    local line count=0
    while IFS= read -r -d '' line; do
        ((++count > 5)) || told "${line:3} in $root could not be put back: commit, stash or remove it"
    done < <(shadowed left status --porcelain -z --no-renames --untracked-files=normal --ignore-submodules=dirty 2>/dev/null)
}

# Of the local branches of runs that succeeded the newest stay.
forget_branches() {
    local list=$kept.branches name names=() stay=()
    mapfile -t names < <(cat "$list" 2>/dev/null)
    for name in "${names[@]}"; do
        [[ $name == "$branch" ]] || stay+=("$name")
    done
    stay+=("$branch")
    while ((${#stay[@]} > most)); do
        name=${stay[0]} stay=("${stay[@]:1}")
        refs worktree list --porcelain | grep -qxF "branch refs/heads/$name" || refs update-ref -d "refs/heads/$name"
    done 2>/dev/null
    { ((${#stay[@]} == 0)) || printf '%s\n' "${stay[@]}"; } >"$list.new" && mv "$list.new" "$list"
}

# ---- What the steps did.

# Sets ignored: what git ignored when the run began, files and whole folders.
read_ignored() {
    local path
    [[ -z $kept || ! -s $kept/ignored ]] || while IFS= read -r -d '' path; do
        ignored[./${path%/}]=1
    done <"$kept/ignored"
}

# Whether git ignored a path, or a folder above it, when the run began. Such a file is the user's: a step that changes the
# rules does not make it one that the steps left.
was_ignored() {
    local place=./$1
    ((${#ignored[@]})) || return
    while [[ -z ${ignored[$place]} ]]; do
        place=${place%/*}
        [[ $place != . ]] || return
    done
}

# Sets touched: of the files that are not tracked in the list "files" and were ignored before, those that changed since.
find_touched() {
    local line
    ((${#ignored[@]})) || return 0
    while IFS= read -r -d '' line; do
        touched[$line]=1
    done < <(while IFS= read -r -d '' line; do
        [[ $line == '? '* ]] && was_ignored "${line:2}" && printf './%s\0' "${line:2}"
    done <"$folder/files" | (cd -- "$root" &&
        xargs -0 -r bash -c 'find "$@" -maxdepth 0 -cnewer "$0" -print0' "$kept/run" 2>/dev/null))
}

# "KIND MODE SIZE" and the path, a record each, for every path that differs from the base; into the file "changes". The index
# "now" has the base with fresh times. False when git fails.
changes() {
    local line kind before mode path paths=() lines=() sizes at executable=1 size_of=(stat -c %s --)
    local -A ignored=() touched=()
    read_ignored
    settle
    cp -p "$folder/base" "$folder/now" || no_space
    [[ $(git config --file "$shadow/config" --type=bool --get core.filemode) != false ]] || executable=
    : >"$folder/changes"
    shadowed now status --porcelain=v2 -z --no-renames --untracked-files=all --ignore-submodules=dirty \
        >"$folder/files" 2>"$folder/notes" || return
    find_touched
    while IFS= read -r -d '' line; do
        if [[ $line == '? '* ]]; then
            path=${line:2} kind=A mode=100644
            ! was_ignored "${path%/}" || [[ -n ${touched[./$path]} ]] || continue
            if [[ $path == */ ]]; then
                path=${path%/} mode=160000
            elif [[ -L $root/$path ]]; then
                mode=120000
            elif [[ -n $executable && -x $root/$path ]]; then
                mode=100755
            fi
        else
            # "1 .M N... MODE-IN-HEAD MODE-IN-INDEX MODE ID ID PATH"
            read -r _ kind _ _ before mode _ <<<"$line"
            path=${line#* * * * * * * * } kind=${kind:1}
            if [[ $kind == D ]]; then
                record "D $before 0" "$path" >>"$folder/changes"
                continue
            fi
            kind=M
        fi
        paths+=("$path") lines+=("$kind $mode")
    done <"$folder/files"
    ((${#paths[@]})) || return 0
    "${size_of[@]}" / >/dev/null 2>&1 || size_of=(stat -f %z --)
    mapfile -t sizes < <(cd -- "$root" && printf './%s\0' "${paths[@]}" | xargs -0 "${size_of[@]}" 2>/dev/null)
    for ((at = 0; at < ${#paths[@]}; at++)); do
        [[ ${lines[at]} != *160000 ]] || sizes[at]=0
        record "${lines[at]} ${sizes[at]:-0}" "${paths[at]}"
    done >>"$folder/changes"
}

# A unified diff of what is small enough; of the rest, a line each.
difference() {
    local limit=$1 line path some=()
    objects=$folder/diffed
    mkdir -p "$objects/info" && printf '%s\n' "$common/objects" >"$objects/info/alternates" || no_space
    cp -p "$folder/now" "$folder/diff" && : >"$folder/small" && : >"$folder/large" || no_space
    while IFS= read -r -d '' line && IFS= read -r -d '' path; do
        some+=("$path")
        if ((${line##* } > 524288)); then
            printf '%s\0' "$path" >>"$folder/large"
        elif [[ $line == 'A 1'[02]* ]]; then
            printf '%s\0' "$path" >>"$folder/small"
        fi
    done <"$folder/changes"
    # To look at a few files, git need not look at all.
    ((${#some[@]} < 200)) || some=()
    record ok
    {
        # A new file is only noted: nothing of it is stored.
        [[ ! -s $folder/small ]] || shadowed diff add --intent-to-add --ignore-errors --pathspec-from-file="$folder/small" \
            --pathspec-file-nul
        [[ ! -s $folder/large ]] || shadowed diff update-index -z --force-remove --stdin <"$folder/large"
        {
            shadowed diff diff-files --patch --no-renames --no-ext-diff --no-textconv --no-color --ignore-submodules=dirty \
                -- "${some[@]}"
            while IFS= read -r -d '' path; do
                printf 'diff --git a/%s b/%s\nBinary files differ\n' "$path" "$path"
            done <"$folder/large"
        } | head -c "$limit"
    } 2>/dev/null
}

# The paths on standard input as git add records them: "MODE BLOB" and the path, a record each, then "pack", and a pack of
# the blobs.
stage() {
    objects=$folder/staged
    mkdir -p "$objects/info" && printf '%s\n' "$common/objects" >"$objects/info/alternates" || no_space
    cat >"$folder/paths" && cp -p "$folder/now" "$folder/stage" || no_space
    shadowed stage add --all --pathspec-from-file="$folder/paths" --pathspec-file-nul 2>"$folder/notes" ||
        stop unstaged "$(said)"
    record ok
    local line
    : >"$folder/blobs"
    while IFS= read -r -d '' line; do
        [[ $line == 1[02]* ]] || continue
        record "${line%% *} ${line:7:40}" "${line#*$'\t'}"
        printf '%s\n' "${line:7:40}" >>"$folder/blobs"
    done < <(xargs -0 -r env GIT_DIR="$shadow" GIT_WORK_TREE="$root" GIT_INDEX_FILE="$folder/stage" \
        GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git -C "$root" ls-files -s -z -- <"$folder/paths")
    # A pack is named after its objects, and two runs that left the same files must not write one pack at the same time.
    shadowed none hash-object -w --stdin <<<"$folder" >>"$folder/blobs"
    record pack
    shadowed none pack-objects --stdout -q --delta-base-offset --window=0 <"$folder/blobs"
}

# "head TEXT", "half FILE" for each trace of something half done, "branch ID NAME" for each branch.
notes() {
    local line
    read_head
    record "head $line"
    for line in "${half_done[@]}"; do
        [[ -e $gitdir/$line || -L $gitdir/$line ]] && record "half $line"
    done
    refs for-each-ref --format='branch %(objectname) %(refname:lstrip=2)' refs/heads 2>/dev/null | tr '\n' '\0'
}

# ---- Files, each component looked at: nothing runs any more that could swap one.

# Enters the folder of a path below a folder, through no link. Sets name.
descend() {
    local part rest=$2
    name=${2##*/}
    cd -- "$1" || stop notfound "$1 is not there"
    case /$2/ in
    *//* | */./* | */../* | */.[Gg][Ii][Tt]/*) stop notfound "not a path inside the repository" ;;
    esac
    while [[ $rest == */* ]]; do
        part=${rest%%/*} rest=${rest#*/}
        [[ -d $part && ! -L $part ]] || stop notfound "$part is not a folder"
        cd -- "./$part" || stop notfound "$part cannot be entered"
    done
}

read_file() {
    descend "$1" "$2"
    [[ -f $name && ! -L $name ]] || stop notfound "no regular file"
    record ok
    head -c "$3" -- "$name"
}

# ---- What the runner asks for.

for program in git flock stat; do
    command -v "$program" >/dev/null || stop missing "$program"
done
((BASH_VERSINFO[0] >= 4)) || stop missing "bash 4 or newer"

# With the names of a clone that was found before: ROOT GITDIR COMMON FOLDER.
known() {
    root=$1 gitdir=$2 common=$3 folder=$4 shadow=$4/shadow
    [[ $folder/ == / || $root == "$folder"/* ]] || find_record
}

case $verb in
inspect)
    # WORKDIR BRANCH MODE START... (MODE: isolated, in-place, or opening, where the verb "state" follows): records "workdir", "real", "root", "gitdir", "common", "head", "start" for each of the
    # places at which the lane's globs start (empty when it is not there), the remotes, and last why a run cannot start.
    locate "$2"
    workdir=$path branch=$3 mode=$4
    record ok "workdir $workdir" "real $real" "root $root" "gitdir $gitdir" "common $common"
    for start in "${@:5}"; do
        absolute "$start"
        record "start $(real_path "$path")"
    done
    [[ $mode == isolated ]] || find_record
    [[ -z $kept || ! -e $kept/run ]] || refuse_special_files
    refuse_format
    refuse_replaced
    remotes
    record remotes
    [[ $mode != isolated ]] || exit 0
    refuse_layout "$branch"
    read_head
    record "head $line"
    lock=$gitdir/codex-runner.lock
    [[ -f $lock && ! -L $lock ]] && ! flock --shared --nonblock "$lock" true &&
        stop refused WORKDIR_BUSY "another run, or a process that it left, is using $root: wait until it ends"
    [[ $mode == in-place ]] || exit 0
    folder=$(mktemp -d "${TMPDIR:-/tmp}/codex-runner-XXXXXXXX") ||
        stop failed "the host's temporary folder cannot be written: free space, or set TMPDIR there"
    trap 'rm -rf -- "$folder"' EXIT
    if interrupted; then
        # The run that opens the clone puts it back first.
        record interrupted
        exit 0
    fi
    state
    ;;
lacks) # PROGRAM...: those that are not there
    record ok
    for program in "${@:2}"; do
        command -v "$program" >/dev/null || record "$program"
    done
    ;;
leftovers) # whether the host ends what a session leaves: one record when it does
    record ok
    manager=(org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager)
    if [[ -n $XDG_SESSION_ID ]]; then
        read -r _ kills < <(busctl get-property "${manager[@]}" KillUserProcesses 2>/dev/null)
        excluded=$(busctl get-property "${manager[@]}" KillExcludeUsers 2>/dev/null)
        only=$(busctl get-property "${manager[@]}" KillOnlyUsers 2>/dev/null)
        user="\"$(id -un)\""
        [[ $kills == true && $excluded != *"$user"* && ($only != *'"'* || $only == *"$user"*) ]] && record ended
    fi
    ;;
state)
    # Under the lock: puts the clone back if a run was interrupted in it, then refuses what a run cannot start in.
    known "${@:2}"
    if interrupted; then
        broken='refused WORKDIR_DIRTY'
        leave "What the steps of $run left" "$6"
        rm -f -- "$folder"/{base,changes,now}
    fi
    state
    rm -rf -- "$kept"
    record ok
    ;;
tips)
    known "${@:2}"
    record ok
    tips "$6"
    ;;
clone) # ... SOURCE-GITDIR SOURCE-COMMON BRANCH URL
    known "${@:2}"
    gitdir=$6 common=$7
    make_shadow
    known "${@:2}"
    make_clone "$7/objects" "$8" "$9"
    record ok
    ;;
init) # ... BRANCH URL: a repository without a commit
    known "${@:2}"
    make_clone '' "$6" "$7"
    record ok
    ;;
enter) # ... RUN BRANCH BASE pack|alone|nothing (alone: a pack of the base without its history): records as of "notes"
    known "${@:2}"
    enter "$6" "$7" "$8" "$9"
    record ok
    notes
    ;;
undo) # ... DATE: an entering that failed, as far as it had come
    known "${@:2}"
    ! interrupted || leave "What the steps of $run left" "$6"
    rm -rf -- "$kept"
    record ok
    ;;
leave) # ... MESSAGE DATE done|failed NUMBER-OF-BRANCHES compared|anew: records what could not be put back
    known "${@:2}"
    leave "${@:6}"
    record ok
    [[ ! -f $folder/told ]] || cat "$folder/told"
    ;;
changes)
    known "${@:2}"
    changes || stop failed "git status fails in $root ($(said)): run it there"
    record ok
    cat "$folder/changes"
    ;;
diff) # ... LIMIT
    known "${@:2}"
    difference "$6"
    ;;
notes)
    known "${@:2}"
    record ok
    notes
    ;;
stage) # paths on standard input
    known "${@:2}"
    stage
    ;;
rule) # ... PATH: "FILE:LINE" of the rule by which git ignores it, or nothing
    known "${@:2}"
    record ok
    line=$(check_ignore -v --no-index -- "./$6") && line=${line%%$'\t'*} && [[ ${line#*:*:} != '!'* ]] &&
        line=${line%:"${line#*:*:}"} && record "${line#"$shadow"/}"
    ;;
file) # FOLDER PATH LIMIT: record "ok", and the beginning of the content
    read_file "$2" "$3" "$4"
    ;;
esac
