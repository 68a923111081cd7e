"""Open 4D-STEM files with py4DSTEM, and compare what it sees with what the files hold.

Run by `make py4dstem`, in an environment of its own, for py4DSTEM asks for NumPy 1.
"""

import sys

import h5py
import numpy as np
import py4DSTEM


def check(path: str) -> str:
    """A line on a file that py4DSTEM reads rightly; ends with an error where it does not."""
    cube = py4DSTEM.read(path, datapath="stem4d/datacube")
    with h5py.File(path) as file:
        scan = file["stem4d"]
        patterns = scan["datacube/data"][()]
        told = {name: item[()] for name, item in scan["metadatabundle/calibration"].items()
                if isinstance(item, h5py.Dataset)}  # fmt: skip
        com = scan["com_y/data"][()], scan["com_x/data"][()]
    assert isinstance(cube, py4DSTEM.DataCube), type(cube)
    assert np.array_equal(cube.data, patterns)
    assert cube.calibration.get_R_pixel_size() == told["R_pixel_size"]
    assert cube.calibration.get_Q_pixel_size() == told["Q_pixel_size"]
    assert cube.calibration.get_Q_pixel_units() == "mrad"
    # its own centre of mass over the paired pixels, in mrad from the optic axis
    edge = patterns.shape[2]
    first = 1 - edge % 2
    angle = (np.arange(edge) - edge // 2)[first:] * told["Q_pixel_size"]
    part = cube.data[..., first:, first:].astype(float)
    total = part.sum((2, 3))
    found = (part.sum(3) @ angle / total, part.sum(2) @ angle / total)
    for mine, theirs in zip(found, com):
        assert np.abs(mine - theirs).max() < 1e-3 * told["Q_pixel_size"]
    mean = cube.get_dp_mean()
    assert np.allclose(mean.data, patterns.mean((0, 1)), rtol=1e-4, atol=1e-9)
    return f"{path}: {' × '.join(map(str, cube.shape))}"


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("give at least one .emd file; make writes some to results/demo/stem4d")
    for each in sys.argv[1:]:
        print(check(each))
