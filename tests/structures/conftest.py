"""Structures that several tests look at, made once."""

from pathlib import Path

import pytest

from synthscope.configuration.structures import StructuresSettings
from synthscope.structures.catalog import check_sources
from synthscope.structures.model import Crystal
from synthscope.structures.sources import list_sources

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def accepted(**settings) -> dict[str, Crystal]:
    """Accepted structures of some settings by id."""
    chosen = StructuresSettings(**settings)
    sources = list_sources(chosen, RESOURCES)
    crystals, rows = check_sources(sources, chosen.model_dump(mode="json"), 1)
    assert [row["reason"] for row in rows if row["status"] != "accepted"] == []
    return {crystal.id: crystal for crystal in crystals}


@pytest.fixture(scope="session")
def aflow() -> dict[str, Crystal]:
    return accepted(aflow="all")


@pytest.fixture(scope="session")
def shipped() -> dict[str, Crystal]:
    return accepted(include="all")
