#!/usr/bin/env bash
# Start a one-node Slurm for tests: no systemd, no cgroups, no accounting. Needs root and Debian's
# slurm-wlm and munge. Usage: start.sh STATE_DIR; stop it again with stop.sh STATE_DIR.
set -euo pipefail
state=$(realpath -m "${1:?usage: start.sh STATE_DIR}")
mkdir -p "$state"/{controller,node}
host=$(hostname -s)
memory=$(awk '/^MemTotal/ {print int($2 / 1024 * 0.8)}' /proc/meminfo)

# Memory and time limits are enforced as on a real cluster, by the daemons' own bookkeeping.
cat > "$state/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
StateSaveLocation=$state/controller
SlurmdSpoolDir=$state/node
SlurmctldPidFile=$state/slurmctld.pid
SlurmdPidFile=$state/slurmd.pid
SlurmctldLogFile=$state/slurmctld.log
SlurmdLogFile=$state/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=2
JobAcctGatherParams=OverMemoryKill
KillWait=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory
PartitionName=main Nodes=$host Default=YES State=UP
CONF
# Jobs do not inherit SLURM_CONF, so the file must also be where the programs look for it.
mkdir -p /etc/slurm
ln -sf "$state/slurm.conf" /etc/slurm/slurm.conf

install -d -o munge -m 755 /run/munge
if ! munge -n > /dev/null 2>&1; then
    runuser -u munge -- /usr/sbin/munged
    touch "$state/munged"  # ours, so stop.sh ends it
fi
slurmctld
slurmd
for _ in $(seq 300); do
    [ "$(sinfo --noheader --format=%t 2> /dev/null)" = idle ] && exit 0
    sleep 0.1
done
sinfo || true
tail -n 20 "$state"/*.log >&2
exit 1
