"""One part for a structure and its prototype, whatever else is in the data set."""

from collections import Counter

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.dataset.splits import (
    add_parts,
    find_leaks,
    part_of_sample,
    part_of_structure,
    refuse_leaks,
)

FRACTIONS = {"train": 0.8, "dev": 0.1, "test": 0.1}
SMC = {"train": 0.9, "dev": 0.045, "test": 0.055}


def catalog(n=2000, seed=0):
    """Structures of many prototypes of very different sizes."""
    prototypes = np.random.default_rng(seed).zipf(1.6, n) % 900
    return [{"id": f"{i:06d}", "prototype": f"P{p}"} for i, p in enumerate(prototypes)]


def divided(structures, fractions=FRACTIONS, seed=1):
    return [
        s | {"split": part_of_structure(s["id"], s["prototype"], fractions, seed)}
        for s in structures
    ]


def test_no_prototype_is_in_two_parts():
    rows = divided(catalog())
    assert find_leaks(rows, "prototype") == {}
    assert {row["split"] for row in rows} == {"train", "dev", "test"}


def test_an_added_structure_moves_no_other_one():
    """Nor does one that is removed, or another order: a part is drawn without the others."""
    few, many = divided(catalog()[::3]), divided(catalog()[::-1])
    parts = {row["id"]: row["split"] for row in many}
    assert all(parts[row["id"]] == row["split"] for row in few)
    # What stands here must stay: a release of the data set rests on it.
    shares = {"a": 0.5, "b": 0.25, "c": 0.25}
    drawn = [part_of_structure("", f"A_cP1_221_{x}", shares, 1) for x in "abcdefghijklmnop"]
    assert "".join(drawn) == "bababbaabaaaabca"


@pytest.mark.parametrize("fractions", [FRACTIONS, SMC, {"a": 1, "b": 2, "c": 5}])
def test_shares_of_many_prototypes_are_those_asked_for(fractions):
    count = Counter(part_of_structure("", f"prototype {i}", fractions, 3) for i in range(20_000))
    for name, fraction in fractions.items():
        share = fraction / sum(fractions.values())
        assert count[name] / 20_000 == pytest.approx(share, abs=4 * np.sqrt(share / 20_000))


def test_parts_depend_on_the_seed_and_not_on_the_order_of_the_shares():
    structures = catalog(400)
    assert divided(structures, dict(reversed(FRACTIONS.items()))) == divided(structures)
    assert divided(structures, seed=2) != divided(structures)


def test_structures_without_a_prototype_and_samples_stand_alone():
    alone = Counter(part_of_structure(str(i), "", {"train": 1, "test": 1}, 1) for i in range(400))
    samples = Counter(part_of_sample(str(i), {"train": 1, "test": 1}, 1) for i in range(400))
    for count in (alone, samples):
        assert count["train"] == pytest.approx(200, abs=40)


def test_a_part_without_a_share_stays_empty():
    only = {"train": 0.0, "dev": 1.0, "test": 0.0}
    assert {part_of_structure(str(i), "", only, 1) for i in range(50)} == {"dev"}


def test_rows_of_all_products_get_the_part_of_their_structure():
    structures = [
        {"id": "a", "prototype": "P1", "split": "train"},
        {"id": "b", "prototype": "P2", "split": "dev"},
        {"id": "c", "prototype": "P2", "split": "dev"},
    ]
    rows = [
        {"filename": "gaussian/a.npz", "structure_id": "a", "ref_id": "a"},
        {"filename": "haadf/b.png", "structure_id": "b", "published_set": "targets"},
        {"filename": "cbed/dev/batch_dev_1.h5", "structure_id": "b c", "split": "dev"},
        {"filename": "usid/cbed/batch_dev_1.h5", "structure_id": "b c"},
        {"filename": "tomography/1.tif", "ref_id": "tomography-0001"},
    ]
    add_parts(rows, structures, FRACTIONS, seed=1)
    refuse_leaks(rows, structures)
    assert [row["split"] for row in rows[:4]] == ["train", "dev", "dev", "dev"]
    assert rows[4]["split"] == part_of_sample("tomography-0001", FRACTIONS, 1)


