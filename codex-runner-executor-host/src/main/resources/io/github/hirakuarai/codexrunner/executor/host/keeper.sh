# Keeps the steps of one workspace together, and ends what they leave.
#
#   bash keeper.sh keep LOCK GRACE FOLDER MODE     LOCK: file to flock; GRACE: seconds; FOLDER: private, writable;
#                                                  MODE: the strongest way to be tried: cgroup, session or group
#
# Standard input: commands, each a line of exactly 64 bytes, and its end ends everything:
#
#   put COUNT NAME     followed by so many bytes: writes the file FOLDER/step/NAME
#   run NONCE COUNT    followed by so many bytes: what a fresh bash evaluates to become the step; it then runs the script
#                      FOLDER/step/step.sh, unless it has exec'd another program
#   end                ends the step that runs
#
# The first line of standard output is "busy" or "ready MODE PID"; from then on both streams are the steps'. After a step
# and all it started has ended, both get a NUL byte, the nonce, E (it exited), S (a signal ended it) or N (it could not be
# started: the file FOLDER/step/not-started says the code), and its code in three digits.
#
# Four processes: the keeper reads standard input and holds the lock; the starter, in the cgroup and session of the steps,
# starts them; and the bash of each of the next two steps waits for what it is to evaluate, so that no step waits for a bash
# to start. TERM to the starter ends the step that runs. All are bash without a child of their own.

# Every process of the steps inherits both: the lock, and a file of the run's own by which they are known. Not by the lock
# itself, for another runner that asks for it has it open too.
lock_fd=200 tree_fd=201

# Pipes in FOLDER. What a step's bash is to evaluate comes on "even" and "odd" in turn, so that the one after does not read
# it; it says on "begun" that it has read it. TERM to the starter means that "ending" says what is to be ended: a
# step's nonce, or all. The starter alone keeps them open, so that whoever waits for it hears of its end.
even_fd=202 odd_fd=203 begun_fd=204 ending_fd=205

# A file of /proc that is as old as the starter.
since_fd=206 since=0

