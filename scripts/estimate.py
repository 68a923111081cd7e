"""Tell what the data set will take, from a subset that is made, measured and removed again.

In: the configuration, and how much of what there is. Out: a table on standard error.
"""

import sys
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.settings.estimate import Extent, extrapolate, tell
from synthscope.settings.trial import Run, measure


def main(log):
    params = snakemake.params
    whole = Extent(**params.whole)
    run = Run(params.config, Path(params.snakefile), params.dataset, params.deployment)
    trial = measure(run, whole.structures, params.seconds)
    part = Extent(trial.structures if whole.structures else 0, min(1, whole.samples), {}, {})
    amounts = extrapolate(trial.usages, trial.rows, params.stages, part, whole)
    of = f"{part.structures:,} of {whole.structures:,} structures"
    told = f"{tell(amounts)}\nmeasured: {of if whole.structures else '1 sample'}"
    for file in (log, sys.stderr):
        file.write(f"{told}\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
