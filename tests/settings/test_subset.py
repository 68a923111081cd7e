"""A subset is a part of the data set, and a larger one has all of a smaller one."""

from synthscope.settings.load import load
from synthscope.settings.subset import subset_of
from synthscope.structures.sources.source import Source

SOURCES = {f"s{k}": Source(f"s{k}", "generated", number=k) for k in range(1, 41)}


def settings(**changed):
    return load({"dataset": "d", "products": ["haadf"], **changed})


def test_larger_subsets_have_all_of_smaller_ones_in_the_order_of_all():
    found = [list(subset_of(settings(subset=n), SOURCES)[1]) for n in (3, 10, 100)]
    assert [len(one) for one in found] == [3, 10, 40]
    assert set(found[0]) < set(found[1]) and found[1] == [k for k in SOURCES if k in found[1]]
    other = subset_of(settings(subset=10, seed=2), SOURCES)[1]
    assert set(other) != set(found[1])


def test_numbers_of_the_whole_become_less_in_proportion():
    asked = {"sets": ["retrieval"], "retrieval": {"prototypes": 20, "views": 2, "targets": 10}}
    small, _ = subset_of(settings(subset=4, haadf=asked), SOURCES)
    fewer = small.haadf.retrieval
    assert (fewer.prototypes, fewer.views, fewer.targets) == (2, 2, 1)


def test_samples_of_tomography_are_at_most_as_many_and_the_phantom_stays():
    scans = {"samples": 5, "phantom": {"kind": "structure", "structure": "gold-f0002"}}
    asked = settings(subset=2, products=["tomography"], tomography=scans)
    sources = SOURCES | {"gold": Source("gold", "user", id="gold")}
    small, left = subset_of(asked, sources)
    assert small.tomography.samples == 2 and "gold" in left and len(left) in (2, 3)


def test_of_scans_the_first_ones_stay():
    scans = [{"files": [f"{k}.nxs"]} for k in range(5)]
    asked = settings(
        subset=2, products=["tomography"], tomography={"modes": ["raw"], "scans": scans}
    )
    small, _ = subset_of(asked, {})
    assert [scan.files for scan in small.tomography.scans] == [("0.nxs",), ("1.nxs",)]
