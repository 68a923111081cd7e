"""Files hold what the documentation lists, and its tutorial works as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

DOCS = Path(__file__).parents[2] / "docs"


def documented(heading):
    """Patterns of the names that a section of the page on files lists in its first column."""
    page = (DOCS / "labels.md").read_text()
    section = page.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (.+?) \|", section, flags=re.M)
    names = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    names += re.findall(r"`((?:peak_map_|stem0|columns/|simulation/|d\w+_coords)[\w-]*)`", section)
    return [re.sub(r"<\w+>", r"[\\w.-]+", name) for name in names]


def known(name, patterns):
    return any(re.search(rf"(^|/){pattern}(/|$)", name) for pattern in patterns)


@pytest.mark.parametrize(
    ("heading", "files"),
    [("HAADF", "haadf/general/h5/*.h5"), ("CBED", "cbed/*/*.h5"), ("USID", "usid/haadf/*.h5")],
)
def test_the_datasets_of_hdf5_files_are_documented(everything, heading, files):
    patterns = documented(heading) if heading != "USID" else ["Raw_Data", r"\w+_(Indices|Values)"]
    paths = sorted(everything.results.glob(files))
    assert paths
    with h5py.File(paths[0]) as file:
        names = []
        file.visititems(
            lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None
        )
    assert names and [name for name in names if not known(name, patterns)] == []


def test_the_arrays_of_gaussian_stacks_are_documented(finished):
    (path, *_) = sorted(finished.results.glob("gaussian/*/*.npz"))
    with np.load(path) as stack:
        assert [name for name in stack.files if not known(name, documented("Gaussian"))] == []


def test_the_tutorial_works_as_it_stands(new_project):
    project = new_project()
    page = (DOCS / "tutorial.md").read_text()
    blocks = re.findall(r"^```(bash|python)\n(.*?)^```", page, flags=re.M | re.S)
    shell = "".join(code for kind, code in blocks if kind == "bash")
    python = "".join(code for kind, code in blocks if kind == "python")
    assert shell and python
    found = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in (["bash", "-euc", shell], [sys.executable, "-c", python]):
        done = subprocess.run(
            command,
            cwd=project.root,
            env=os.environ | {"PATH": found},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    told = done.stdout.splitlines()[-1]
    assert "of the brightest answers are peaks" in told and told in page.splitlines()
    assert (project.root / "columns.png").is_file()
