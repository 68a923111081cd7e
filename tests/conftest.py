"""What the tests share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder with real files of the data sets that this project rebuilds; skip without it."""
    root = Path(__file__).parent.parent
    folder = Path(os.environ.get("SYNTHSCOPE_REFERENCE", root.parent / "shared" / "reference"))
    if not folder.is_dir():
        pytest.skip("real reference files are not here (SYNTHSCOPE_REFERENCE)")
    return folder