def acquired():
    """Files of 300 acquisitions of one view, and of another product."""
    for number in range(300):
        row = {"structure_id": "a", "ref_id": "a.000001", "acquisition": number}
        for kind in ("h5", "png"):
            yield row | {"filename": f"haadf/a-a{number:04d}.{kind}"}
    yield {"filename": "gaussian/a.npz", "structure_id": "a", "ref_id": "a"}


def test_acquisitions_of_a_view_are_divided_where_the_user_says_so():
    structures = [{"id": "a", "prototype": "P1", "split": "train"}]
    rows = list(acquired())
    add_parts(rows, structures, FRACTIONS, 1, "acquisition")
    refuse_leaks(rows, structures, "acquisition")
    files = [row["split"] for row in rows[:-1]]
    assert files[::2] == files[1::2]  # both files of each
    count = Counter(files[::2])
    assert 200 < count["train"] < 280 and count["dev"] > 10 and count["test"] > 10
    assert rows[-1]["split"] == "train"
    with pytest.raises(InputError, match=r"structure a .* must stand in one part"):
        refuse_leaks(rows, structures)
    few = list(acquired())[:20]
    add_parts(few, structures, FRACTIONS, 1, "acquisition")
    assert few == rows[:20]  # a further one moves no other
    rows[1]["split"] = "test" if rows[0]["split"] != "test" else "dev"
    with pytest.raises(InputError, match=r"a-a0000\.png: sample a\.000001, acquisition 0 stands"):
        refuse_leaks(rows, structures, "acquisition")


SALT = {"id": "NaCl", "prototype": "AB_cF8_225_a_b", "split": "train"}


@pytest.mark.parametrize(
    ("structures", "rows", "said"),
    [
        (
            [SALT, SALT | {"id": "MgO", "split": "test"}],
            [],
            r"prototype AB_cF8_225_a_b stands in train \(NaCl\) and in test \(MgO\)",
        ),
        (
            [SALT],
            [{"filename": "haadf/1.png", "structure_id": "NaCl", "split": "test"}],
            r"haadf/1.png: structure NaCl \(prototype AB_cF8_225_a_b\) stands in test here and in "
            "train in",
        ),
        (
            [SALT, {"id": "Si", "prototype": "A_cF8_227_a", "split": "dev"}],
            [{"filename": "cbed/dev/1.h5", "structure_id": "Si NaCl", "split": "dev"}],
            "cbed/dev/1.h5: structure NaCl .* stands in dev here and in train in",
        ),
        (
            [SALT],
            [{"filename": "haadf/1.png", "structure_id": "KCl", "split": "train"}],
            "structure KCl is in train here and not in splits.csv",
        ),
        (
            [],
            [
                {"filename": "a.tif", "ref_id": "tomography-0001", "split": "dev"},
                {"filename": "b.tif", "ref_id": "tomography-0001", "split": "test"},
            ],
            "b.tif: sample tomography-0001 stands in test here and in dev with a.tif",
        ),
    ],
)
def test_a_leak_fails_and_names_both_parts(structures, rows, said):
    with pytest.raises(InputError, match=said):
        refuse_leaks(rows, structures)


def test_a_leak_is_found_and_named():
    rows = [
        {"prototype": "NaCl", "split": "train"},
        {"prototype": "NaCl", "split": "test"},
        {"prototype": "CsCl", "split": "test"},
        {"prototype": "", "split": "train"},
    ]
    assert find_leaks(rows, "prototype") == {"NaCl": ["test", "train"]}


def test_stacks_of_other_products_stay_with_their_structure():
    structures = [{"id": "a", "prototype": "a", "split": "train"}]
    rows = [
        {"product": "gaussian", "structure_id": "a", "ref_id": "a", "acquisition": number}
        | {"filename": f"{number}.npz"}
        for number in range(12)
    ]
    add_parts(rows, structures, FRACTIONS, 1, "acquisition")
    refuse_leaks(rows, structures, "acquisition")
    assert {row["split"] for row in rows} == {"train"}
