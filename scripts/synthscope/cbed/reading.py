"""What stands in a batch: its samples, and the directions that their patterns are seen along."""

import h5py
import numpy as np

from synthscope.dataset.notation import direction


def samples_in(file: h5py.File) -> list[h5py.Group]:
    """The samples of a batch, in the order of their names."""
    return [file[name] for name in sorted(file) if "cbed_stack" in file[name]]


def axis_names(sample: h5py.Group, count: int) -> list[str]:
    """[uvw] of each pattern, or (hkl) where the beam runs along the normal of planes.

    Batches of others, which do not say what their directions are, have (hkl) in `z_dirs`.
    """
    kinds = text(sample.attrs.get("beam_along")).split(", ")
    names = []
    for number in range(count):
        axis = kinds[number : number + 1] == ["[uvw]"]
        indices = sample.attrs.get("uvw_dirs" if axis else "z_dirs")
        if indices is None:
            names.append(f"direction {number + 1}")
            continue
        indices = np.reshape(indices, (3, -1))[:, number]
        names.append(direction(indices, "[]" if axis else "()"))
    return names


def text(value: object) -> str:
    """An attribute that is a text, whichever kind of HDF5 string it is; empty without one."""
    return value.decode() if isinstance(value, bytes) else str(value or "")
