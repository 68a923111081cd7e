"""What the tests share."""

import os
from pathlib import Path

import numpy as np
import pytest

from synthscope.structures.model import Crystal


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
