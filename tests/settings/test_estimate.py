"""What a whole data set takes follows from what a part of it took."""

import pytest

from synthscope.core.usage import Usage
from synthscope.settings.estimate import Extent, extrapolate, tell

STAGES = {
    "simulate_haadf": "haadf",
    "package_usid": "package",
    "simulate_scan": "tomography",
    "write_key": "manifest",
}
PART = Extent(4, 1, {}, {})
WHOLE = Extent(
    structures=400, samples=10, jobs={"shard": 20}, packages={"haadf": 20, "tomography": 10}
)


def row(name, product, size=1000):
    return {"filename": name, "product": product, "bytes": size, "n_images": 1}


ROWS = [row(f"haadf/{k}.png", "haadf") for k in range(8)] + [
    row("usid/haadf/a.h5", "usid", 9000),
    row("tomography/a.tif", "tomography"),
]


def amounts(*usages, rows=ROWS):
    return extrapolate(usages, rows, STAGES, PART, WHOLE)


def test_work_grows_with_the_structures_and_each_job_pays_its_start():
    used = Usage("simulate_haadf", {"shard": "all"}, 2.0, 12.0, 300, (3, 3, 3, 3))
    found = amounts(used)["haadf"]
    assert found.core_s == pytest.approx(20 * 2 + 100 * 12)
    assert found.largest_s == pytest.approx(2 + 5 * 12)  # 20 structures a job, 4 in the part's
    assert found.memory_mb == 300 and found.error_s == 0
    assert (found.images, found.files, found.bytes) == (800, 900, 100 * 17_000)


def test_the_scatter_of_what_was_measured_is_told():
    used = Usage("simulate_haadf", {"shard": "all"}, 0.0, 12.0, 300, (1, 5, 1, 5))
    found = amounts(used)["haadf"]
    # Of a mean of 3 with a deviation of 2.31, over 4 of 400.
    assert found.error_s == pytest.approx(1200 * 2.3094 / 3 / 2 * 0.99**0.5, rel=1e-3)
    assert " ± " in tell({"haadf": found})


def test_packages_count_with_their_product_and_samples_with_tomography():
    packed = [
        Usage("package_usid", {"product": "haadf", "job": "all"}, 1.0, 2.0, 100),
        Usage("package_usid", {"product": "tomography", "job": "0000"}, 1.0, 3.0, 100),
        Usage("simulate_scan", {"sample": "0000", "shift": "00"}, 1.0, 30.0, 500),
    ]
    found = amounts(*packed)
    assert found["haadf"].core_s == pytest.approx(20 * 1 + 100 * 2)
    assert found["tomography"].core_s == pytest.approx(10 * 1 + 10 * 3 + 10 * 31)
    assert found["tomography"].files == 10


def test_what_describes_the_data_set_grows_with_its_files():
    found = amounts(Usage("write_key", {}, 1.0, 0.5, 90))["shared"]
    assert found.core_s == pytest.approx(1 + 0.5 * (900 + 10) / 10)
    assert found.files == 0


def test_a_table_ends_with_the_sum():
    used = Usage("simulate_haadf", {"shard": "all"}, 2.0, 12.0, 300)
    head, haadf, last = tell({"haadf": amounts(used)["haadf"]}).splitlines()
    assert head.split() == "images files size core time longest job memory".split()
    assert haadf.split()[0] == "haadf" and last.startswith("in all")
    assert "21 min" in last and "1.7 MB" in last
