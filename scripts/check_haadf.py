"""Compare the HAADF images with what was asked for.

In: the tables of the images of all shards, and of what they left out. Out: all that was left out,
with the reasons. Images of views and conditions that are no longer asked for are removed; that
there is no image at all is an error.
"""

import sys
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.dataset.key.columns import read_table
from synthscope.haadf.sets import (
    count_views,
    read_left_out,
    remove_unlisted,
    write_left_out,
)


def remarks(left_out, made, wanted, removed):
    """What the user should know, a line each."""
    if left_out:
        row = left_out[0]
        yield (
            f"views left out: {len(left_out)}, such as {row['structure_id']}.{row['view']} of "
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
    left_out = read_left_out(snakemake.input.left_out)
    if left_out and not rows:
        row = left_out[0]
        raise InputError(
            f"no view can be imaged; {row['structure_id']}.{row['view']}: {row['reason']}"
        )
    removed = remove_unlisted(output.parents[1], rows)
    for line in remarks(left_out, count_views(rows), snakemake.params.wanted, removed):
        log.write(line + "\n")
        print(f"{output}: {line}", file=sys.stderr)
    write_left_out(left_out, output)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
