# Keeps the steps of one workspace together, and ends what they leave.
#
#   bash keeper.sh keep LOCK GRACE FOLDER MODE     LOCK: file to flock; GRACE: seconds; FOLDER: private, writable;
#                                                  MODE: the strongest way to be tried: cgroup, session or group
#
# Standard input: lines "put COUNT FILE", followed by so many bytes (writes the file), "run NONCE STEP" and "end"; its
# end ends everything. STEP is a folder with a file "launch", which a fresh subshell reads: it sets up the step and execs it. The
# first line of standard output is "busy" or "ready MODE PID"; from then on both streams are the steps'. After a step and
# all it started has ended, both get a NUL byte, the nonce, E (it exited), S (a signal ended it) or N (it could not be
# started: its file "not-started" says the code), and its code in three digits.
#
# Two processes: the keeper reads standard input and holds the lock; the starter, in the cgroup and session of the steps,
# forks them. TERM to the starter ends the step that runs. Both are bash without a child of their own while a step runs.

# Every process of the steps inherits both: the lock, and a file of the run's own by which they are known. Not by the lock
# itself, for another runner that asks for it has it open too.
lock_fd=200 tree_fd=201

# Waits for a moment; on Linux without a process of its own, for there may be none left to be had.
nap() {
    if [[ -n $still ]]; then
        read -r -t 0.02 -u 7
    else
        sleep 0.02
    fi
}

# A descriptor on which nothing ever comes.
open_still() {
    still=
    [[ -d /proc/self/fd ]] && ((BASH_VERSINFO[0] >= 4)) && exec 7<> <(:) && still=1
}

