"""What jobs may use, and which of them a cluster ended for using more; holds no rules."""

from synthscope.core.cluster_limits import limit_line, newest_log


def by_attempt(amount):
    """A resource that each further attempt has once more of; only clusters try again."""
    return lambda wildcards, attempt: amount * attempt


def tell_limits():
    """Say for each job that Slurm ended at a limit which limit that was, and what raises it."""
    if workflow.executor_plugin.name != "slurm":
        return
    logs = Path(workflow.executor_settings.logdir or ".snakemake/slurm_logs")
    for job in workflow.scheduler.failed:
        if job.is_group():
            continue
        name = job.rule.name
        line = limit_line(
            " ".join([name, *job.wildcards]),
            name,
            job.attempt,
            {kind: job.resources[kind] for kind in ("mem_mb", "runtime")},
            newest_log(logs, name, job.wildcards),
        )
        if line:
            note(line)
