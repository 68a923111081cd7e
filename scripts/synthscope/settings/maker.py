"""Which configuration made a data set, so that another one does not write over it unasked.

What one configuration's jobs made, those of another with the same `dataset` would replace or
remove. Whoever edits his configuration means that; whoever runs a second file that was copied from
the first does not. So the file counts, not what stands in it: kept beside Snakemake's own notes on
a run, as no file of a data set names a path.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.tables import write_json

FOLDER = Path(".snakemake") / "data_sets"
"""Below the folder that Snakemake runs in."""


def refuse_other_configuration(
    dataset: str, files: Sequence[str], settings: str, folder: Path = FOLDER
) -> None:
    """Refuse to write over the data set of another configuration.

    It is another one where it was read from other files, which are still there, and means
    something else.

    Parameters
    ----------
    files
        The configuration's, as paths.
    settings
        Hash of what they and the command line say.

    Raises
    ------
    InputError
        Naming both configurations, and what to do.
    """
    made = _remembered(folder / f"{dataset}.json")
    others = made.get("files", [])
    if not others or _same(others, files) or made.get("settings") == settings:
        return
    if not os.path.isdir(f"results/{dataset}") or not all(map(os.path.isfile, others)):
        return
    raise InputError(
        f"results/{dataset} was made by {' and '.join(others)}; {' and '.join(_relative(files))} "
        "would write over it: name another `dataset`, or take this one over with "
        "--config take_over=true"
    )


def remember_configuration(
    dataset: str, files: Sequence[str], settings: str, folder: Path = FOLDER
) -> None:
    """Keep which configuration a data set is made by."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"files": _relative(files), "settings": settings}
    write_json(made, folder / f"{dataset}.json")


def _same(others: Sequence[str], files: Sequence[str]) -> bool:
    """Whether both name the same files, perhaps by other paths."""
    return list(map(os.path.realpath, others)) == list(map(os.path.realpath, files))


def _relative(files: Sequence[str]) -> list[str]:
    return [os.path.relpath(path) for path in files]


def _remembered(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
