"""Finished parts of a long job, kept beside its output so that a killed job goes on from there."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_ENDING = ".kept"


@contextmanager
def keeping(output: str | os.PathLike) -> Iterator[Path]:
    """A hidden folder beside a job's output, for parts that are whole; it goes when all is well.

    Name each part with `part_name` after all that it depends on: what a job with other settings,
    other inputs or other code kept is then not found.
    """
    output = Path(output)
    folder = output.with_name(f".{output.name}{_ENDING}")
    folder.mkdir(parents=True, exist_ok=True)
    yield folder
    shutil.rmtree(folder)


def part_name(*reasons: Any) -> str:
    """A file's name that differs when any of the reasons does; they are anything that JSON can say.

    The 128 bits of the digest are enough to never meet twice.
    """
    text = json.dumps(reasons, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def remove_kept(folder: str | os.PathLike) -> list[Path]:
    """Remove what killed jobs kept below a folder and no job asked for again; return the paths.

    To be called when all jobs have ended well.
    """
    found = sorted(path for path in Path(folder).rglob(f".*{_ENDING}") if path.is_dir())
    for path in found:
        shutil.rmtree(path)
    return found
