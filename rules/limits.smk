"""What jobs may use, and why those ended that did not come to their end; holds no rules."""

import time

from synthscope.core.cluster_limits import limit_line, newest_log
from synthscope.core.failures import failure_line, tell_last

BEGAN = time.time()
CUDA_MB = 4000  # a reserve for a GPU's library and driver


def on_gpu(section):
    """Whether the waves of a product are propagated on a GPU."""
    return section.device == "cuda"


def waves_mb(section):
    """The memory of a job that propagates them."""
    return section.memory_mb + (CUDA_MB if on_gpu(section) else 0)


def by_attempt(amount):
    """A resource that each further attempt has once more of; only clusters try again."""
    return lambda wildcards, attempt: amount * attempt


def tell_failures():
    """Say why each job failed, after all else; of a cluster's limit, what raises it."""
    lines = []
    for job in workflow.scheduler.failed:
        for one in job if job.is_group() else [job]:
            log = Path(one.log[0]) if one.log else None
            told = failure_line(one.rule.name, " ".join(one.wildcards), log, BEGAN)
            lines.append(limit_told(one) or told)
    tell_last(sorted(lines), LOGS)


def limit_told(job):
    """The line on the limit at which Slurm ended a job, "" where none was the cause."""
    if workflow.executor_plugin.name != "slurm":
        return ""
    logs = Path(workflow.executor_settings.logdir or ".snakemake/slurm_logs")
    name = job.rule.name
    return limit_line(
        " ".join([name, *job.wildcards]),
        name,
        job.attempt,
        {kind: job.resources[kind] for kind in ("mem_mb", "runtime")},
        newest_log(logs, name, job.wildcards),
    )
