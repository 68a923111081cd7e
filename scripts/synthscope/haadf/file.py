"""The HDF5 files of the atomagined data set: one file a view, with its images and labels.

The tree, the names, the types and the texts are those of the published files (MaterialEyes/
atomagined, doi 10.18126/szeq-yde5), so that code written for them reads ours:

====================================  =======================================================
``/`` attributes                      angstrom_xy, chemical_formula, hkl_plane, icsd_collcode,
                                      uvw_direction; text
``/haadf/raw``                        float64, rows × columns: fraction of the beam
``/haadf/stem00-<condition>`` …       float32, rows × columns
``/haadf/peak_map_clean`` …           bool, rows × columns
``/projection/full_coords`` …         float32, one (column, row) an atom, px
====================================  =======================================================

What those files lack stands where their readers do not look: in attributes of the images, and in
the groups ``/columns``, ``/atoms``, ``/defects`` and ``/maps`` (`synthscope.haadf.label_groups`),
``/frames`` (the frames of an image, by its name) and ``/scan`` (`synthscope.haadf.recording.truth`)
and ``/simulation`` (its parameters as attributes, the simulated images of the specimens with
defects as ``raw_L1`` and ``raw_L2``).
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np

from synthscope.core.files import replacing
from synthscope.haadf.label_groups import write_labels
from synthscope.haadf.labels import Labels
from synthscope.haadf.png import MARGIN
from synthscope.haadf.recording.truth import write_scan
from synthscope.haadf.scanlines import Displacement

_TEXT = h5py.string_dtype("ascii")


@dataclass(frozen=True)
class View:
    """What one file holds.

    Attributes
    ----------
    header
        The five texts on the root group.
    raw
        Simulated image, rows × columns.
    images
        By dataset name (``stem00-clean``), the distorted images.
    parameters
        By dataset name, attributes of that image.
    peak_maps
        By name (``clean``, ``dfct1``, ``dfct2``), the boolean maps.
    projections
        By name (``full``, ``dlo``, ``dmd``), (N, 2) column and row of every atom, px.
    labels
        By the same names, what is known of the specimen.
    pixel_A
        Size of a pixel, Å.
    simulation
        Parameters of the simulation, as attributes of ``/simulation``.
    frames
        By dataset name, the (n, rows, columns) frames of an image that is the sum of several.
    moved
        By dataset name, the displacement of each frame of an image whose truth is told.
    defect_raws
        By specimen (``L1``, ``L2``), the simulated image that its conditions were made of.
    """

    header: Mapping[str, str]
    raw: np.ndarray
    images: Mapping[str, np.ndarray]
    peak_maps: Mapping[str, np.ndarray]
    projections: Mapping[str, np.ndarray]
    pixel_A: float
    labels: Mapping[str, Labels] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    simulation: Mapping[str, Any] = field(default_factory=dict)
    defect_raws: Mapping[str, np.ndarray] = field(default_factory=dict)
    frames: Mapping[str, np.ndarray] = field(default_factory=dict)
    moved: Mapping[str, Sequence[Displacement]] = field(default_factory=dict)


def write(view: View, path: str | os.PathLike) -> None:
    """Write one view's file."""
    with replacing(path) as beside, h5py.File(beside, "w") as file:
        for name, text in sorted(view.header.items()):
            file.attrs.create(name, text, dtype=_TEXT)
        haadf = file.create_group("haadf")
        haadf.create_dataset("raw", data=np.asarray(view.raw, dtype=np.float64))
        for name, image in sorted(view.images.items()):
            dataset = haadf.create_dataset(name, data=np.asarray(image, dtype=np.float32))
            _describe(dataset, view.parameters.get(name, {}))
        for name, frames in sorted(view.frames.items()):
            file.create_dataset(f"frames/{name}", data=frames)
        for name, moved in sorted(view.moved.items()):
            write_scan(file, name, moved, view.raw.shape[1], view.pixel_A)
        for name, marked in sorted(view.peak_maps.items()):
            haadf.create_dataset(f"peak_map_{name}", data=np.asarray(marked, dtype=bool))
        projection = file.create_group("projection")
        for name, coords in sorted(view.projections.items()):
            projection.create_dataset(f"{name}_coords", data=np.asarray(coords, dtype=np.float32))
        for name, known in sorted(view.labels.items()):
            write_labels(file, name, known, view.pixel_A)
        if view.simulation:
            simulation = file.create_group("simulation")
            _describe(simulation, {**view.simulation, "png_margin_px": MARGIN})
            for name, raw in sorted(view.defect_raws.items()):
                simulation.create_dataset(f"raw_{name}", data=np.asarray(raw, dtype=np.float64))


def _describe(item: h5py.Group | h5py.Dataset, attributes: Mapping[str, Any]) -> None:
    for name, value in sorted(attributes.items()):
        if value is not None:
            item.attrs[name] = value