# The ids of the step processes that are there, in the array pids. False when there is none.
others() {
    local p line rest
    pids=()
    case $mode in
    cgroup)
        while read -r p; do
            [[ $p == "$starter" ]] || pids+=("$p")
        done <"$cgroup/cgroup.procs"
        ;;
    session)
        for p in /proc/[0-9]*; do
            p=${p#/proc/}
            [[ $p == "$starter" || $p == "$keeper" ]] && continue
            # "PID (NAME) STATE PPID PGRP SESSION ..."; the name may hold anything.
            { read -r -d '' line <"/proc/$p/stat" || [[ -n $line ]]; } 2>/dev/null || continue
            read -r -a rest <<<"${line##*) }"
            [[ ${rest[0]} == [ZX] ]] && continue
            if [[ ${rest[3]} == "$starter" || "/proc/$p/fd/$tree_fd" -ef "$folder/tree" ]]; then
                pids+=("$p")
            else
                line=
                { mapfile -d '' -t rest <"/proc/$p/environ"; } 2>/dev/null
                for line in "${rest[@]}"; do
                    [[ $line == "CODEX_TREE=$marker" ]] && pids+=("$p") && break
                done
            fi
        done
        ;;
    group)
        [[ -n $step_pid ]] && kill -0 -- "-$step_pid" 2>/dev/null && pids=("-$step_pid")
        ;;
    esac
    ((${#pids[@]}))
}

# Sends a signal to the step's process group, which the kernel does at once for all of it, so that not even a fan that
# forks without end gets away; and to those that left the group, one by one.
signal() {
    [[ -n $step_pid ]] && kill "-$1" -- "-$step_pid" 2>/dev/null
    kill "-$1" -- "${pids[@]}" 2>/dev/null
}

# Sets now, in milliseconds. To look for processes may take longer than to wait for them, so rounds are no measure of time.
clock() {
    now=$((SECONDS * 1000))
    [[ -z $EPOCHREALTIME ]] || now=${EPOCHREALTIME//[!0-9]/} now=${now%???}
}

# TERM, the grace time, KILL. Returns when nothing is left, or after a minute in which KILL did not help.
end_tree() {
    local round now end
    others || return 0
    clock
    end=$((now + grace * 1000))
    signal TERM
    signal CONT
    for (( ; now < end; )); do
        # Whoever is a thousand by now is a fan, and grows.
        ((${#pids[@]} > 1000)) && break
        nap
        others || return 0
        clock
    done
    for ((round = 0; round < 3000; round++)); do
        # A fan whose every process makes a group of its own: the kernel can end a whole cgroup at once, the starter too.
        # Not earlier: on a busy machine the killed take their time to go.
        [[ $mode == cgroup ]] && ((${#pids[@]} > 1000 || round == 250)) && echo 1 >"$cgroup/cgroup.kill"
        signal KILL
        others || return 0
        nap
    done
}

start() {
    local nonce step code kind
    starter=$$ step_pid=
    if [[ $mode == cgroup ]] && ! { echo 0 >"$cgroup/cgroup.procs"; } 2>/dev/null; then
        mode=session
    fi
    [[ $mode == session && ! -r /proc/self/environ ]] && mode=group
    echo "ready $mode $starter"
    # Job control gives each step a process group and the usual signals; its messages tell a signal from an exit code.
    set -m
    open_still
    exec 8>&2 2>>"$folder/notes"
    trap end_tree TERM
    while read -r nonce step; do
        : >"$folder/notes"
        [[ -e $step/not-started ]] && : >"$step/not-started"
        ([[ -s $step/launch ]] || exit 127; . "$step/launch") </dev/null &
        step_pid=$!
        # Told to end it before it was there.
        [[ -e $folder/end.$nonce ]] && end_tree
        while :; do
            wait "$step_pid"
            code=$?
            kill -0 "$step_pid" 2>/dev/null || break
        done
        kind=E
        [[ $code -gt 128 && -s $folder/notes ]] && kind=S
        if [[ $code == 127 ]]; then
            [[ -s $step/launch ]] || { kind=N code=3; }
            { read -r code <"$step/not-started" && kind=N; } 2>/dev/null
        fi
        end_tree
        step_pid=
        printf '\0%s%s%03d' "$nonce" "$kind" "$code"
        printf '\0%s%s%03d' "$nonce" "$kind" "$code" >&8
    done
}

keep() {
    local verb rest content unwritten= nonce= root path type
    # Bytes are counted, not characters.
    local LC_ALL=C
    step_pid= keeper=$$ marker=$$.$RANDOM$RANDOM$RANDOM cgroup= starter=
    # The interrupt key of the runner's terminal is the runner's to handle. Handlers, because a step would inherit "ignore".
    trap : INT HUP TERM
    open_still
    eval "exec $tree_fd<>\"\$folder/tree\" $lock_fd<>\"\$lock\"" || exit 1
    if command -v flock >/dev/null && ! flock -w 1 "$lock_fd"; then
        echo busy
        exit 0
    fi
    if [[ $mode == cgroup ]]; then
        mode=session
        { while read -r _ root type _; do
            [[ $type == cgroup2 ]] && break
        done </proc/mounts; } 2>/dev/null
        { while IFS= read -r path; do
            [[ $path == 0::* ]] && break
        done </proc/self/cgroup; } 2>/dev/null
        if [[ $type == cgroup2 && $path == 0::* ]]; then
            cgroup=$root${path#0::}
            cgroup=${cgroup%/}/codex-runner-$marker
            mkdir "$cgroup" 2>/dev/null && [[ -w $cgroup/cgroup.kill ]] && mode=cgroup
        fi
    fi
    local own=()
    command -v setsid >/dev/null && own=(setsid)
    exec 3> >(exec "${own[@]}" "$BASH" "$0" start "$lock" "$grace" "$folder" "$mode" "$keeper" "$marker" "$cgroup")
    starter=$!
    exec >/dev/null 2>&1
    while read -r verb rest; do
        case $verb in
        put)
            content=
            read -r -N "${rest%% *}" content
            printf '%s' "$content" >"${rest#* }" || unwritten=1
            ;;
        run)
            # A script that was cut off must not run.
            [[ -n $unwritten ]] && : >"${rest#* }/launch"
            unwritten=
            nonce=${rest%% *}
            printf '%s\n' "$rest" >&3
            ;;
        end)
            # Kept, too: the signal means nothing to a starter that has not begun the step yet.
            : >"$folder/end.$nonce"
            kill -TERM "$starter"
            ;;
        esac
    done
    exec 3>&-
    kill -TERM "$starter"
    while kill -0 "$starter"; do
        wait "$starter" || nap
    done
    if [[ $mode == cgroup ]]; then
        echo 1 >"$cgroup/cgroup.kill"
        for ((rest = 0; rest < 250; rest++)); do
            rmdir "$cgroup" && break
            nap
        done
    elif [[ $mode == session ]]; then
        grace=0 end_tree
    fi
}

verb=$1 lock=$2 grace=$3 folder=$4 mode=$5
case $verb in
keep) keep ;;
start)
    keeper=$6 marker=$7 cgroup=$8
    start
    ;;
esac
