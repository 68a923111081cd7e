"""Tell what the data set will take, from a subset that is made, measured and removed again.

More structures than it has are planned, but not made: they tell how much more work the whole is.

In: the configuration, and how much of what there is. Out: a table on standard error.
"""

import sys
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.registry.work import PLANNED_WORK
from synthscope.settings.estimate import extrapolate, tell
from synthscope.settings.load import load
from synthscope.settings.scale import Extent, tell_part
from synthscope.settings.survey import survey
from synthscope.settings.trial import Run, measure


def main(log):
    params, whole = snakemake.params, Extent(**snakemake.params.whole)
    run = Run(params.config, Path(params.snakefile), params.options)
    trials = measure(run, whole.structures, params.seconds)
    asked = load(dict(run.config)), PLANNED_WORK
    try:
        planned, unplanned = survey(run, *asked, trials[-1], whole.structures, params.seconds), ""
    except InputError as error:  # what was made tells the rest, less surely
        planned, unplanned = None, f"\nno further structures were planned: {error}"
    amounts = extrapolate(trials, params.stages, whole, planned)
    told = f"{tell(amounts)}\nmeasured: {tell_part(trials[-1], whole)}{unplanned}"
    for file in (log, sys.stderr):
        file.write(f"{told}\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
