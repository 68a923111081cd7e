#!/usr/bin/env bash
# Stop the Slurm that start.sh started, with its jobs, and return when all of it has ended: nothing
# runs on or writes to STATE_DIR any more. Usage: stop.sh STATE_DIR
set -euo pipefail
state=$(realpath -m "${1:?usage: stop.sh STATE_DIR}")

end() {
    local pid
    pid=$(cat "$state/$1.pid" 2> /dev/null) && kill "$pid" 2> /dev/null || return 0
    for _ in $(seq 100); do
        kill -0 "$pid" 2> /dev/null || return 0
        sleep 0.1
    done
    kill -9 "$pid" 2> /dev/null || true
}

ours=$([ "$(readlink /etc/slurm/slurm.conf)" = "$state/slurm.conf" ] && echo yes || true)
# A node that is stopped leaves its jobs running.
if [ "$ours" ] && timeout 10 scancel --user=root 2> /dev/null; then
    for _ in $(seq 100); do
        [ "$(timeout 10 squeue --noheader 2> /dev/null)" ] || break
        sleep 0.1
    done
fi
end slurmd
end slurmctld
# With a configuration and no controller every Slurm command, and so Snakemake, waits in vain.
[ ! "$ours" ] || rm /etc/slurm/slurm.conf
if [ -f "$state/munged" ]; then
    munged --stop
    rm "$state/munged"
fi
