"""The conditions have the numbers that were published with the data set."""

import pytest

from synthscope.core.errors import InputError
from synthscope.haadf.checks import check_frames
from synthscope.haadf.conditions import NAMES, CustomCondition, conditions
from synthscope.haadf.distortion import Distortion


def test_there_are_sixteen_images_of_a_target():
    assert len(NAMES) == 16
    assert NAMES[0] == "raw"
    assert len(set(NAMES)) == 16


@pytest.mark.parametrize(
    "name, specimen, blur, counts, scan, background",
    [
        ("clean", "perfect", 0.8, 400, 0.75, 2),
        ("blbk2", "perfect", 2.8, 400, 1.25, 10),
        ("cnts2", "perfect", 0.8, 40, 0.75, 2),
        ("dfct1", "L1", 0.8, 400, 0.75, 2),
        ("dfct2", "L2", 0.8, 400, 0.75, 2),
        ("comb1", "L1", 1.8, 100, 1.00, 6),
        ("comb2", "L2", 2.8, 100, 1.25, 6),
    ],
)
def test_published_conditions(name, specimen, blur, counts, scan, background):
    condition = conditions()[name]
    assert condition.specimen == specimen
    assert condition.distortion == Distortion(blur, counts, scan, background)


def test_comb2_may_follow_the_description_instead_of_the_images():
    assert conditions(comb2_defect="L1")["comb2"].specimen == "L1"


def test_file_names_count_the_combinations():
    known = conditions()
    assert known["blur1"].dataset == "stem00-blur1"
    assert known["comb1"].dataset == "stem01-comb1"
    assert known["comb2"].dataset == "stem02-comb2"


def test_any_mix_of_parameters_can_be_given_a_name():
    custom = CustomCondition(1.2, dose_e_per_A2=5e4, edges="reflect", specimen="L1")
    mine = conditions({"mine": custom})["mine"]
    assert mine.specimen == "L1"
    assert mine.distortion == Distortion(blur_px=1.2, dose_e_per_A2=5e4, edges="reflect")
    assert mine.dataset == "stem00-mine"


def test_a_condition_that_crops_everything_away_is_refused_with_the_pixels_it_needs():
    mine = conditions({"mine": CustomCondition(edges="crop", scanline_px=3)})["mine"]
    with pytest.raises(InputError, match=r"conditions\.mine: .* 13 pixels .* haadf\.pixels 34 or"):
        check_frames([mine], 32, 0.1)
    check_frames([mine], 34, 0.1)
    check_frames(conditions().values(), 8, 0.1)
