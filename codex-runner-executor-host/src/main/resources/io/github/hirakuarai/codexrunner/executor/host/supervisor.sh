# Runs the steps of one run on the lane's host, and outlives the connection and the runner that asked for them.
#
# The first four commands bring this script along, bash -c THIS supervisor.sh VERB ARGUMENT..., and leave it in the run's
# folder; the others are "bash FOLDER/supervisor.sh VERB ARGUMENT...". Each is short and may be repeated:
#
#   open RUN LEASE GRACE MODE END LOCK...   starts the supervisor; ends what an earlier one of the run left. LEASE:
#                                           milliseconds until the first renewal must come; GRACE: seconds between TERM and
#                                           KILL when the lease is over; MODE: the strongest way to find processes: cgroup,
#                                           session or group; END: a command that ends the containers in which steps run
#                                           in these locks' clone, or nothing; LOCK: files that every process of the steps holds locked, a
#                                           path or the name of one in the folder "locks"
#   end RUN                                 ends the supervisor of a run, and what it left
#   resume RUN                              finds the supervisor that runs
#   reopen RUN LEASE GRACE MODE END LOCK... finds the supervisor that runs, or starts another where it was killed
#   run N TIMEOUT GRACE LIMIT SIZE SIZE     starts step N unless it was started, then as "read N 0". Standard input: the
#                                           text that becomes the step's process and the script, of these sizes in bytes.
#                                           TIMEOUT: milliseconds; GRACE: seconds; LIMIT: KiB of the log
#   read N OFFSET SECONDS                   writes the log from an offset on, until the result stands or the time is over
#   stop N                                  ends step N
#   renew LEASE GRACE                       another LEASE milliseconds
#   close                                   ends everything and removes the folder
#
# "run" and "read" write the log to standard output and nothing else. The last line of standard error says how it goes on:
# "codex-runner: result KIND CODE SIZE WHOLE", "running", "none" (no such step), "gone" (the supervisor is, and nobody knows
# of the step), "down" (the supervisor is gone, and the step was not begun), "over" (so is the lease), "removed" (so is the
# folder), or "failed". KIND: E (exited with CODE), S (signal CODE), N (not started, for the reason CODE), T (took longer than
# its time limit), C (was stopped), L (the lease was over), G (nobody knows). SIZE: of the log. WHOLE: "whole", or "cut" where
# the disk was full. The others answer in records that end with a NUL byte, as host.sh does.
#
# The folder, ${XDG_STATE_HOME:-~/.local/state}/codex-runner/host/runs/RUN:
#
#   alive         locked by the supervisor alone
#   supervisor    "VERSION PID START MODE MARKER CGROUP", of the one that runs or ran last
#   tree          held open by every process of the steps, which is how they are known
#   bell          a pipe: a line tells the supervisor to look
#   still         a pipe that nobody writes to
#   lease         "DEADLINE GRACE LEASE", by the clock below; over: it has passed
#   output/       the run's $CODEX_OUTPUT_DIR
#   home/, box    where steps have containers: their home, and the engine's environment and, with the argument "end", END.
#                 The lock with a name has a copy beside it, LOCK.box, until all containers have ended: whoever holds that
#                 lock next, in whatever lane, ends those that a killed supervisor left
#   N.log         made by the supervisor when it begins the step, which it does once
#   N.stop        the step is to be ended
#   N.*.result    has room for the result, so that a step that fills the disk has one all the same
#   N.result      "KIND CODE SIZE WHOLE end", renamed into place when the log is on the disk
#   N.cut         the log could not be written to its end
#
# One bash is the supervisor. For each step it forks one that waits for the step's process, and one with a "cat" that
# writes the log from the single pipe that both streams go to.

version=1

# Bytes are counted, not characters. Not exported: the steps have a locale of their own.
LC_ALL=C

# Every process of the steps inherits the first ones; the supervisor alone holds the others.
lock_fd=200 lock2_fd=201 tree_fd=202 alive_fd=203 bell_fd=204 since_fd=205 still_fd=206

