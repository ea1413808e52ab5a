# Works on a clone on the lane's host. The runner sends it with "set -- VERB ARGUMENT..." in front, for bash to evaluate.
#
# It answers in records that end with a NUL byte. The first is "ok", or "refused CODE MESSAGE" (the workdir cannot be used
# now), "missing PROGRAM", "notfound MESSAGE", "filtered NAME" or "failed MESSAGE"; what follows is said at each verb.
#
# A step may have written the clone's configuration, attributes, hooks and index. So files are compared and written through
# a shadow: a git folder of the runner's own, with a configuration of a few harmless keys and no filter or hook, which
# borrows only the clone's object folder. The clone's own git folder is used for its refs alone.

export LC_ALL=C
for name in "${!GIT_@}"; do unset "$name"; done
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1 GIT_NO_REPLACE_OBJECTS=1
export GIT_TERMINAL_PROMPT=0 GIT_NO_LAZY_FETCH=1
unset CDPATH
umask 022

half_done=(BISECT_LOG CHERRY_PICK_HEAD MERGE_HEAD REVERT_HEAD rebase-apply rebase-merge sequencer)
empty_tree=4b825dc642cb6eb9a060e54bf8d69288fbee4904
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
        [[ $path == /* ]] || missing "there is no user $user, so $written leads nowhere: write the path in full"
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
    [[ -d $path ]] || missing "there is no folder $path on the host: clone the repository there"
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

setting() {
    local value found=1
    value=$(git config --file "$common/config" --no-includes "$@") && found=0
    if [[ -f $gitdir/config.worktree ]] && local own=$(git config --file "$gitdir/config.worktree" --no-includes "$@") &&
        [[ -n $own ]]; then
        value=$own found=0
    fi
    printf '%s' "$value"
    return "$found"
}

is_set() {
    [[ $(setting --type=bool --get "$1") == true ]]
}

refuse_format() {
    local format refs name
    git config --file "$common/config" --no-includes --list >/dev/null 2>&1 ||
        unsuitable "the configuration of the clone $root cannot be read: look at $common/config"
    is_set core.bare && unsuitable "$root is a bare repository: name a clone with files"
    format=$(setting --get extensions.objectformat)
    [[ -z $format || $format == sha1 ]] ||
        unsuitable "$root is a $format repository, which JGit cannot read: clone it with --object-format=sha1"
    refs=$(setting --get extensions.refstorage)
    [[ -z $refs || $refs == files ]] ||
        unsuitable "$root keeps its refs as $refs: run git refs migrate --ref-format=files"
    if [[ -n $(setting --get extensions.partialclone) ]] ||
        [[ -n $(setting --get-regexp '^remote\..*\.(promisor|partialclonefilter)$') ]]; then
        unsuitable "$root is a partial clone, which lacks objects: clone it without --filter"
    fi
    while read -r name _; do
        case ${name#extensions.} in
        '' | noop | preciousobjects | worktreeconfig | relativeworktrees | objectformat | refstorage) ;;
        *) unsuitable "$root uses the repository ${name/./ }, which the runner does not know: clone it anew without it" ;;
        esac
    done < <(setting --get-regexp '^extensions\.')
    is_set core.sparsecheckout && unsuitable "$root is a sparse checkout: run git sparse-checkout disable"
    name=$(setting --get core.worktree)
    if [[ -n $name ]]; then
        [[ $name == /* ]] || name=$gitdir/$name
        [[ $(real_path "$name") == "$root" ]] ||
            unsuitable "$root keeps its files elsewhere (core.worktree): run git config --unset core.worktree"
    fi
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
    local branch=$1 place head
    refuse_links
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
    local name url host config=()
    [[ -f $HOME/.ssh/config ]] && config=(-F "$HOME/.ssh/config")
    while IFS= read -r name; do
        name=${name#remote.} name=${name%.url}
        while IFS= read -r url; do
            record "url $url"
            host=
            [[ $url =~ ^ssh://([^@/]*@)?([^:/]+) || $url =~ ^([^@/:]*@)?([^/:]+): ]] && host=${BASH_REMATCH[2]}
            [[ -n $host && $host != -* && ($url != *://* || $url == ssh://*) ]] || continue
            while read -r key host; do
                [[ $key == hostname ]] && record "alias $host"
            done < <(ssh "${config[@]}" -G "$host" 2>/dev/null </dev/null)
        done < <(env -u GIT_CONFIG_GLOBAL -u GIT_CONFIG_NOSYSTEM git --git-dir="$gitdir" remote get-url --all "$name" 2>/dev/null)
    done < <(setting --name-only --get-regexp '^remote\..*\.url$' | sort -u)
}

# ---- The shadow: git without anything of the clone's but its objects and files.

no_space() {
    stop failed "the host's temporary folder cannot be written: free space, or set TMPDIR there"
}

make_shadow() {
    local key value
    shadow=$folder/shadow
    [[ -f $shadow/config ]] && return
    mkdir -p "$shadow/refs" "$shadow/objects" "$shadow/info" || no_space
    echo 'ref: refs/heads/none' >"$shadow/HEAD" || no_space
    value=$(env -u GIT_CONFIG_GLOBAL git config --global --type=path --get core.excludesfile 2>/dev/null)
    {
        printf '[core]\nrepositoryformatversion = 0\nbare = false\nlogallrefupdates = false\nbigfilethreshold = 512k\n'
        printf 'excludesfile = "%s"\n' "$(sed 's/[\\"]/\\&/g' <<<"${value:-$HOME/.config/git/ignore}")"
        for key in filemode symlinks ignorecase precomposeunicode autocrlf eol checkstat; do
            value=$(setting --get "core.$key") && [[ $value =~ ^[A-Za-z0-9]+$ ]] && printf '%s = %s\n' "$key" "$value"
        done
        printf '[gc]\nauto = 0\n'
    } >"$shadow/config" || no_space
    [[ ! -f $common/info/exclude || -L $common/info/exclude ]] ||
        head -c 1000000 "$common/info/exclude" >"$shadow/info/exclude" || no_space
}

# git on the clone's files, with the index of this name.
shadowed() {
    local index=$1
    shift
    GIT_DIR=$shadow GIT_WORK_TREE=$root GIT_OBJECT_DIRECTORY=$common/objects GIT_INDEX_FILE=$folder/$index \
        git -C "$root" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.quotePath=false "$@"
}

# git on the clone's refs. Nothing that these commands look at makes git start a process or fetch.
refs() {
    git --git-dir="$gitdir" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.logAllRefUpdates=false "$@"
}

commit_at() {
    local id
    id=$(refs rev-parse -q --verify "$1" 2>/dev/null) && shadowed none cat-file -e "$id^{commit}" 2>/dev/null &&
        printf '%s' "$id"
}

# Replaces a file of the git folder as git does: who creates the lock file may write.
replace() {
    (set -C && cat >"$1.lock") 2>/dev/null || return 1
    mv -f "$1.lock" "$1"
}

copy_index() {
    rm -f "$folder/$1"
    [[ ! -f $gitdir/index ]] || cp "$gitdir/index" "$folder/$1" || no_space
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
    [[ -e $gitdir/index.lock ]] && stop refused WORKDIR_BUSY "a git command is at work in $root: wait, or remove" \
        ".git/index.lock if it was left behind"
    make_shadow
    copy_index state
    if ! shadowed state ls-files -v >"$folder/files" 2>"$folder/notes"; then
        unsuitable "the index of $root cannot be read ($(said)): run git update-index --no-split-index, or git reset"
    fi
    while IFS= read -r file; do
        case $file in
        'S '*) unsuitable "${file:2} in $root is left out (sparse): run git sparse-checkout disable, or git update-index" \
            "--no-skip-worktree" ;;
        [a-z]' '*) unsuitable "${file:2} in $root is marked so that its changes do not show: run git update-index" \
            "--no-assume-unchanged" ;;
        esac
    done < <(grep -m1 '^[Sa-z] ' "$folder/files")
    shadowed state update-index -q --refresh >/dev/null 2>&1
    file=$(
        shadowed state diff-index --cached --name-only "$(commit_at HEAD || echo $empty_tree)" | head -n 1
        shadowed state diff-files --name-only --ignore-submodules=dirty | head -n 1
        shadowed state ls-files --others --exclude-standard | head -n 1
    )
    [[ -n $file ]] &&
        stop refused WORKDIR_DIRTY "$root has changes that are not committed (${file%%$'\n'*}): commit, stash or ignore them"
    return 0
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
        [[ -d $root/$file && -n $(shadowed index ls-files -- ":(top,literal)$file" | head -n 1) ]] && continue
        stop refused WORKDIR_DIRTY "ignored files in $root are in the way of the base commit ($file): move them"
    done < <(shadowed index diff-tree -r -z --name-only --no-renames --diff-filter=A "$1" "$2")
}

# To the base commit on the run's branch. Standard input: a pack, or nothing.
enter() {
    local branch=$1 base=$2 pack=$3 old
    make_shadow
    if [[ $pack == pack ]]; then
        shadowed none index-pack --stdin --fix-thin >/dev/null 2>"$folder/notes" ||
            stop failed "the base commit could not be stored in $root ($(said)): is the disk full?"
    fi
    old=$(commit_at HEAD) || old=$empty_tree
    copy_index index
    shadowed index update-index -q --refresh >/dev/null 2>&1
    refuse_in_the_way "$old" "$base"
    shadowed index read-tree -n -m -u "$old" "$base" 2>"$folder/notes" ||
        stop refused WORKDIR_DIRTY "files in $root are in the way of the base commit ($(said)): move them"
    refs update-ref "refs/heads/$branch" "$base" 2>"$folder/notes" &&
        replace "$gitdir/HEAD" <<<"ref: refs/heads/$branch" 2>>"$folder/notes" &&
        shadowed index read-tree -m -u "$old" "$base" 2>>"$folder/notes" &&
        replace "$gitdir/index" <"$folder/index" 2>>"$folder/notes" ||
        stop failed "$root could not be brought to the base commit ($(said)): look at it with git status"
    cp "$folder/index" "$folder/base"
}

# A git folder for a disposable clone, which borrows the objects of the brief's.
make_clone() {
    local source=$1 branch=$2 url=$3
    mkdir -p "$gitdir"/{objects/info,objects/pack,refs/heads}
    printf '%s\n' "$source" >"$gitdir/objects/info/alternates"
    printf '[core]\nrepositoryformatversion = 0\nbare = false\n' >"$gitdir/config"
    git config --file "$gitdir/config" remote.origin.url "$url"
    git config --file "$gitdir/config" remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
    printf 'ref: refs/heads/%s\n' "$branch" >"$gitdir/HEAD"
}

# What the steps left becomes a commit on the run's branch, and what was checked out before comes back.
leave() {
    local branch=$1 base=$2 head=$3 commit=$4 message=$5 date=$6 tree parent old now
    refuse_links
    make_shadow
    if [[ -f $folder/base ]]; then
        cp "$folder/base" "$folder/left"
    else
        rm -f "$folder/left"
        shadowed left read-tree "$base" 2>"$folder/notes" ||
            stop failed "the base commit of $root cannot be read ($(said)): run git fsck"
    fi
    shadowed left -c advice.addEmbeddedRepo=false add --all --ignore-errors . 2>"$folder/notes"
    tree=$(shadowed left write-tree 2>>"$folder/notes") ||
        stop failed "what the steps left in $root could not be stored ($(said)): is the disk full?"
    parent=$(commit_at "refs/heads/$branch") || parent=$base
    old=$(shadowed none rev-parse "$parent^{tree}" 2>/dev/null)
    if [[ $tree != "$old" ]]; then
        parent=$(GIT_AUTHOR_NAME=codex-runner GIT_AUTHOR_EMAIL=codex-runner@users.noreply.github.com \
            GIT_AUTHOR_DATE=$date GIT_COMMITTER_NAME=codex-runner GIT_COMMITTER_DATE=$date \
            GIT_COMMITTER_EMAIL=codex-runner@users.noreply.github.com \
            shadowed none commit-tree "$tree" -p "$parent" -m "$message" 2>>"$folder/notes") ||
            stop failed "what the steps left in $root could not be committed ($(said)): is the disk full?"
    fi
    for now in "${half_done[@]}" index.lock HEAD.lock; do
        rm -rf -- "${gitdir:?}/$now"
    done
    refs update-ref "refs/heads/$branch" "$parent" 2>>"$folder/notes" && replace "$gitdir/HEAD" <<<"$head" ||
        stop failed "the branches of $root could not be written ($(said)): look at it with git status"
    if ! now=$(commit_at HEAD); then
        # A step deleted or broke the branch: back to the commit at which it stood.
        now=${commit:-$empty_tree}
        [[ -n $commit && $head == 'ref: refs/heads/'* ]] && refs update-ref "${head#ref: }" "$commit"
    fi
    shadowed left read-tree --reset -u "$now" 2>"$folder/notes" && replace "$gitdir/index" <"$folder/left" ||
        stop failed "$root could not be put back ($(said)): look at it with git status"
}

# ---- What the steps did.

# "KIND MODE SIZE" and the path, a record each, for every path that differs from the base.
changes() {
    local header path mode paths=() lines=() sizes at
    cp "$folder/base" "$folder/now"
    shadowed now update-index -q --refresh >/dev/null 2>&1
    while IFS= read -r -d '' header && IFS= read -r -d '' path; do
        case $header in
        *' D') record "D ${header:1:6} 0" "$path" ;;
        *) paths+=("$path") lines+=("M ${header:8:6}") ;;
        esac
    done < <(shadowed now diff-files -z --raw --no-renames --ignore-submodules=dirty)
    cd -- "$root" || exit
    while IFS= read -r -d '' path; do
        mode=100644
        if [[ $path == */ ]]; then
            path=${path%/} mode=160000
        elif [[ -L $path ]]; then
            mode=120000
        elif [[ ! -f $path ]]; then
            continue
        elif [[ -x $path ]]; then
            mode=100755
        fi
        paths+=("$path") lines+=("A $mode")
    done < <(shadowed now ls-files -z --others --exclude-standard)
    ((${#paths[@]})) || return 0
    mapfile -t sizes < <(printf './%s\0' "${paths[@]}" | xargs -0 "${size_of[@]}")
    for ((at = 0; at < ${#paths[@]}; at++)); do
        [[ ${lines[at]} == *160000 ]] && sizes[at]=0
        record "${lines[at]} ${sizes[at]:-0}" "${paths[at]}"
    done
}

difference() {
    cp "$folder/base" "$folder/now"
    mkdir -p "$folder/diffed"
    # New contents go where nobody keeps them.
    now() {
        GIT_DIR=$shadow GIT_WORK_TREE=$root GIT_OBJECT_DIRECTORY=$folder/diffed GIT_INDEX_FILE=$folder/now \
            GIT_ALTERNATE_OBJECT_DIRECTORIES=$common/objects \
            git -C "$root" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.quotePath=false "$@" 2>/dev/null
    }
    now -c advice.addEmbeddedRepo=false add --all --ignore-errors .
    record ok
    now diff-index --cached --patch --no-renames --no-ext-diff --no-textconv --no-color "$2" | head -c "$1"
    rm -rf -- "${folder:?}/diffed"
}

# "head TEXT", "half FILE" for each trace of something half done, "branch ID NAME" for each branch.
notes() {
    local line
    IFS= read -r line 2>/dev/null <"$gitdir/HEAD"
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
        [[ -d $part && ! -L $part ]] || stop notfound "$part is no folder"
        cd -- "./$part" || stop notfound "$part cannot be entered"
    done
}

read_changed() {
    local filter
    filter=$(shadowed base check-attr filter -- "$1") || stop notfound "its attributes cannot be read"
    filter=${filter##*: filter: }
    case $filter in
    unspecified | unset | set) ;;
    *) stop filtered "$filter" ;;
    esac
    descend "$root" "$1"
    if [[ -L $name ]]; then
        record ok
        readlink -n -- "$name"
    elif [[ -f $name ]]; then
        record ok
        cat -- "$name"
    else
        stop notfound "no regular file"
    fi
}

read_file() {
    descend "$1" "$2"
    [[ -f $name && ! -L $name ]] || stop notfound "no regular file"
    record ok
    head -c "$3" -- "$name"
}

# ---- What the runner asks for.

for program in git base64 flock stat; do
    command -v "$program" >/dev/null || stop missing "$program"
done
((BASH_VERSINFO[0] >= 4)) || stop missing "bash 4 or newer"
size_of=(stat -c %s --)
stat -c %s / >/dev/null 2>&1 || size_of=(stat -f %z --)

# With the names of a clone that was found before: ROOT GITDIR COMMON FOLDER.
known() {
    root=$1 gitdir=$2 common=$3 folder=$4 shadow=$4/shadow
}

case $verb in
inspect)
    # WORKDIR BRANCH MODE START...: records "workdir", "real", "root", "gitdir", "common", "head", "start" for each of the
    # places at which the lane's globs start (empty when it is not there), the remotes, and last why a run cannot start.
    locate "$2"
    workdir=$path branch=$3 mode=$4
    record ok "workdir $workdir" "real $real" "root $root" "gitdir $gitdir" "common $common"
    for start in "${@:5}"; do
        absolute "$start"
        record "start $(real_path "$path")"
    done
    refuse_format
    remotes
    record remotes
    [[ $mode == in-place ]] || exit 0
    refuse_layout "$branch"
    IFS= read -r line <"$gitdir/HEAD"
    record "head $line"
    lock=$gitdir/codex-runner.lock
    [[ -f $lock && ! -L $lock ]] && ! flock --shared --nonblock "$lock" true &&
        stop refused WORKDIR_BUSY "another run, or what it left, is at work in $root: wait until it ends"
    folder=$(mktemp -d "${TMPDIR:-/tmp}/codex-runner-XXXXXXXX") || no_space
    trap 'rm -rf -- "$folder"' EXIT
    state
    ;;
folder)
    # A private folder for a run, with the keeper's script from standard input in it: its name, and the environment.
    folder=$(umask 077 && mktemp -d "${TMPDIR:-/tmp}/codex-runner-XXXXXXXX" && :) && folder=$(real_path "$folder") &&
        mkdir "$folder/output" "$folder/step" && cat >"$folder/keeper.sh" && [[ -s $folder/keeper.sh ]] || {
        [[ -z $folder ]] || rm -rf -- "$folder"
        no_space
    }
    record ok "$folder"
    cat "/proc/$$/environ" 2>/dev/null || env -0
    ;;
lacks) # PROGRAM...: those that are not there
    record ok
    for program in "${@:2}"; do
        command -v "$program" >/dev/null || record "$program"
    done
    ;;
keep) # LOCK GRACE FOLDER MODE
    # The steps find what the runner says, and nothing of this shell's. LANG, which they likely have too, takes bash longer
    # to set than to start with.
    exec env -i PATH="$PATH" ${LANG:+"LANG=$LANG"} "$BASH" "$4/keeper.sh" keep "$2" "$3" "$4" "$5"
    ;;
