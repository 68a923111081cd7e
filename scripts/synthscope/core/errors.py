"""The one exception that a user's input can cause, and what others say, in a line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class InputError(ValueError):
    """Something that came from outside (a file, a configuration) cannot be used.

    The message is a single line that names the file or key, says what is wrong and what would be
    right. Scripts print it as it is, without a traceback.
    """


class NeedsMemory(InputError):
    """A calculation that would be right needs more memory than it may have."""


@contextmanager
def told_last(name: str = "") -> Iterator[None]:
    """End the program at an `InputError` with its message, which nothing comes after.

    `name` is that of the file that it is about, where it does not say so itself. What Snakemake
    catches, it tells between places in the workflow's files, which say nothing to a user.
    """
    try:
        yield
    except InputError as error:
        sys.exit(f"{name}: {error}" if name else str(error))


def one_line(said: Exception | str, most: int = 200) -> str:
    """What an exception or a file says, on one line of at most so many characters."""
    return " ".join(str(said).split())[:most]
