"""A file is made again by the smallest job, whatever the jobs were that made it."""

import pytest

from synthscope.core.errors import InputError
from synthscope.core.tables import write_records
from synthscope.dataset.remake import Made
from synthscope.registry.remake import job_of
from synthscope.settings.load import load

STRUCTURES = {"ase": ["Au55", "Au55-fcc cuboctahedron"], "aflow": [1, 2, 3]}


@pytest.fixture
def made(tmp_path):
    settings = load({"structures": STRUCTURES, "cbed": {"batch_size": 3}})
    return Made(tmp_path, settings, tmp_path)


def row(product, filename, **cells):
    return {"product": product, "filename": filename, **cells}


def table(made, *cells, **more):
    return job_of(row(*cells, **more), made).table


def list_files(folder, name, rows):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_records(rows, list(rows[0]), path)


@pytest.mark.parametrize("product", ["gaussian", "haadf"])
def test_an_image_has_the_job_of_its_structure(made, product):
    assert table(made, product, "a", structure_id="000002") == f"{product}/shards/aflow-000002.csv"


def test_a_frame_has_the_job_of_its_file_and_not_of_one_whose_name_is_longer(made):
    for name in ("Au55", "Au55-f0003"):
        assert made.source({"structure_id": name}) == "ase-Au55"
    longer = made.source({"structure_id": "Au55-fcc-cuboctahedron"})
    assert longer.startswith("ase-Au55-fcc-cuboctahedron")


def test_a_batch_has_the_job_that_its_first_structure_is_in(made):
    assert table(made, "cbed", "a", structure_id="000002") == "cbed/shards/aflow-000001.csv"
    assert table(made, "cbed", "a", structure_id="Au55 000003") == "cbed/shards/aflow-000003.csv"


def test_a_simulated_sinogram_has_the_job_of_its_sample_alone(made):
    name = "tomography/simple/0003/clean/0003_clean_0000.tif"
    list_files(made.folder, "tomography/simple/shards/0000.csv", [{"filename": name}])  # of four
    found = table(made, "tomography", name, ref_id="tomography-0003")
    assert found == "tomography/simple/shards/0003.csv"


def test_a_sinogram_of_a_scan_has_the_job_of_its_part(made):
    for part in ("000", "001"):
        rows = [{"filename": f"tomography/raw/0000/clean/0000_clean_{part}.tif"}]
        list_files(made.folder, f"tomography/raw/shards/0000-shift00-{part}.csv", rows)
    name = "tomography/raw/0000/clean/0000_clean_001.tif"
    found = table(made, "tomography", name, ref_id="tomography-0000")
    assert found == "tomography/raw/shards/0000-shift00-001.csv"
    with pytest.raises(InputError, match="none of the tables"):
        table(made, "tomography", name.replace("001", "002"), ref_id="tomography-0000")


def test_a_package_has_the_job_that_packs_its_images(made):
    images = [
        row("gaussian", "gaussian/000002/0.npz", structure_id="000002", ref_id="000002"),
        row("haadf", "haadf/general/h5/a.h5", structure_id="000001", ref_id="000001"),
        row("haadf", "haadf/general/h5/b.h5", structure_id="000002", ref_id="000002"),
        row("tomography", "tomography/simple/0003/clean/a.tif", structure_id="", ref_id="t-0003"),
    ]
    list_files(made.folder, "key.csv", images)
    found = table(made, "usid", "usid/haadf/000002.h5", condition="haadf")
    assert found == "usid/shards/haadf/aflow-000002.csv"
    found = table(made, "usid", "usid/tomography/simple-0003.h5", condition="tomography")
    assert found == "usid/shards/tomography/simple-0003.csv"


def test_what_the_configuration_does_not_name_is_refused(made):
    with pytest.raises(InputError, match="structure Ag55 is not among those"):
        table(made, "gaussian", "a", structure_id="Ag55")
    list_files(made.folder, "key.csv", [row("gaussian", "a")])
    with pytest.raises(InputError, match=r"has no row for nothing\.png"):
        made.row("nothing.png")
