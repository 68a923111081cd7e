"""What the tests share."""

import os
from pathlib import Path

import numpy as np
import pytest

from synthscope.settings.load import checked
from synthscope.structures.checking.catalog import check_sources
from synthscope.structures.model import Crystal
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.sources import list_sources

RESOURCES = Path(__file__).resolve().parents[1] / "resources"


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder with real files of the data sets that this project rebuilds; skip without it."""
    root = Path(__file__).parent.parent
    folder = Path(os.environ.get("SYNTHSCOPE_REFERENCE", root.parent / "shared" / "reference"))
    if not folder.is_dir():
        pytest.skip("real reference files are not here (SYNTHSCOPE_REFERENCE)")
    return folder


@pytest.fixture(scope="session")
def antimony() -> Crystal:
    """Simple cubic, a = 2.986 Å: ICSD 52227 of the atomagined data set."""
    return Crystal("052227", "user", "Antimony", [51], [[0, 0, 0]], np.eye(3) * 2.986, formula="Sb")


def accepted(**settings) -> dict[str, Crystal]:
    """Accepted structures of some settings by id."""
    chosen = checked(StructuresSettings, settings)
    sources = list_sources(chosen, RESOURCES)
    crystals, rows = check_sources(sources, chosen, 1)
    assert [row["reason"] for row in rows if row["status"] != "accepted"] == []
    return {crystal.id: crystal for crystal in crystals}


@pytest.fixture(scope="session")
def aflow() -> dict[str, Crystal]:
    return accepted(aflow="all")


@pytest.fixture(scope="session")
def shipped() -> dict[str, Crystal]:
    return accepted(include="all")