# Sets now, in milliseconds. A machine's sleep counts where the system says how long it is up.
clock() {
    if { read -r now _ </proc/uptime; } 2>/dev/null; then
        now=$((10#${now/./}0))
    elif [[ -n $EPOCHREALTIME ]]; then
        now=${EPOCHREALTIME//[!0-9]/} now=${now%???}
    else
        printf -v now '%(%s)T000' -1
    fi
}

# Waits for some milliseconds, without a process of its own: there may be none left to be had.
nap() {
    local seconds
    printf -v seconds '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
    if [[ -n $still ]]; then
        read -r -t "$seconds" -u "$still_fd"
    else
        sleep "$seconds"
    fi
}

# A descriptor on which nothing ever comes.
open_still() {
    still=
    [[ -p $folder/still ]] && eval "exec $still_fd<>\"\$folder/still\"" && still=1
}

status() {
    printf 'codex-runner: %s\n' "$*" >&2
    exit 0
}

# The status of a step whose supervisor does not run.
status_without() {
    [[ -e $folder/supervisor.sh ]] || status removed
    status "$1"
}

# Sets what the folder says of its supervisor. False when it is not there, or of another version.
known() {
    { read -r found supervisor started mode marker cgroup <"$folder/supervisor"; } 2>/dev/null && [[ $found == "$version" ]]
}

# Whether nobody holds the supervisor's lock, or lets it go when that is waited for. Another failure of flock says nothing of
# the supervisor.
let_go() {
    flock "$@" 9 9<>"$folder/alive"
    (($? != 1))
}

# Whether the supervisor runs.
alive() {
    [[ -e $folder/alive ]] && ! let_go -n
}

# Kills a supervisor that somebody has stopped: it keeps no time limit, and does nothing that it is told.
kill_stopped() {
    local line
    { read -r -d '' line <"/proc/$supervisor/stat" || [[ -n $line ]]; } 2>/dev/null || return
    [[ ${line##*) } != [Tt]* ]] || kill -KILL "$supervisor"
}

# As alive, without a process where it does.
seems_alive() {
    kill -0 "$supervisor" 2>/dev/null || alive
}

ring() {
    echo "$*" 1<>"$folder/bell"
}

# ---- What is asked of a step. Bash reads a script as far as it has to: not what follows, for these.

# Asks for a step, which is begun once, whoever asks how often.
start() {
    local aside=$folder/$1.$$ launch script
    [[ ! -e $folder/$1.log ]] || return
    read -r -N "$5" launch
    read -r -N "$6" script
    # It holds what the lane gives its steps.
    umask 077
    # The connection was cut.
    ((${#launch} == $5 && ${#script} == $6)) || status none
    { printf '%s' "$script" >"$aside.script" && printf '# %s %s %s\n%s' "$2" "$3" "$4" "$launch" >"$aside.request" &&
        printf '%99s\n' '' >"$aside.result"; } 2>/dev/null || status failed
    ring "start $1 ${aside##*/}"
}

# Writes the log of a step from an offset on, until its result stands or so many seconds are over.
follow() {
    local step=$folder/$1 until mark=$folder/$1.read quiet=0 now kind code size whole end
    open_still
    clock
    until=$((now + $3 * 1000))
    while [[ ! -e $step.log ]]; do
        if ! seems_alive; then
            [[ ! -e $folder/over ]] || status over
            status_without down
        fi
        clock
        ((now < until)) || status none
        nap 1
    done
    exec 5<"$step.log"
    echo >"$mark"
    if (($2)); then
        tail -c "+$(($2 + 1))" <&5
    elif [[ -s $step.log ]]; then
        cat <&5
    fi
    while :; do
        # In this order: what is written meanwhile makes the log newer than the mark.
        end=
        { read -r kind code size whole end <"$step.result"; } 2>/dev/null
        if [[ ! $step.log -ot $mark && -s $step.log ]]; then
            echo >"$mark"
            cat <&5
            quiet=0
        fi
        [[ $end != end ]] || status result "$kind" "$code" "$size" "$whole"
        if ! seems_alive; then
            [[ -e $step.result ]] && continue
            status_without gone
        fi
        clock
        if ((now >= until)); then
            alive || [[ -e $step.result ]] || status_without gone
            status running
        fi
        ((quiet++))
        nap $((quiet < 50 ? 2 : quiet < 150 ? 10 : 50))
    done
}

verb=$1 folder=${0%/*} runs=${0%/*/*}
shift
case $verb in
run | read)
    known && seems_alive || {
        [[ -e $folder/over && ! -e $folder/$1.log ]] && status over
        [[ -e $folder/$1.log ]] || status_without down
        [[ -e $folder/$1.result ]] || status_without gone
    }
    ;;&
run)
    start "$@"
    follow "$1" 0 20
    ;;
read)
    [[ -e $folder/$1.log ]] || status none
    follow "$@"
    ;;
esac

# ---- The processes of the steps.

# Sets start: when a process was started, in the kernel's ticks; empty when it is gone.
start_of() {
    local line rest
    start=
    { read -r -d '' line <"/proc/$1/stat" || [[ -n $line ]]; } 2>/dev/null || return
    read -r -a rest <<<"${line##*) }"
    start=${rest[19]}
}

# Sets parent, which is empty for a process that is gone.
parent_of() {
    local line
    parent=
    { read -r -d '' line <"/proc/$1/stat" || [[ -n $line ]]; } 2>/dev/null || return
    line=${line##*) ? } parent=${line%% *}
}

# The ids of the step processes that are there, in the array pids. False when there is none.
others() {
    local p line rest
    pids=()
    case $mode in
    cgroup)
        { mapfile -t rest <"$cgroup/cgroup.procs"; } 2>/dev/null
        for p in "${rest[@]}"; do
            [[ $p == "$supervisor" || $p == "$waiter" || $p == "$pump" || $p == "$writer" ]] && continue
            parent_of "$p"
            [[ $parent == "$pump" ]] && writer=$p || pids+=("$p")
        done
        ;;
    session)
        set_offset
        ((since && (offset - since) ** 2 > 50 ** 2)) && since=0
        for p in /proc/[0-9]*; do
            ((since)) && [[ $p -ot /proc/self/fd/$since_fd ]] && continue
            p=${p#/proc/}
            [[ $p == "$supervisor" || $p == "$waiter" || $p == "$pump" || $p == "$$" || $p == "$BASHPID" ]] && continue
            # "PID (NAME) STATE PPID PGRP SESSION ..."; the name may hold anything.
            { read -r -d '' line <"/proc/$p/stat" || [[ -n $line ]]; } 2>/dev/null || continue
            read -r -a rest <<<"${line##*) }"
            [[ ${rest[0]} == [ZX] || ${rest[1]} == "$pump" ]] && continue
            if [[ ${rest[3]} == "$session" || "/proc/$p/fd/$tree_fd" -ef "$folder/tree" ]]; then
                pids+=("$p")
            else
                { mapfile -d '' -t rest <"/proc/$p/environ"; } 2>/dev/null || continue
                for line in "${rest[@]}"; do
                    [[ $line == "CODEX_TREE=$marker" ]] && pids+=("$p") && break
                done
            fi
        done
        ;;
    group)
        group_of
        [[ -n $group ]] && kill -0 -- "-$group" 2>/dev/null && pids=("-$group")
        ;;
    esac
    ((${#pids[@]}))
}

# Sets group: the process group of the step that runs.
group_of() {
    group=
    [[ -n $running ]] && { read -r group <"$folder/$running.group"; } 2>/dev/null
}

# Sends a signal to the step's process group, which the kernel does at once for all of it, so that not even a fan that
# forks without end gets away; and to those that left the group, one by one.
signal() {
    group_of
    [[ -n $group ]] && kill "-$1" -- "-$group" 2>/dev/null
    kill "-$1" -- "${pids[@]}" 2>/dev/null
}

# Sets offset: how far the wall clock is ahead of the time since the machine started, in milliseconds; 0 when nobody knows.
set_offset() {
    local wall
    offset=0
    [[ -n $EPOCHREALTIME && -r /proc/uptime ]] || return
    wall=${EPOCHREALTIME//[!0-9]/}
    clock
    offset=$((${wall%???} - now))
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

# TERM, so many seconds, KILL. Returns when nothing is left, or after a minute in which KILL did not help.
end_tree() {
    local round now end
    others || return 0
    clock
    end=$((now + $1 * 1000))
    if (($1)); then
        signal TERM
        signal CONT
    fi
    for (( ; now < end; )); do
        # Whoever is a thousand by now is a fan, and grows.
        ((${#pids[@]} > 1000)) && break
        nap 20
        others || return 0
        clock
    done
    for ((round = 0; round < 3000; round++)); do
        # A fan whose every process makes a group of its own: the kernel can end a whole cgroup at once, the one that waits
        # for the step too. Not earlier: on a busy machine the killed take their time to go.
        if [[ $mode == cgroup ]] && ((${#pids[@]} > 1000 || round == 250)); then
            step_out
            echo 1 >"$cgroup/cgroup.kill"
        fi
        signal KILL
        others || return 0
        nap 20
    done
    return 1
}

# The supervisor is in the cgroup itself, for to move there takes 15 ms, which would be each step's. It leaves before the
# kernel ends all that is in it, and so does who writes the log.
step_out() {
    local p
    [[ $supervisor == "$$" ]] || return
    outside=1
    for p in "$supervisor" $pump $writer; do
        echo "$p" >"$outer/cgroup.procs"
    done 2>/dev/null
}

# Ends the containers of the clone: the engine's client has ended by now, and starts none. False when the engine does not.
end_containers() {
    local box=${1:-$folder/box}
    [[ ! -e $box ]] ||
        (eval "exec $alive_fd>&- $tree_fd>&- $lock_fd>&- $lock2_fd>&-" && exec timeout -k 1 60 "$BASH" "$box" end) \
            </dev/null >/dev/null 2>>"$folder/notes"
}

# What the supervisor does at its end, and whoever finds it gone: nothing of the steps is left. False when something is.
end_all() {
    end_processes && end_containers
}

end_processes() {
    local round
    if [[ $mode == cgroup ]]; then
        [[ -d $cgroup ]] || return 0
        step_out
        for ((round = 0; round < 250; round++)); do
            rmdir "$cgroup" 2>/dev/null && return 0
            echo 1 >"$cgroup/cgroup.kill"
            nap 20
        done
        return 1
    fi
    end_tree 0
}

# ---- The supervisor.

# Holds the locks. Says "busy" when others do. Sets left: what ends the containers of the clone's last run.
hold() {
    local lock fd=$lock_fd
    left=
    for lock in "$@"; do
        if [[ $lock != /* ]]; then
            mkdir -p "${runs%/runs}/locks"
            lock=${runs%/runs}/locks/$lock
            left=$lock.box
        fi
        eval "exec $fd<>\"\$lock\"" 2>/dev/null || { echo "failed $lock" && exit 0; }
        flock -w 1 "$fd" || { echo busy && exit 0; }
        fd=$lock2_fd
    done
    [[ -n $left ]] || return 0
    end_containers "$left" || { echo contained "$left" && exit 0; }
    rm -f "$left"
    [[ ! -e $folder/box ]] || cp "$folder/box" "$left" || { echo "failed $left" && exit 0; }
}

# Removes what runs have left that nobody has held for a week. Before that, of runs that nobody holds, what the lane gave their
# steps: whoever takes such a run up asks for its steps anew.
sweep() {
    local old
    for old in "$runs"/*/*.request; do
        [[ -e $old ]] && flock -n "${old%/*}/alive" rm -f -- "$old" "${old%.request}.script"
    done
    find "$runs" -mindepth 2 -maxdepth 2 -name alive -mtime +7 2>/dev/null | while IFS= read -r old; do
        (flock -n 9 && discard "${old%/alive}") 9<"$old"
    done
}

# Removes a folder of a run, and folders in it that a step has made read-only, such as a cache of Go modules.
discard() {
    rm -rf -- "$1" 2>/dev/null || { find "$1" -type d ! -perm -700 -exec chmod u+rwx {} \; 2>/dev/null; rm -rf -- "$1"; }
}

make_cgroup() {
    local root path type
    { while read -r _ root type _; do
        [[ $type == cgroup2 ]] && break
    done </proc/mounts; } 2>/dev/null
    { while IFS= read -r path; do
        [[ $path == 0::* ]] && break
    done </proc/self/cgroup; } 2>/dev/null
    [[ $type == cgroup2 && $path == 0::* ]] || return
    outer=$root${path#0::}
    cgroup=${outer%/}/codex-runner-$marker
    mkdir "$cgroup" 2>/dev/null && [[ -w $cgroup/cgroup.kill ]] && { echo $$ >"$cgroup/cgroup.procs"; } 2>/dev/null
}

# Sets lease_end, lease_grace and lease. False when somebody has removed the folder: nobody can ask for anything any more.
read_lease() {
    { read -r lease_end lease_grace lease <"$folder/lease"; } 2>/dev/null
}

supervise() {
    local line now wait rest deadline lease_end lease_grace lease step_grace request waiter_gone begun left
    mode=$3
    supervisor=$$ session=$$ waiter= pump= writer= running= group= since=0 outside=
    marker=$$.$RANDOM$RANDOM$RANDOM cgroup=-
    # The interrupt key of a terminal is not the supervisor's. Handlers, because a step would inherit "ignore".
    trap : INT HUP TERM
    open_still
    eval "exec $alive_fd<>\"\$folder/alive\" $tree_fd<>\"\$folder/tree\" $bell_fd<>\"\$folder/bell\"" || exit
    # Whoever sweeps holds it for a moment.
    flock -w 1 "$alive_fd" || { echo busy && exit; }
    hold "${@:4}"
    clock
    echo "$((now + $1)) $2 $1" >"$folder/lease"
    (eval "exec $alive_fd>&- $bell_fd>&- $tree_fd>&- $lock_fd>&- $lock2_fd>&- >/dev/null" && sweep) &
    if [[ $mode == cgroup ]] && ! make_cgroup; then
        [[ $cgroup == - ]] || rmdir "$cgroup" 2>/dev/null
        mode=session cgroup=-
    fi
    [[ $mode == session && ! -r /proc/self/environ ]] && mode=group
    if [[ $mode == session ]]; then
        remember_others
        # So that processes which left the session are found; in a cgroup there is no need.
        export CODEX_TREE=$marker
    fi
    unset LANGUAGE SHLVL
    start_of $$
    echo "$version $$ ${start:-0} $mode $marker $cgroup" >"$folder/supervisor"
    echo "ready $mode"
    exec >/dev/null
    while read_lease; do
        clock
        wait=5000
        rest=$((lease_end - now))
        [[ -n $running ]] || ((rest += lease))
        ((rest < wait)) && wait=$rest
        [[ -n $running ]] && ((deadline - now < wait)) && wait=$((deadline - now))
        [[ -z $waiter_gone ]] || wait=10
        line=
        if ((wait > 0)); then
            printf -v wait '%d.%03d' $((wait / 1000)) $((wait % 1000))
            # When the time is over in the middle of a line, the rest comes with the next look.
            if read -r -t "$wait" -u "$bell_fd" line; then
                line=$begun$line begun=
            else
                begun+=$line line=
            fi
        fi
        set -- $line
        read_lease || break
        clock
        # Between steps it may wait for a renewal for as long again: nothing runs, and nothing is begun.
        if ((lease_end <= now)) && { [[ -n $running ]] || ((lease_end + lease <= now)); }; then
            : >"$folder/over"
            [[ -z $running ]] || finish L 0 "$lease_grace"
            break
        fi
        if [[ $1 == start && -z $running ]]; then
            begin "$2" "$folder/$3"
        elif [[ $1 == close ]]; then
            [[ -z $running ]] || finish C 0 "$step_grace"
            break
        fi
        [[ -n $running ]] || continue
        if [[ "$1 $2" == "ended $running" ]]; then
            finish "$3" "$4" "$step_grace"
        elif [[ -e $folder/$running.stop ]]; then
            finish C 0 "$step_grace"
        elif ((deadline <= now)); then
            finish T 0 "$step_grace"
        elif [[ -n $waiter_gone && -z $line ]]; then
            finish G 0 0
        elif ! kill -0 "$waiter" 2>/dev/null; then
            # What it said of the end, if it did, is in the pipe by now.
            waiter_gone=1
        fi || break
    done
    end_all && [[ -n $left ]] && rm -f "$left"
    rm -f "$folder/bell"
}

# Begins a step, if it was not begun before. REQUEST: the beginning of the names of its files.
begin() {
    local timeout limit
    set -C
    { : >"$folder/$1.log"; } 2>/dev/null || { set +C && return; }
    set +C
    running=$1 request=$2
    read -r _ timeout step_grace limit <"$request.request"
    clock
    deadline=$((now + timeout))
    if ((lease_end <= now)); then
        finish L 0 0
        return
    elif [[ -e $folder/$1.stop ]]; then
        finish C 0 0
        return
    fi
    if [[ -n $outside ]]; then
        echo $$ >"$cgroup/cgroup.procs"
        outside=
    fi
    exec 9> >(write_log "$limit")
    pump=$!
    attend "$1" >&9 2>&9 9>&- &
    waiter=$!
    exec 9>&-
}

# Ends what a step left, and writes its result: when that stands, the log is whole and on the disk. False when it could not
# be written: then nobody may wait for it.
finish() {
    local step=$folder/$running size=0 whole=whole round written=
    end_tree "$3"
    # What goes on there would while the clone is put back.
    end_containers || return
    # Whoever got away may hold the pipe.
    for ((round = 0; round < 110; round++)); do
        kill -0 "$pump" 2>/dev/null || break
        nap $((round < 10 ? 1 : 10))
    done
    kill "$pump" 2>/dev/null
    [[ ! -s $step.log ]] || size=$(log_size "$step.log")
    [[ ! -e $step.cut ]] || whole=cut
    # Over the room that it has: the disk may be full. Where a step took that away, it may be full for a moment.
    for ((round = 0; round < 30; round++)); do
        { echo "$1 $2 $size $whole end" 1<>"$request.result"; } 2>/dev/null && written=1 && break
        nap 100
    done
    [[ -n $written ]] || return
    sync "$step.log" "$request.result" 2>/dev/null || sync
    # A step may have put a folder there.
    [[ ! -d $step.result ]] || rm -rf -- "$step.result"
    mv -f "$request.result" "$step.result"
    running= waiter= pump= writer= waiter_gone=
}

log_size() {
    stat -c %s "$1" 2>/dev/null || stat -f %z "$1"
}

# Writes the log from standard input. Past the limit it is read all the same, so that no writer finds its pipe closed.
write_log() {
    local writer
    eval "exec $alive_fd>&- $bell_fd>&- $tree_fd>&- $lock_fd>&- $lock2_fd>&- $since_fd<&- 9>&-"
    trap 'kill "$writer"; exit' TERM
    trap '' XFSZ
    ulimit -f "$1"
    cat <&0 >>"$folder/$running.log" 2>/dev/null &
    writer=$!
    wait "$writer" && exit
    (($(log_size "$folder/$running.log") >= $1 * 1024)) || : >"$folder/$running.cut"
    cat <&0 >/dev/null &
    writer=$!
    wait "$writer"
}

# Starts the step's process, waits for its end, and tells the supervisor.
attend() {
    local step=$folder/$1 script=$request.script pid code kind=E
    trap : INT HUP TERM
    eval "exec $alive_fd>&-"
    # Job control gives the step a process group and the usual signals; its messages tell a signal from an exit code.
    set -m
    exec 8>&2 2>"$step.notes"
    (
        eval "exec 2>&8 8>&- $bell_fd>&- $since_fd<&- $still_fd<&-"
        umask "$mask"
        . "$request.request"
        exit 127
    ) </dev/null &
    pid=$!
    # The log ends with the step's own processes.
    exec >/dev/null 8>&-
    echo "$pid" >"$step.group"
    while :; do
        wait "$pid"
        code=$?
        kill -0 "$pid" 2>/dev/null || break
    done
    if [[ -s $step.not-started ]]; then
        # A step in a container may have written it; there, S says that a signal ended it.
        read -r -n 1 kind <"$step.not-started"
        case $kind in
        S) code=$((code > 128 ? code - 128 : 9)) ;;
        [13]) code=$kind kind=N ;;
        *) code=2 kind=N ;;
        esac
    elif ((code > 128)) && [[ -s $step.notes ]]; then
        kind=S code=$((code - 128))
    fi
    echo "ended $1 $kind $code" >&$bell_fd
}

# ---- The other commands.

record() {
    printf '%s\0' "$@"
}

fail() {
    record "$*"
    exit 0
}

# Sets runs and folder.
place() {
    local base=$XDG_STATE_HOME
    [[ $base == /* || $HOME == /* ]] || fail failed "HOME is not set on the host: set it, or XDG_STATE_HOME"
    [[ $base == /* ]] || base=$HOME/.local/state
    runs=$base/codex-runner/host/runs
    folder=$runs/$1
}

# Puts the supervisor's place in order when it is gone. False when something of the steps could not be ended.
settle() {
    waiter= pump= writer= running= since=0 session=$supervisor
    open_still
    start_of "$supervisor"
    # Another process has the number by now.
    [[ -z $start || $start == "$started" ]] || session=-
    end_all
}

# What the supervisor was started with, and the steps may have: the environment of the lane's user.
environment() {
    cat "/proc/$$/environ" 2>/dev/null || env -0
}

require_programs() {
    local program
    for program in flock stat sync; do
        command -v "$program" >/dev/null || fail missing "$program"
    done
    ((BASH_VERSINFO[0] >= 4)) || fail missing "bash 4 or newer"
}

# Ends what a supervisor left, the supervisor first. False when something cannot be ended.
end_supervisor() {
    local round
    if alive; then
        ring close
        for ((round = 0; round < 90; round++)); do
            kill_stopped
            let_go -w 1 && break
        done
        ((round < 90)) || return 1
    fi
    settle
}

found() {
    record ok "$folder" "$mode"
    environment
}

# Starts the supervisor in its folder: LEASE GRACE MODE END LOCK...
launch() {
    local own=() signals=() answer mask
    mask=$(umask)
    umask 077
    mkdir -p "$folder/output" 2>/dev/null &&
        { [[ -p $folder/bell && -p $folder/still ]] ||
            { rm -f "$folder"/{bell,still} && mkfifo "$folder"/{bell,still}; }; } &&
        printf '%s\n' "$BASH_EXECUTION_STRING" >"$folder/supervisor.new" && mv -f "$folder/supervisor.new" "$folder/supervisor.sh" ||
        {
            # That of a run that goes on holds what its steps left.
            [[ $verb != open ]] || rm -rf -- "$folder"
            fail failed "the folder $folder cannot be written: free space, or change its owner"
        }
    [[ -z $4 ]] || { mkdir -p "$folder/home" && { export -p && printf '[[ $1 != end ]] || {\n%s\n}\n' "$4"; } >"$folder/box"; } ||
        fail failed "the folder $folder cannot be written: free space"
    command -v setsid >/dev/null && own=(setsid)
    # What a shell inherits as ignored, as from "nohup codex-runner watch &", neither it nor a step could ever trap.
    env --default-signal true 2>/dev/null && signals=(--default-signal)
    # The steps find what the runner says, and nothing of this shell's. LANG, which they likely have too, takes bash longer
    # to set than to start with.
    read -r answer mode < <(
        exec env -i "${signals[@]}" PATH="$PATH" ${LANG:+"LANG=$LANG"} "${own[@]}" "$BASH" "$folder/supervisor.sh" supervise "$mask" "${@:1:3}" "${@:5}" \
            </dev/null 2>>"$folder/notes"
    )
    case $answer in
    ready) found ;;
    busy)
        [[ -e $folder/supervisor ]] || rm -rf -- "$folder"
        fail busy
        ;;
    contained)
        answer=$(tail -c 300 "$folder/notes" | tr '\n' ' ')
        [[ -e $folder/supervisor ]] || rm -rf -- "$folder"
        fail failed "a container of an earlier run may be at work in the clone, and could not be ended ($answer): run the engine," \
            "or remove $mode when there is none"
        ;;
    failed) fail failed "the lock $mode cannot be opened: make its folder writable for the lane's user" ;;
    *) fail failed "the supervisor of the steps did not start: see $folder/notes" ;;
    esac
}

case $verb in
supervise) # MASK, and what "open" says after RUN
    # The supervisor's own files are private; those of the steps are as their user's are.
    mask=$1
    supervise "${@:2}"
    ;;
open)
    require_programs
    place "$1"
    if known; then
        end_supervisor || fail busy
    fi
    discard "$folder"
    launch "${@:2}"
    ;;
end)
    place "$1"
    known || fail none
    end_supervisor || fail busy
    record ok
    ;;
resume | reopen)
    place "$1"
    known || fail gone
    [[ ! -e $folder/over ]] || fail over
    if alive; then
        found
    elif [[ $verb == resume ]]; then
        fail gone
    else
        settle || fail busy
        launch "${@:2}"
    fi
    ;;
stop)
    known && kill_stopped
    known && { : >"$folder/$1.stop" && alive && ring "stop $1" || settle || fail busy; }
    record ok
    ;;
renew)
    known && alive && [[ ! -e $folder/over ]] || fail over
    clock
    echo "$((now + $1)) $2 $1" >"$folder/lease.$$" && mv -f "$folder/lease.$$" "$folder/lease" && touch "$folder/alive" &&
        ring renew || fail failed "the folder $folder cannot be written: free space"
    record ok
    ;;
close)
    if known; then
        end_supervisor || fail busy
    fi
    discard "$folder"
    record ok
    ;;
esac
