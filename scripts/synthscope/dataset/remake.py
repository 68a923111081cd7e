"""What a finished data set was made from, and the job that made one of its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError
from synthscope.core.tables import listed_files, read_records
from synthscope.dataset.key.columns import Row, without_frame
from synthscope.structures.sources.source import Source
from synthscope.structures.sources.sources import list_sources


@dataclass(frozen=True)
class Job:
    """A job that makes images: its name among its product's, and its table below the data set."""

    name: str
    table: str


@dataclass(frozen=True)
class Made:
    """A finished data set.

    Attributes
    ----------
    folder
        Of the data set.
    settings
        The whole configuration.
    resources
        The project's folder of that name.
    """

    folder: Path
    settings: Any
    resources: Path

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The rows of key.csv, with cells as text."""
        return read_records(self.folder / "key.csv")

    def row(self, filename: str) -> dict[str, str]:
        """The row of a file.

        Raises
        ------
        InputError
            There is none.
        """
        for row in self.rows:
            if row["filename"] == filename:
                return row
        raise InputError(f"{self.folder / 'key.csv'} has no row for {filename}")

    @cached_property
    def sources(self) -> Sequence[Source]:
        """The structures (or files with several) that the data set was made from."""
        return list_sources(self.settings.structures, self.resources)

    def source(self, row: Row) -> str:
        """The key of the source of a row's structure, or of the first of several.

        Raises
        ------
        InputError
            The configuration names no such structure.
        """
        structure = row["structure_id"].split(" ")[0]
        keys = {source.id: source.key for source in self.sources}
        for name in (structure, without_frame(structure)):
            if name in keys:
                return keys[name]
        raise InputError(f"structure {structure} is not among those that configuration.json names")

    def table_of(self, row: Row, pattern: str) -> str:
        """Which of the tables that fit a pattern below the folder lists a row's file.

        Raises
        ------
        InputError
            None does.
        """
        for table in sorted(self.folder.glob(pattern)):
            if row["filename"] in listed_files(table):
                return table.relative_to(self.folder).as_posix()
        raise InputError(f"none of the tables {self.folder / pattern} lists {row['filename']}")


def job_of_structure(row: Row, made: Made) -> Job:
    """The job that makes the file of a row, where each structure has a job of its own."""
    source = made.source(row)
    return Job(source, f"{row['product']}/shards/{source}.csv")
