"""What the user should be told about the HAADF images of a data set."""

from collections.abc import Iterator, Mapping, Sequence

from synthscope.core.errors import InputError
from synthscope.dataset.key.columns import Row
from synthscope.haadf.sets import count_views

Skipped = Mapping[str, str]
"""structure_id, view, set and reason of a view that was left out."""


def refuse_nothing(rows: Sequence[Row], skipped_views: Sequence[Skipped]) -> None:
    """Raise `InputError` where views were left out and there is no image at all."""
    if skipped_views and not rows:
        row = skipped_views[0]
        raise InputError(
            f"no view can be imaged; {row['structure_id']}.{row['view']}: {row['reason']}"
        )


def remarks(
    rows: Sequence[Row],
    skipped_views: Sequence[Skipped],
    wanted: Mapping[str, int],
) -> Iterator[str]:
    """A line for each thing that the user should be told.

    Parameters
    ----------
    rows
        Of all HAADF images.
    skipped_views
        What was left out.
    wanted
        How many views the sets of a fixed size have.
    """
    made = count_views(rows)
    if skipped_views:
        row = skipped_views[0]
        yield (
            f"views left out: {len(skipped_views)}, such as {row['structure_id']}.{row['view']} of "
            f"{row['set']}: {row['reason']}"
        )
    for name, count in wanted.items():
        if made[name] < count:
            yield f"haadf.retrieval: {count} {name} were asked for and {made[name]} are made"
