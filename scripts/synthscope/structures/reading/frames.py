"""Which structures of a file with several are taken."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from synthscope.core.errors import InputError

Frames = str | Sequence[int]
"""all, first or last; or the first number, the last one and the step, counted from 1."""


def frames_of(frames: Frames | Mapping[str, Frames], name: str) -> Frames:
    """The choice for a file of that name: of the first pattern it fits, or all."""
    if not isinstance(frames, Mapping):
        return frames
    return next((chosen for like, chosen in frames.items() if fnmatchcase(name, like)), "all")


def numbered(count: int, frames: Frames = "all") -> list[int]:
    """Numbers, from 1, of the chosen ones of `count` structures; [0] where there is only one.

    Raises
    ------
    InputError
        None is chosen.
    """
    if count == 1:
        return [0]
    if isinstance(frames, str):
        whole = list(range(1, count + 1))
        return {"all": whole, "first": whole[:1], "last": whole[-1:]}[frames]
    first, last, step = frames
    chosen = list(range(first, min(last, count) + 1, step))
    if not chosen:
        raise InputError(
            f"frames {list(frames)} (first, last, step) takes none of its {count} structures"
        )
    return chosen


def choose_frames(structures: Sequence[Any], frames: Frames = "all") -> list[tuple[int, Any]]:
    """The chosen ones with their numbers; see `numbered`."""
    return [(n, structures[max(n, 1) - 1]) for n in numbered(len(structures), frames)]
