"""Files are those of the atomagined data set: what reads the published ones reads ours."""

import h5py
import numpy as np
import pytest

from synthscope.core.files import sha256
from synthscope.haadf.columns import columns
from synthscope.haadf.file import View, write
from synthscope.haadf.file_names import cif_text, code_text, header
from synthscope.haadf.label_groups import read_labels
from synthscope.haadf.labels import Labels
from synthscope.structures.scenes.scene import Mark

# As read off the published files (h5py's names for HDF5 types).
ROOT_ATTRIBUTES = {
    "angstrom_xy",
    "chemical_formula",
    "hkl_plane",
    "icsd_collcode",
    "uvw_direction",
}
TREE = {
    "haadf/raw": ("float64", (256, 256)),
    "haadf/stem00-clean": ("float32", (256, 256)),
    "haadf/stem00-blbk1": ("float32", (256, 256)),
    "haadf/peak_map_clean": ("bool", (256, 256)),
    "projection/full_coords": ("float32", (None, 2)),
}
OURS = ("columns", "atoms", "defects", "maps", "simulation")


def tree(path):
    """Datasets outside our own groups: type, shape (of atoms: any number), how they are stored."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith(OURS):
            shape = (None, 2) if name.endswith("_coords") else item.shape
            plain = item.chunks is None and item.compression is None and item.external is None
            found[name] = (item.dtype.name, shape) if plain else "not contiguous"

    with h5py.File(path) as file:
        file.visititems(visit)
    return found


def attribute_types(path):
    with h5py.File(path) as file:
        return {
            name: (
                file.attrs.get_id(name).shape,
                file.attrs.get_id(name).get_type().is_variable_str(),
                file.attrs.get_id(name).get_type().get_cset(),
            )
            for name in file.attrs
        }


def labelled(positions):
    numbers, count = np.full(len(positions), 51), len(positions)
    found = columns(numbers, positions)
    contrast = np.linspace(0, 1, count).round(4)
    vacancy = Mark("vacancy", (1.0, 2.0, 3.0), was="Sb")
    fault = Mark("stacking_fault", (1.0, 2.0, 0.0), (5.0, 2.0, 0.0), vector=(0.5, 0, 0), grain=1)
    twin = Mark("twin_boundary", (1.0, 2.0, 0.0), (5.0, 2.0, 0.0), angle_deg=70.5, grain=2)
    boxes = np.arange(12.0).reshape(3, 4)
    maps = {"thickness_A": np.full((256, 256), 24, "f4")}
    defects = vacancy, fault, twin
    return Labels(
        numbers, positions, found, contrast, contrast >= 0.05, None, None, (), defects, boxes, maps
    )


def general(raw=None, coords=None):
    rng = np.random.default_rng(1)
    raw = rng.random((256, 256)) if raw is None else raw
    coords = rng.uniform(12, 244, (30, 2)) if coords is None else coords
    positions = np.column_stack([coords, np.zeros(len(coords))]) * 26 / 256
    return View(
        header={
            "angstrom_xy": "26",
            "chemical_formula": "Sb",
            "hkl_plane": "(0.0, 0.0, 8.91619)",
            "icsd_collcode": "52227",
            "uvw_direction": "(0.0, 0.0, 1.0)",
        },
        raw=raw,
        images={"stem00-clean": raw + 1, "stem00-blbk1": raw + 2},
        parameters={"stem00-clean": {"blur_px": 0.8, "dose_e_per_A2": None}},
        peak_maps={"clean": raw > 0.99},
        projections={"full": coords},
        labels={"full": labelled(positions)},
        pixel_A=26 / 256,
        simulation={"energy_keV": 200.0},
    )


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "052227.000001.h5"
    write(general(), path)
    return path


def test_the_tree_is_the_published_one(written):
    assert tree(written) == TREE


def test_the_header_is_variable_ascii_text(written):
    assert attribute_types(written) == dict.fromkeys(
        ROOT_ATTRIBUTES, ((), True, h5py.h5t.CSET_ASCII)
    )


def test_the_tree_of_a_real_file_is_ours(reference, tmp_path):
    real = reference / "atomagined/052227.000001.h5"
    with h5py.File(real) as file:
        view = general(file["haadf/raw"][:], file["projection/full_coords"][:])
        header = dict(file.attrs)
    write(view, tmp_path / "ours.h5")
    assert tree(tmp_path / "ours.h5") == tree(real)
    assert attribute_types(tmp_path / "ours.h5") == attribute_types(real)
    with h5py.File(tmp_path / "ours.h5") as file:
        assert dict(file.attrs) == header
        np.testing.assert_array_equal(file["haadf/raw"][:], view.raw)


def test_a_reader_of_the_published_files_sees_images_and_nothing_else(written):
    with h5py.File(written) as file:
        assert sorted(file.attrs) == sorted(ROOT_ATTRIBUTES)
        assert list(file["haadf"]) == ["peak_map_clean", "raw", "stem00-blbk1", "stem00-clean"]
        assert list(file["projection"]) == ["full_coords"]
        for name in file["haadf"]:
            assert np.array(file["haadf"][name]).shape == (256, 256)


def test_columns_and_parameters_stand_beside(written):
    with h5py.File(written) as file:
        found = file["columns/full"]
        assert found["position_px"].shape == (len(found["n_atoms"]), 2)
        assert found["composition"][:].sum() == 30
        assert found.attrs["elements"].tolist() == [51]
        assert file["simulation"].attrs["energy_keV"] == 200
        assert dict(file["haadf/stem00-clean"].attrs) == {"blur_px": 0.8}


def test_labels_are_read_as_they_were_written(written):
    given = general().labels["full"]
    with h5py.File(written) as file:
        found = read_labels(file, "full", 26 / 256)
    assert [vars(mark) for mark in found.defects] == [
        pytest.approx(vars(mark)) for mark in given.defects
    ]
    for name in ("numbers", "positions", "contrast", "visible", "boxes"):
        np.testing.assert_allclose(getattr(found, name), getattr(given, name), rtol=1e-5)
    for name in ("position", "n_atoms", "elements", "composition", "spread", "of_atom"):
        one, other = getattr(found.columns, name), getattr(given.columns, name)
        np.testing.assert_allclose(one, other, rtol=1e-6)
    np.testing.assert_array_equal(found.maps["thickness_A"], given.maps["thickness_A"])


def test_equal_views_give_equal_bytes(written, tmp_path):
    write(general(), tmp_path / "again.h5")
    assert sha256(tmp_path / "again.h5") == sha256(written)


def test_the_header_says_what_a_real_file_says(antimony):
    assert header(antimony, (0, 0, 1), 26.0) == {
        "angstrom_xy": "26",
        "chemical_formula": "Sb",
        "hkl_plane": "(0.0, 0.0, 8.91619)",
        "icsd_collcode": "52227",
        "uvw_direction": "(0.0, 0.0, 1.0)",
    }


@pytest.mark.parametrize("name, uvw", [("052227.000001", (0, 0, 1)), ("052227.010101", (1, 1, 1))])
def test_the_header_of_a_real_file_is_ours(antimony, reference, name, uvw):
    with h5py.File(reference / f"atomagined/{name}.h5") as file:
        assert header(antimony, uvw, 26.0) == dict(file.attrs)


def test_texts_are_quoted_as_in_a_cif():
    assert cif_text("Ir4 Sc11") == "'Ir4 Sc11'"
    assert cif_text("Sb") == "Sb"
    assert code_text("052227") == "52227"
    assert code_text("au_cube") == "au_cube"
