"""What the user should be told about the HAADF images of a data set."""

from collections.abc import Iterator, Mapping, Sequence

from synthscope.dataset.key.columns import Row
from synthscope.dataset.skipped_views import Skipped, summarise
from synthscope.haadf.sets import count_views


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
    yield from summarise(skipped_views)
    for name, count in wanted.items():
        if made[name] < count:
            yield f"haadf.retrieval: {count} {name} were asked for and {made[name]} are made"
