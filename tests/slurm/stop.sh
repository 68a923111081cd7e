#!/usr/bin/env bash
# Stop the Slurm that start.sh started. Usage: stop.sh STATE_DIR
set -euo pipefail
state=$(realpath -m "${1:?usage: stop.sh STATE_DIR}")
for daemon in slurmd slurmctld; do
    [ ! -f "$state/$daemon.pid" ] || kill "$(cat "$state/$daemon.pid")" || true
done
# With a configuration and no controller every Slurm command, and so Snakemake, waits in vain.
if [ "$(readlink /etc/slurm/slurm.conf)" = "$state/slurm.conf" ]; then
    rm /etc/slurm/slurm.conf
fi
