"""The files of a data set as its RO-Crate lists them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def crate_folders(digests: Mapping[str, str]) -> dict[str, str]:
    """The folders of images, and what is in them, from the digests of all files."""
    counts = Counter(name.split("/")[0] for name in digests if "/" in name)
    return {f"{name}/": f"{count} files" for name, count in sorted(counts.items())}


def crate_files(
    folder: Path, digests: Mapping[str, str], others: Iterable[Path]
) -> dict[str, dict[str, Any]]:
    """The other files, with what is known of each.

    `others` have no digest: what is made of the checksums, or after them.
    """
    files: dict[str, dict[str, Any]] = {
        name: {"name": name, "sha256": digest, "contentSize": (folder / name).stat().st_size}
        for name, digest in digests.items()
        if "/" not in name or name == "gallery/index.html"
    }
    for path in others:
        name = path.relative_to(folder).as_posix()
        files[name] = {"name": name}
    return files