state)
    known "${@:2}"
    state
    record ok
    ;;
tips)
    known "${@:2}"
    record ok
    tips "$6"
    ;;
before)
    # What HEAD says, and the commit it leads to.
    known "${@:2}"
    make_shadow
    IFS= read -r line <"$gitdir/HEAD"
    record ok "$line" "$(commit_at HEAD)"
    ;;
clone) # ... SOURCE BRANCH URL
    known "${@:2}"
    make_clone "$6" "$7" "$8"
    record ok
    ;;
enter) # ... BRANCH BASE pack|nothing
    known "${@:2}"
    enter "$6" "$7" "$8"
    record ok
    ;;
leave) # ... BRANCH BASE HEAD COMMIT MESSAGE DATE
    known "${@:2}"
    leave "${@:6}"
    record ok
    ;;
changes)
    known "${@:2}"
    record ok
    changes
    ;;
diff) # ... LIMIT BASE
    known "${@:2}"
    difference "$6" "$7"
    ;;
notes)
    known "${@:2}"
    record ok
    notes
    ;;
read) # ... PATH: record "ok", and the content
    known "${@:2}"
    read_changed "$6"
    ;;
file) # FOLDER PATH LIMIT: record "ok", and the beginning of the content
    read_file "$2" "$3" "$4"
    ;;
remove) # FOLDER
    rm -rf -- "$2"
    record ok
    ;;
esac
