"""Tell what the data set will take, from a subset that is made, measured and removed again.

More structures than it has are planned, but not made: they tell how much more work the whole is.

In: the configuration, and how much of what there is. Out: a table on standard error.
"""

import sys
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.registry.work import PLANNED_WORK
from synthscope.settings.estimate import extrapolate, tell
from synthscope.settings.load import load
from synthscope.settings.scale import Extent, extent_of
from synthscope.settings.survey import survey
from synthscope.settings.trial import Run, measure


def main(log):
    params, whole = snakemake.params, Extent(**snakemake.params.whole)
    run = Run(params.config, Path(params.snakefile), params.options)
    trials = measure(run, whole.structures, params.seconds)
    asked = load(dict(run.config)), PLANNED_WORK
    planned = survey(run, *asked, trials[-1], whole.structures, params.seconds)
    part = extent_of(trials[-1], whole)
    parts = [
        f"{getattr(part, kind):,} of {getattr(whole, kind):,} {kind}"
        for kind in ("structures", "samples")
        if getattr(whole, kind)
    ]
    amounts = extrapolate(trials, params.stages, whole, planned)
    told = f"{tell(amounts)}\nmeasured: {' and '.join(parts)}"
    for file in (log, sys.stderr):
        file.write(f"{told}\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
