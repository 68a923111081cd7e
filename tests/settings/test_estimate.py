"""What a whole data set takes follows from what a part of it took."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.core.usage import Usage
from synthscope.settings.estimate import extrapolate, tell
from synthscope.settings.scale import Extent
from synthscope.settings.survey import Survey
from synthscope.settings.trial import Trial

STAGES = {
    "simulate_haadf": "haadf",
    "package_usid": "package",
    "simulate_scan": "tomography",
    "write_key": "manifest",
    "draw_contact_sheet": "manifest",
    "find_neighbours": "audit",
}
WHOLE = Extent(
    structures=400,
    samples=10,
    prototypes=0,
    jobs={"shard": 20},
    packages={"haadf": 20, "tomography": 10},
)


def row(name, product, size=1000, structure="a"):
    cells = {"filename": name, "product": product, "bytes": size, "n_images": 1}
    return cells | {"structure_id": structure}


ROWS = [row(f"haadf/{k}.png", "haadf") for k in range(8)] + [
    row("usid/haadf/a.h5", "usid", 9000),
    row("tomography/a.tif", "tomography"),
]


def amounts(*usages, rows=ROWS, whole=WHOLE, count=4, before=()):
    return extrapolate([*before, Trial(count, usages, rows)], STAGES, whole)


def test_work_grows_with_the_structures_and_each_job_pays_its_start():
    used = Usage("simulate_haadf", {"shard": "all"}, 2.0, 12.0, 300, dict.fromkeys("abcd", 3))
    found = amounts(used)["haadf"]
    assert found.core_s == pytest.approx(20 * 2 + 100 * 12)
    assert found.largest_s == pytest.approx(2 + 5 * 12)  # 20 structures a job, 4 in the part's
    assert found.memory_mb == 300 and found.error_s == 0
    assert (found.images, found.files, found.bytes) == (800, 900, 100 * 17_000)


def test_the_scatter_of_what_was_measured_is_told():
    used = Usage(
        "simulate_haadf", {"shard": "all"}, 0.0, 12.0, 300, dict(zip("abcd", (1, 5, 1, 5)))
    )
    found = amounts(used)["haadf"]
    # Of a mean of 3 with a deviation of 2.31, over 4 of 400; 3.18 of Student's errors are sure.
    assert found.error_s == pytest.approx(1200 * 2.3094 / 3 / 2 * 0.99**0.5 * 3.182 / 2, rel=1e-3)
    assert " ± " in tell({"haadf": found})


def test_the_longest_job_has_the_heaviest_structure_and_no_more_than_fit():
    used = Usage(
        "simulate_haadf", {"shard": "all"}, 1.0, 12.0, 300, dict(zip("abcd", (1, 5, 1, 5)))
    )
    alone = amounts(used, whole=replace(WHOLE, jobs={"shard": 400}))["haadf"]
    assert alone.largest_s == pytest.approx(1 + 5)  # a job a structure, and four in the part's
    assert amounts(used)["haadf"].largest_s == pytest.approx(1 + 20 * 3 + 2)


def test_the_longest_job_is_no_shorter_than_a_structure_that_was_measured():
    used = Usage(
        "simulate_haadf", {"shard": "all"}, 1.0, 220, 300, dict(zip("abcd", (10, 100) * 2))
    )
    light = {f"l{number}": [1] for number in range(96)}
    planned = Survey(1.0, {"haadf": {name: [k] for name, k in used.items_s.items()} | light}, {})
    trial = Trial(4, [used], ROWS, tuple("abcd"))
    whole = replace(WHOLE, jobs={"shard": 400})
    assert extrapolate([trial], STAGES, whole, planned)["haadf"].largest_s == pytest.approx(101)


def test_packages_count_with_their_product_and_samples_with_tomography():
    packed = [
        Usage("package_usid", {"product": "haadf", "job": "all"}, 1.0, 2.0, 100),
        Usage("package_usid", {"product": "tomography", "job": "0000"}, 1.0, 3.0, 100),
        Usage("simulate_scan", {"sample": "0000", "shift": "00"}, 1.0, 30.0, 500),
    ]
    found = amounts(*packed)
    assert found["haadf"].core_s == pytest.approx(20 * 1 + 100 * 2)
    # Four samples were made of ten.
    assert found["tomography"].core_s == pytest.approx(10 * 1 + 2.5 * 3 + 2.5 * 31)
    assert found["tomography"].files == 2.5


def test_without_structures_one_sample_stands_for_all():
    used = Usage("simulate_scan", {"sample": "0000", "shift": "00"}, 1.0, 30.0, 500)
    found = amounts(used, rows=ROWS[-1:], whole=replace(WHOLE, structures=0), count=1)
    assert found["tomography"].core_s == pytest.approx(10 * 31)
    assert found["tomography"].images == 10


def test_of_a_fixed_number_of_prototypes_there_are_no_more_for_more_structures():
    used = Usage("simulate_haadf", {"shard": "all"}, 0.0, 12.0, 300)
    rows = [row(f"haadf/{k}.png", "haadf", structure=f"s{k % 2}") for k in range(8)]
    found = amounts(used, rows=rows, whole=replace(WHOLE, prototypes=6))["haadf"]
    assert (found.images, found.core_s) == (24, 36)  # 6 of 2 prototypes


def test_what_describes_the_data_set_grows_as_two_parts_of_it_tell():
    def key(seconds):
        return Usage("write_key", {}, 1.0, seconds, 90)

    alone = amounts(key(0.5))["shared"]
    assert alone.core_s == alone.largest_s == 1.5 and alone.files == 0
    before = Trial(2, [key(0.3)], ROWS[:5])
    found = amounts(key(0.5), before=[before])["shared"]
    files = 100 * 9 + 2.5
    assert found.core_s == pytest.approx(1 + 0.5 + 0.2 / 5 * (files - 10))
    faster = Trial(2, [key(0.7)], ROWS[:5])
    assert amounts(key(0.5), before=[faster])["shared"].core_s == 1.5


def test_a_contact_sheet_is_drawn_once_however_many_packages_there_are():
    sheet = Usage("draw_contact_sheet", {"product": "haadf"}, 1.0, 4.0, 200)
    assert amounts(sheet)["haadf"].core_s == 5


def test_the_search_for_images_that_look_alike_takes_as_long_as_there_are_files():
    found = amounts(Usage("find_neighbours", {}, 1.0, 0.5, 90))["shared"]
    assert found.core_s == pytest.approx(1 + 0.5 * (9 * 100 + 2.5) / 10)


def test_items_that_took_no_time_tell_no_scatter():
    used = Usage("simulate_haadf", {"shard": "all"}, 0.0, 0.0, 300, dict.fromkeys("ab", 0.0))
    assert amounts(used)["haadf"].error_s == 0


def test_a_table_ends_with_the_sum():
    used = Usage("simulate_haadf", {"shard": "all"}, 2.0, 12.0, 300)
    head, haadf, last = tell({"haadf": amounts(used)["haadf"]}).splitlines()
    assert head.split() == "images files size core time longest job memory".split()
    assert haadf.split()[0] == "haadf" and last.startswith("in all")
    assert "21 min" in last and "1.7 MB" in last


def test_a_data_set_has_as_many_jobs_of_its_parts_whatever_its_size():
    stages = {"write_coco": "delivery"}
    used = [Usage("write_coco", {"part": part}, 1.0, 2.0, 100) for part in ("train", "test")]
    found = extrapolate([Trial(4, used, ROWS)], stages, WHOLE)["haadf"]
    assert found.core_s == pytest.approx(2 * 1 + 100 * 4)
    assert found.largest_s == pytest.approx(1 + 100 * 2)


def survey(works, accepted=1.0):
    views = {f"{name}.{k}": name for name, own in works.items() for k in range(len(own))}
    return Survey(accepted, {"haadf": works}, views | {name: name for name in works})


def measured(works, seconds, structures, **more):
    """What is told where all views of some structures were made, each in so many seconds."""
    names = [f"{name}.{k}" for name in structures for k in range(len(works[name]))]
    times = dict(zip(names, seconds, strict=True))
    jobs = [
        Usage("simulate_haadf", {"shard": "all"}, 0.0, sum(seconds), 300, times),
        Usage("distort_haadf", {"shard": "all"}, 0.0, 1.0 * len(names), 300),
    ]
    rows = [row(f"{name}.png", "haadf", structure=name.partition(".")[0]) for name in names]
    trial = Trial(len(structures), jobs, rows, tuple(structures))
    whole = replace(WHOLE, structures=len(works), **more)
    stages = {"simulate_haadf": "haadf", "distort_haadf": "haadf"}
    return extrapolate([trial], stages, whole, survey(works))["haadf"]


def test_time_grows_with_the_planned_work_and_files_with_the_views():
    works = {"a": [1.0], "b": [2.0], "c": [10.0, 10.0], "d": [7.0]}
    found = measured(works, (3.0, 6.0), "ab")
    assert found.core_s == pytest.approx(3 * 30 + 5 * 1)  # 3 s a unit of work, and 1 s a view
    assert (found.images, found.files, found.bytes) == (5, 5, 5000)
    assert found.error_s == 0  # what was measured is as was planned, and all was planned


def test_views_of_one_structure_are_one_measurement():
    works = {name: [1.0, 1.0] for name in "abcdefgh"}
    apart = measured({name: [2.0] for name in "abcdefgh"}, (2.0, 6.0), "ab")
    found = measured(works, (1.0, 1.0, 3.0, 3.0), "ab")
    assert found.core_s == pytest.approx(32 + 16) and found.error_s == pytest.approx(apart.error_s)
    # Two structures of eight, 4 ± 2 s on the average; of one degree of freedom.
    assert found.error_s == pytest.approx(8 * 2 * 0.75**0.5 * 12.706 / 2, rel=1e-3)


def test_structures_that_were_not_planned_leave_an_error():
    works = {"a": [1.0], "b": [3.0]}
    stages = {"simulate_haadf": "haadf"}
    job = Usage("simulate_haadf", {"shard": "all"}, 0.0, 4.0, 300, {"a": 1.0, "b": 3.0})
    rows = [row(f"{name}.png", "haadf", structure=name) for name in "ab"]
    trial = Trial(2, [job], rows, ("a", "b"))
    found = extrapolate([trial], stages, WHOLE, survey(works, accepted=0.5))["haadf"]
    assert found.core_s == pytest.approx(400 * 0.5 * 2)
    assert found.error_s == pytest.approx(400 * 0.5 * 2**0.5 * (0.99 / 2) ** 0.5)


def test_of_prototypes_the_work_of_a_view_counts():
    works = {"a": [2.0], "b": [4.0, 4.0], "c": [6.0, 6.0, 6.0]}
    found = measured(works, (2.0, 4.0, 4.0), "ab", prototypes=30)
    assert found.core_s == pytest.approx(30 * 4 * 10 / 6 + 30 * 3 / 2)


def test_the_truth_is_within_two_errors_nineteen_times_in_twenty():
    drawn, inside = np.random.default_rng(1), 0
    for _ in range(400):
        works = {f"{k:02}": list(drawn.uniform(1, 4, 3)) for k in range(40)}
        cost = {name: drawn.normal(1, 0.2) for name in works}
        took = {name: [cost[name] * one for one in own] for name, own in works.items()}
        chosen = [str(name) for name in drawn.choice(sorted(works), 4, replace=False)]
        seconds = tuple(one for name in chosen for one in took[name])
        found = measured(works, seconds, chosen)
        truth = sum(map(sum, took.values())) + 120  # 1 s a view to distort it
        inside += abs(found.core_s - truth) <= 2 * found.error_s
    assert 0.91 < inside / 400 < 0.98


def test_labels_and_training_files_count_with_the_images():
    used = [Usage("write_coco", {"part": part}, 1.0, 2.0, 100) for part in ("train", "test")]
    trial = Trial(4, used, ROWS, delivered=(100, 300))
    found = extrapolate([trial], {"write_coco": "delivery"}, WHOLE)["haadf"]
    assert found.files == 900 + 2 and found.bytes == 100 * (17_000 + 400)
    assert found.core_s == pytest.approx(2 * 1 + 100 * 4)


def test_a_batch_of_diffraction_patterns_is_a_file_however_many_structures_it_holds():
    used = [Usage("simulate_cbed", {"batch": batch}, 1.0, 2.0, 100) for batch in "ab"]
    whole = replace(WHOLE, jobs={"batch": 50})
    rows = [row(f"cbed/{k}.h5", "cbed") for k in range(3)]
    found = extrapolate([Trial(4, used, rows)], {"simulate_cbed": "cbed"}, whole)["cbed"]
    assert (found.images, found.files, found.bytes) == (300, 75, 300_000)
