"""The day of publication that the manifests state, which never comes from the clock."""

import re
from datetime import UTC, datetime

from synthscope.core.errors import InputError


def publication_day(stated: str | None, epoch: str | None, citation: str) -> str:
    """The day as YYYY-MM-DD: the first of these that is known.

    Parameters
    ----------
    stated
        In the configuration.
    epoch
        SOURCE_DATE_EPOCH of the environment: seconds since 1970, UTC, as for reproducible builds.
    citation
        The text of CITATION.cff, which has the day on which this version of the workflow came out.

    Raises
    ------
    InputError
        The epoch is no whole number of seconds, or nothing has a day.
    """
    if stated:
        return stated
    if epoch:
        # Up to the last second of the year 9999.
        if not re.fullmatch(r"\d{1,12}", epoch) or int(epoch) > 253402300799:
            raise InputError(
                f"SOURCE_DATE_EPOCH is {epoch!r}; a whole number of seconds since 1970 is needed"
            )
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    released = re.search(r"^date-released: *['\"]?(\d{4}-\d\d-\d\d)", citation, flags=re.M)
    if not released:
        raise InputError("CITATION.cff has no date-released; set package.published to a day")
    return released[1]
