"""Which job makes a batch again."""

from synthscope.cbed.detection import is_clean
from synthscope.core.shards import group
from synthscope.dataset.key.columns import Row
from synthscope.dataset.remake import Job, Made


def job_of(row: Row, made: Made) -> Job:
    """The job that makes the file of a row."""
    batches = group([source.key for source in made.sources], made.settings.cbed.batch_size)
    first = made.source(row)
    name = next(name for name, keys in batches.items() if first in keys)
    if is_clean(row):
        return Job(name, f"cbed/shards/{name}.csv")
    return Job(name, f"cbed/detected/{row['condition']}/shards/{name}.csv")
