"""Compare the HAADF images with what was asked for.

In: the tables of the images of all shards, and of what they left out. Out: all that was left out,
with the reasons. Images of views and conditions that are no longer asked for are removed; that
there is no image at all is an error.
"""

import sys
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.sets import (
    count_views,
    read_skipped_views,
    remove_unlisted,
    write_skipped_views,
)


def remarks(skipped_views, made, wanted, removed):
    """What the user should know, a line each."""
    if skipped_views:
        row = skipped_views[0]
        yield (
            f"views left out: {len(skipped_views)}, such as {row['structure_id']}.{row['view']} of "
            f"{row['set']}: {row['reason']}"
        )
    for name, count in wanted.items():
        if made[name] < count:
            yield f"haadf.retrieval: {count} {name} were asked for and {made[name]} are made"
    if removed:
        yield f"removed {len(removed)} images that are no longer asked for, such as {removed[0]}"


def main(log):
    output = Path(snakemake.output[0])
    rows = [row for table in snakemake.input.tables for row in read_table(table)]
    skipped_views = read_skipped_views(snakemake.input.skipped_views)
    if skipped_views and not rows:
        row = skipped_views[0]
        raise InputError(
            f"no view can be imaged; {row['structure_id']}.{row['view']}: {row['reason']}"
        )
    removed = remove_unlisted(output.parents[1], rows)
    for line in remarks(skipped_views, count_views(rows), snakemake.params.wanted, removed):
        log.write(line + "\n")
        print(f"{output}: {line}", file=sys.stderr)
    write_skipped_views(skipped_views, output)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
