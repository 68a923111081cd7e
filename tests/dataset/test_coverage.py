"""The card says what drawn numbers cover, each acquisition counted once."""

import json

import pytest

from synthscope.core.distributions import Distribution
from synthscope.dataset.coverage import coverage

DOSE = {"loguniform": [10.0, 1000.0]}
CONFIGURATION = {
    "seed": 1,
    "haadf": {
        "energy_keV": 200,
        "source_size_A": {"uniform": [0.0, 1.0]},
        "general": {"frame": {"shift_x_A": {"choice": [-1, 0, 1]}, "shift_y_A": 0.0}},
        "conditions": {
            "mine": {"counts": DOSE, "blur_px": 0.5},
            "other": {"blur_px": {"normal": [1, 1], "within": [0, 2]}},
        },
    },
}
MANY = 100


def rows(kinds=("h5", "png")):
    for number in range(MANY):
        share = (number + 0.5) / MANY
        drawn = {
            "source_size_A": share,
            "general.frame.shift_x_A": float(number % 3 - 1),
            "conditions.mine.counts": Distribution.of(DOSE).quantile(share),
        }
        if "png" in kinds:
            drawn["conditions.other.blur_px"] = 2 * share
        shared = {
            "product": "haadf",
            "ref_id": "sb.000001",
            "published_set": "general",
            "acquisition": number,
            "drawn": json.dumps(drawn),
        }
        yield from ({**shared, "filename": f"{number}.{kind}"} for kind in kinds)


def line(card, setting):
    [found] = [one for one in card.splitlines() if f"`{setting}`" in one]
    return [cell.strip() for cell in found.strip("|").split("|")]


@pytest.mark.parametrize("kinds", [("h5", "png"), ("h5",)])
def test_a_line_for_each_distribution_says_what_was_asked_and_what_is_there(kinds):
    card = coverage(list(rows(kinds)), CONFIGURATION)
    dose = line(card, "haadf.conditions.mine.counts")
    assert dose[1:4] == ["`drawn`", "`{loguniform: [10, 1000]}`", "100"]
    least, low, median, high, greatest = map(float, dose[4:9])
    assert least == pytest.approx(10.2, 0.01) and greatest == pytest.approx(977, 0.01)
    assert median == pytest.approx(100, 0.02)
    assert low == pytest.approx(10 * 100**0.05, 0.03) and high == pytest.approx(794, 0.03)
    assert dose[9] == "█" * 10  # as even as the logarithms
    assert line(card, "haadf.source_size_A")[3:7] == ["100", "0.005", "0.0545", "0.5"]
    assert line(card, "haadf.general.frame.shift_x_A")[9] == "███"
    assert "energy" not in card and "shift_y_A" not in card
    assert ("other.blur_px" in card) == ("png" in kinds)


def test_nothing_is_said_where_nothing_varies():
    assert coverage(list(rows()), {"haadf": {"source_size_A": 0.5}}) == ""
    assert coverage([], CONFIGURATION) == ""


def test_values_at_the_edges_are_in_the_histogram():
    few = [
        {"product": "haadf", "acquisition": n, "drawn": json.dumps({"source_size_A": value})}
        for n, value in enumerate((0.0, 1.0, 1.0))
    ]
    assert line(coverage(few, CONFIGURATION), "haadf.source_size_A")[9] == "▅▁▁▁▁▁▁▁▁█"


def test_what_was_drawn_for_scenes_counts_once_a_scene_or_a_particle():
    scenes = {
        "gold": {
            "particles": {"size_A": {"uniform": [10, 20]}, "count": {"choice": [1, 2]}},
            "support": {"thickness_A": {"uniform": [5, 15]}},
        }
    }
    drawn = [
        {"support.thickness_A": 6.0, "particles.count": 2, "particles": [{"size_A": 10.5}] * 2},
        {"support.thickness_A": 14.0, "particles.count": 1, "particles": [{"size_A": 19.5}]},
    ]
    found = [
        {
            "product": "haadf",
            "structure_id": f"gold-{number}",
            "scene": "gold",
            "scene_drawn": json.dumps(one),
            "thickness_A": 99.0,
        }
        for number, one in enumerate(drawn)
        for _ in range(3)  # acquisitions
    ]
    card = coverage(found, {"structures": {"scenes": scenes}})
    place = "structures.scenes.gold"
    assert line(card, f"{place}.particles.size_A")[3:5] == ["3", "10.5"]
    assert line(card, f"{place}.particles.count")[3:5] == ["2", "1"]
    assert line(card, f"{place}.support.thickness_A")[3:5] == ["2", "6"]
