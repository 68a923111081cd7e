"""Labels in the HDF5 file of an acquisition: written, and read again.

For each state of the specimen (``full``, ``dlo``, ``dmd``):

===========================  ===================================================================
``/columns/<state>``         ``position_px``, ``composition`` (by the attribute ``elements``),
                             ``n_atoms``, ``spread_A``, ``contrast``, ``visible``
``/atoms/<state>``           ``number``, ``position_A``, ``column``; of a scene ``role`` (by the
                             attribute ``roles``) and ``grain``, 0 for none (``roles``: of each)
``/defects/<state>``         ``kind``, ``was``, ``now``, ``position_A``, ``end_A`` (NaN of a point),
                             ``vector_A`` (NaN without), ``angle_deg`` (NaN without), ``grain``,
                             ``box_px``; only where there are defects
``/maps/<state>``            the maps that were asked for
===========================  ===================================================================
"""

import h5py
import numpy as np

from synthscope.haadf.columns import Columns
from synthscope.haadf.labels import Labels
from synthscope.structures.scenes.scene import ROLES, Mark

_NONE = (np.nan,) * 3


def write_labels(file: h5py.File, state: str, known: Labels, pixel_A: float) -> None:
    """Add the labels of a state of the specimen to an open file."""
    columns = known.columns
    group = file.create_group(f"columns/{state}")
    group.attrs["elements"] = columns.elements.astype(np.int32)
    group.create_dataset("position_px", data=columns.position / pixel_A)
    group.create_dataset("composition", data=columns.composition)
    group.create_dataset("n_atoms", data=columns.n_atoms)
    group.create_dataset("spread_A", data=columns.spread.astype(np.float32))
    group.create_dataset("contrast", data=known.contrast.astype(np.float32))
    group.create_dataset("visible", data=known.visible)
    group = file.create_group(f"atoms/{state}")
    group.create_dataset("number", data=known.numbers.astype(np.uint8))
    group.create_dataset("position_A", data=known.positions.astype(np.float32))
    group.create_dataset("column", data=columns.of_atom)
    if known.roles is not None:
        group.create_dataset("role", data=known.roles).attrs["roles"] = " ".join(ROLES)
        group.create_dataset("grain", data=known.grains).attrs["roles"] = " ".join(
            known.grain_roles
        )
    if known.defects:
        _write_defects(file.create_group(f"defects/{state}"), known, pixel_A)
    for name, image in sorted(known.maps.items()):
        file.create_dataset(f"maps/{state}/{name}", data=image)


def read_labels(file: h5py.File, state: str, pixel_A: float) -> Labels:
    """The labels of a state of the specimen, as they were written."""
    group, atoms = file[f"columns/{state}"], file[f"atoms/{state}"]
    columns = Columns(
        group["position_px"][()] * pixel_A,
        group["n_atoms"][()],
        group.attrs["elements"],
        group["composition"][()],
        group["spread_A"][()],
        atoms["column"][()],
    )
    defects = f"defects/{state}"
    maps = file[f"maps/{state}"] if f"maps/{state}" in file else {}
    return Labels(
        atoms["number"][()],
        atoms["position_A"][()],
        columns,
        group["contrast"][()],
        group["visible"][()],
        *(atoms[name][()] if name in atoms else None for name in ("role", "grain")),
        tuple(atoms["grain"].attrs["roles"].split()) if "grain" in atoms else (),
        _read_defects(file[defects]) if defects in file else (),
        file[defects]["box_px"][()] * pixel_A if defects in file else np.zeros((0, 4)),
        {name: maps[name][()] for name in maps},
    )


def _write_defects(group: h5py.Group, known: Labels, pixel_A: float) -> None:
    marks = known.defects
    for name in ("kind", "was", "now"):
        group.create_dataset(name, data=np.array([getattr(m, name) for m in marks], dtype="S24"))
    for name, part in (("position_A", "at"), ("end_A", "to"), ("vector_A", "vector")):
        rows = [getattr(mark, part) or _NONE for mark in marks]
        group.create_dataset(name, data=np.array(rows, dtype=np.float32))
    angles = [np.nan if mark.angle_deg is None else mark.angle_deg for mark in marks]
    group.create_dataset("angle_deg", data=np.array(angles, dtype=np.float32))
    group.create_dataset("grain", data=np.array([mark.grain for mark in marks], dtype=np.int32))
    group.create_dataset("box_px", data=(known.boxes / pixel_A).astype(np.float32))


def _read_defects(group: h5py.Group) -> tuple[Mark, ...]:
    texts = [group[name].asstr("ascii")[()] for name in ("kind", "was", "now")]
    places = [group[name][()] for name in ("position_A", "end_A", "vector_A")]
    others = group["angle_deg"][()], group["grain"][()]
    return tuple(
        Mark(kind, _point(at), _point(to), was, now, _point(vector), _number(angle), int(grain))
        for kind, was, now, at, to, vector, angle, grain in zip(*texts, *places, *others)
    )


def _point(values: np.ndarray) -> tuple[float, ...] | None:
    return None if np.isnan(values[0]) else tuple(values.tolist())


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
