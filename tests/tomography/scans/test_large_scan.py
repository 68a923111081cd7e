"""Memory does not grow with the scan: 2160 rows × 1800 angles × 2560 columns, a hole in a file."""

import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")

ANGLES, ROWS, COLUMNS, FLATS = 1800, 2160, 2560, 2
BYTES = (ANGLES + FLATS) * ROWS * COLUMNS * 2
SCRIPTS = Path(__file__).parents[3] / "scripts"

READ = '''
import sys
import numpy as np
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.masks import stripe_masks
from synthscope.tomography.modes.real import part_rows
from synthscope.tomography.modes.rescale import Range, to_grey
from synthscope.tomography.modes.raw import raw_items
from contextlib import contextmanager
from synthscope.tomography.scans.read import open_scan

def peak():
    """In MB. Not ru_maxrss, which a process takes over from the one that started it."""
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

before = peak()
with contextmanager(open_scan.__wrapped__)(sys.argv[1]) as scan:  # in this process
    assert scan.projections.data.shape == (1802, 2160, 2560)
    first, stop = part_rows(scan.rows, 1000, 2160)
    block = scan.block_rows(243, memory_MB=20)
    assert block == 2
    for sinogram in scan.sinograms(first, first + 3, block):
        (item,) = raw_items(sinogram, 0, 0, first)
        assert item.image.shape == (402, 362)
        assert to_grey(item.image, Range(0, 1)).dtype == np.uint16
    print(peak() - before)
    rows = enumerate(scan.sinograms(998, 1003, block), 998)
    shape = len(scan.projections), scan.rows, scan.columns
    few = MaskSettings(radius=1, min_depth=2)
    found = stripe_masks(lambda row: dict([next(rows)])[row], shape, few, 1000, 1001)
    assert [mask.shape for _, mask in found] == [(1800, 2560)]
    print(peak() - before)
'''


@pytest.fixture(scope="module")
def huge(tmp_path_factory):
    """A file of 20 GB of which only the blocks that are written to stand on the disk."""
    path = tmp_path_factory.mktemp("scan") / "1000.nxs"
    with h5py.File(path, "w") as file:
        entry = file.create_group("entry")
        entry.attrs["NX_class"] = "NXentry"
        space = h5py.h5s.create_simple((ANGLES + FLATS, ROWS, COLUMNS))
        plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plan.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        plan.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
        detector = entry.create_group("instrument/detector")
        h5py.h5d.create(detector.id, b"data", h5py.h5t.STD_U16LE, space, plan)
        detector["data"][0] = 1000
        detector["data"][1] = 1000
        detector["data"][2:, 1000:1003, ::700] = 500
        detector["image_key"] = np.repeat([1, 0], [FLATS, ANGLES])
    assert path.stat().st_size > BYTES
    if path.stat().st_blocks * 512 > 2e9:
        pytest.skip("this file system has no sparse files")
    return path


def test_a_scan_of_twenty_gigabytes_is_read_in_a_few_hundred_megabytes(huge):
    """Two rows are 18 MB of counts; all 2160 would be 20 GB."""
    run = subprocess.run(
        [sys.executable, "-c", READ, str(huge)],
        env={"PYTHONPATH": str(SCRIPTS), "PATH": "", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    read, masked = map(float, run.stdout.split())
    assert 10 < read < 300, f"{read} MB"
    # With the default reach of 18 rows to either side it is less than 1 GB.
    assert masked < 600, f"{masked} MB"
