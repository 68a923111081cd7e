"""What a configuration will write is known before, for every product."""

import pytest
import yaml

from synthscope.settings.expected import expected_bytes
from synthscope.settings.load import load

REAL = {"modes": ["raw", "paired", "dynamic", "patch"], "size": 64, "samples": 1, "shifts": 1}


def foreseen(project, structures, views=None):
    settings = load(yaml.safe_load((project.root / "my.yaml").read_text()))
    return expected_bytes(settings, structures, views)


def written(project, product):
    paths = (project.results / product).rglob("*")
    return sum(path.stat().st_size for path in paths if path.is_file())


def test_images_take_what_was_foreseen(everything):
    sizes = foreseen(everything, 2, views=1)
    for product in ("haadf", "stem4d", "tomography", "usid"):
        assert written(everything, product) == pytest.approx(sizes[product], rel=0.3)
    one = foreseen(everything, 1)  # of the two structures one is a cluster
    assert written(everything, "cbed") == pytest.approx(one["cbed"], rel=0.3)


def test_sinograms_of_scans_take_what_was_foreseen(new_project):
    project = new_project()
    more = {"frame_angles": 25, "patch_size": [50, 40], "sinogram_shape": None, "parts": 1}
    project.configure(products=["tomography"], tomography=REAL | more)
    project.snakemake()
    sizes = foreseen(project, 0)  # but USID files, whose chunks are mostly air in so small a one
    assert written(project, "tomography") == pytest.approx(sizes["tomography"], rel=0.3)
