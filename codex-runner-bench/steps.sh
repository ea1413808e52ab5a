#!/usr/bin/env bash
# What steps cost: one that does nothing, in turns with "bash -c :", locally (bound: 15 ms over it at the median) and over
# SSH; 1 GiB of output in writes of 64 KiB, in turns with "bash script > file" (bounds: 1.8 times as long, 200 MB); and
# whole runs in clones of 50 and of 50,000 files, in turns with git by hand (bound: 2.0 times as long).
#
#   codex-runner-bench/steps.sh [ROUNDS]     after the profile "bench" was built, as README.md says; on a quiet machine
set -euo pipefail

cd "$(dirname -- "$0")/.."
classes="$(ls codex-runner-bench/target/codex-runner-bench-*.jar):$(cat codex-runner-bench/target/classpath.txt)"
measure() { "${JAVA_HOME:+$JAVA_HOME/bin/}java" "${@:3}" -cp "$classes" "io.github.hirakuarai.codexrunner.bench.$1" $2; }

measure StepMeasurement local
[[ ! -x /usr/sbin/sshd ]] || measure StepMeasurement ssh
measure OutputMeasurement "blocks ${1:-15}" -Xmx64m
measure FilesMeasurement "50 ${1:-15}"
measure FilesMeasurement "50000 ${1:-15}"