# Waits for a moment; on Linux without a process of its own, for there may be none left to be had.
nap() {
    if [[ -n $still ]]; then
        napping=1
        read -r -t 0.02 -u 7
        napping=
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
        mapfile -t rest <"$cgroup/cgroup.procs"
        for p in "${rest[@]}"; do
            [[ $p == "$starter" || $p == "$next" || $p == "$later" ]] || pids+=("$p")
        done
        ;;
    session)
        set_offset
        ((since && (offset - since) ** 2 > 50 ** 2)) && since=0
        for p in /proc/[0-9]*; do
            ((since)) && [[ $p -ot /proc/self/fd/$since_fd ]] && continue
            p=${p#/proc/}
            [[ $p == "$starter" || $p == "$keeper" || $p == "$next" || $p == "$later" ]] && continue
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

# Sets offset: how far the wall clock is ahead of the time since the machine started, in milliseconds; 0 when nobody knows.
set_offset() {
    local up
    offset=0
    [[ -n $EPOCHREALTIME ]] && { read -r up _ </proc/uptime; } 2>/dev/null || return
    clock
    offset=$((now - 10#${up/./}0))
}

# Takes note of who is there already: a look at every process costs a few milliseconds, and those are none of a step's. A
# process's folder in /proc is as old as the first look at it, and never older than the process. Setting the clock back would
# make processes of the steps look older than they are, so it ends this.
remember_others() {
    local p
    for p in /proc/[0-9]*; do
        [[ -e $p ]]
    done
    eval "exec $since_fd</proc/self/stat"
    set_offset
    since=$offset
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

# What a step's bash does before it opens its script: bash reads the file that BASH_ENV names. It waits for what it is to
# evaluate, and ends when the starter does. Bytes are counted, not characters.
prelude="LC_CTYPE=C
read -r -N 10 -u 9 length || exit
read -r -N \"\$length\" -u 9 text
exec 9<&-
echo >&$begun_fd
eval \"\${text:-exit 127}\"
: \"\$BASH\""

# Starts the bash of a step to come. Sets prepared.
prepare() {
    local pipe=$folder/$1
    (
        eval "exec 9<\"\$pipe\" $even_fd<&- $odd_fd<&-"
        exec "$BASH" "$folder/step/step.sh"
    ) </dev/null &
    prepared=$!
}

# Whether the step that runs is to be ended.
told_to_end() {
    while read -r -t 0 -u "$ending_fd"; do
        read -r -u "$ending_fd" ending
    done
    [[ $ending == "$nonce" || $ending == all ]]
}

# Ends the step that runs. Not while its bash reads what it is to evaluate: the rest of that would stay in the pipe, and
# the step after the next would take it for its own.
end_step() {
    local round
    for ((round = 0; round < 250; round++)); do
        read -r -t 0 -u "$begun_fd" && break
        kill -0 "$step_pid" 2>/dev/null || break
        nap
    done
    end_tree
}

# Waits until the step has ended, and sets code. Somebody may have ended its bash before it had read anything: then
# another one reads it, or nobody when the step was to be ended, or when bash is not there any more.
wait_for_step() {
    local length tries=0 pipe=$1
    while :; do
        wait "$step_pid"
        code=$?
        kill -0 "$step_pid" 2>/dev/null && continue
        read -r -t 0 -u "$begun_fd" && read -r -u "$begun_fd" && return
        if told_to_end || ((++tries == 10)); then
            ((tries < 10)) || { code=127 && echo 2 >"$folder/step/not-started"; }
            { read -r -N 10 length && read -r -N "$length" length; } <"$folder/$pipe"
            return
        fi
        prepare "$pipe"
        step_pid=$prepared
    done
}

start() {
    local line length code kind pipe=even prepared
    starter=$$ step_pid= next= later= nonce= ending= napping=
    eval "exec $even_fd<>\"\$folder/even\" $odd_fd<>\"\$folder/odd\" $begun_fd<>\"\$folder/begun\" \
        $ending_fd<>\"\$folder/ending\""
    if [[ $mode == cgroup ]] && ! { echo 0 >"$cgroup/cgroup.procs"; } 2>/dev/null; then
        mode=session
    fi
    [[ $mode == session && ! -r /proc/self/environ ]] && mode=group
    unset LC_ALL LC_CTYPE SHLVL
    export BASH_ENV=$folder/prelude
    if [[ $mode == session ]]; then
        remember_others
        # So that processes which left the session are found; in a cgroup there is no need.
        export CODEX_TREE=$marker
    fi
    echo "ready $mode $starter"
    # Job control gives each step a process group and the usual signals; its messages tell a signal from an exit code.
    set -m
    open_still
    exec 8>&2 2>>"$folder/notes"
    # Whoever naps is ending the step already. And a handler that reads would take the time limit from the read of the nap.
    trap '[[ -n $napping ]] || { told_to_end && end_step; }' TERM
    prepare even
    next=$prepared
    prepare odd
    later=$prepared
    while read -r -N 64 line; do
        set -- $line
        length=$3
        # In this order: whenever TERM comes, what runs is known as the step, and what waits is not.
        step_pid=$next next=$later later= nonce=$2
        told_to_end && end_step
        wait_for_step "$pipe"
        kind=E
        [[ $code -gt 128 && -s $folder/notes ]] && kind=S
        if [[ $code == 127 ]]; then
            ((length)) || { kind=N code=3; }
            { read -r code <"$folder/step/not-started" && kind=N; } 2>/dev/null
        fi
        end_tree
        [[ ! -s $folder/notes ]] || : >"$folder/notes"
        [[ ! -e $folder/step/not-started ]] || : >"$folder/step/not-started"
        line=$nonce step_pid= nonce=
        printf '\0%s%s%03d' "$line" "$kind" "$code"
        printf '\0%s%s%03d' "$line" "$kind" "$code" >&8
        prepare "$pipe"
        later=$prepared
        [[ $pipe == even ]] && pipe=odd || pipe=even
    done
    kill -KILL "$next" "$later"
}

keep() {
    local line content nonce= unwritten= pipe=even root path type round
    # Bytes are counted, not characters.
    local LC_ALL=C
    step_pid= next= keeper=$$ marker=$$.$RANDOM$RANDOM$RANDOM cgroup= starter=
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
    printf '%s' "$prelude" >"$folder/prelude" || exit 1
    for content in even odd begun ending; do
        [[ -p $folder/$content ]] || mkfifo "$folder/$content" || exit 1
    done
    local own=()
    command -v setsid >/dev/null && own=(setsid)
    exec 3> >(exec "${own[@]}" "$BASH" "$0" start "$lock" "$grace" "$folder" "$mode" "$keeper" "$marker" "$cgroup")
    starter=$!
    exec >/dev/null 2>&1
    while read -r -N 64 line; do
        set -- $line
        case $1 in
        put)
            content=
            read -r -N "$2" content
            printf '%s' "$content" >"$folder/step/$3" || unwritten=1
            ;;
        run)
            content=
            read -r -N "$3" content
            # A script that was cut off must not run.
            [[ -n $unwritten ]] && content=
            unwritten=
            nonce=$2
            # In this order: the step begins before the starter hears of it.
            printf '%-10s%s' "${#content}" "$content" 1<>"$folder/$pipe"
            printf '%-63s\n' "run $nonce ${#content}" >&3
            [[ $pipe == even ]] && pipe=odd || pipe=even
            ;;
        end)
            echo "$nonce" 1<>"$folder/ending"
            kill -TERM "$starter"
            ;;
        esac
    done
    exec 3>&-
    echo all 1<>"$folder/ending"
    kill -TERM "$starter"
    while kill -0 "$starter"; do
        wait "$starter" || nap
    done
    if [[ $mode == cgroup ]]; then
        echo 1 >"$cgroup/cgroup.kill"
        for ((round = 0; round < 250; round++)); do
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
