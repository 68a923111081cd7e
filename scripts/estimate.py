"""Tell what the data set will take, from a subset that is made, measured and removed again.

In: the configuration, and how much of what there is. Out: a table on standard error.
"""

import sys
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.settings.estimate import Extent, extent_of, extrapolate, tell
from synthscope.settings.trial import Run, measure


def main(log):
    params = snakemake.params
    whole = Extent(**params.whole)
    run = Run(params.config, Path(params.snakefile), params.options)
    trials = measure(run, whole.structures, params.seconds)
    part = extent_of(trials[-1], whole)
    parts = [
        f"{getattr(part, kind):,} of {getattr(whole, kind):,} {kind}"
        for kind in ("structures", "samples")
        if getattr(whole, kind)
    ]
    told = f"{tell(extrapolate(trials, params.stages, whole))}\nmeasured: {' and '.join(parts)}"
    for file in (log, sys.stderr):
        file.write(f"{told}\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
