"""The front of the engine: what it decides, refuses and returns."""

from dataclasses import replace

import numpy as np
import pytest
from tests.multislice.specimens import phonons, repeated, silicon_110, strontium_titanate

from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.haadf.averaging import average
from synthscope.haadf.image import simulate
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import Phonons, StemSettings
from synthscope.haadf.spectrum import image_spectrum
from synthscope.multislice.assembly import evaluate
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.phonons import frozen

QUICK = StemSettings(
    semiangle_mrad=24,
    detectors_mrad=((50, 90),),
    phonons=phonons(1),
)
STATIC = replace(QUICK, phonons=phonons(0))
CUBIC = strontium_titanate()


def block(counts=(3, 3, 3)):
    return repeated(*CUBIC, counts)


def test_the_same_key_gives_the_same_bytes_and_another_one_other_phonons():
    first = simulate(*block(), QUICK, 7, "haadf", "000001.000001", shape=(20, 20))
    again = simulate(*block(), QUICK, 7, "haadf", "000001.000001", shape=(20, 20))
    other = simulate(*block(), QUICK, 7, "haadf", "000002.000001", shape=(20, 20))
    assert first.tobytes() == again.tobytes()
    assert np.abs(first - other).max() > 0.01 * first.mean()


def test_every_method_gives_the_same_image():
    small = replace(QUICK, detectors_mrad=((50, 70), (0, 20)), thicknesses_A=(6.0,))
    found = {
        method: simulate(*block((3, 3, 2)), replace(small, method=method), 1, "x", shape=(32, 32))
        for method in ("multislice", "exact", "interpolated", "auto")
    }
    assert found["exact"].shape == (2, 2, 32, 32)
    mean = found["exact"].mean((2, 3), keepdims=True)
    np.testing.assert_allclose(found["multislice"] / mean, found["exact"] / mean, atol=1e-4)
    for method in ("interpolated", "auto"):
        rms = np.sqrt(((found[method] - found["exact"]) ** 2).mean((2, 3)))
        assert np.all(rms < 0.005 * mean[..., 0, 0])


def test_a_static_crystal_is_calculated_on_one_cell_and_phonons_on_all():
    still = prepare(*CUBIC, replace(STATIC, accept_laue_rings=True), repeats=(4, 3, 4))
    assert still.lattice.grid.extent == (3.905, 3.905) and still.lattice.repeats == (4, 3)
    assert len(still.gratings.slices) == 2 and len(still.slices) == 8
    moving = prepare(*CUBIC, QUICK, repeats=(4, 3, 4))
    assert moving.field_A == still.field_A == (4 * 3.905, 3 * 3.905)
    assert len(moving.positions) == 5 * 4 * 3 * 4
    x = np.linspace(0, 12, 9)
    whole = prepare(
        *repeated(*CUBIC, (4, 3, 4)), replace(STATIC, method="exact", accept_laue_rings=True)
    )
    found, wanted = (average(one, 0).image(x, x) for one in (still, whole))
    np.testing.assert_allclose(found, wanted, rtol=0.01, atol=1e-4)


def test_probes_over_a_repeating_static_crystal_see_what_plane_waves_see():
    settings = replace(STATIC, accept_laue_rings=True)
    found, exact = (
        simulate(*CUBIC, replace(settings, method=method), 0, shape=(16, 16), repeats=(3, 3, 3))
        for method in ("multislice", "exact")
    )
    assert np.abs(found - exact).max() < 1e-4 * exact.mean()


def test_frozen_phonons_average_over_their_configurations():
    two = simulate(
        *block(),
        replace(QUICK, phonons=phonons(2)),
        3,
        "k",
        shape=(8, 8),
    )
    prepared = prepare(*block(), replace(QUICK, phonons=phonons(2)))
    drawn = generator(3, "k", "frozen phonons")
    x = np.arange(8) / 8 * prepared.field_A[0]
    each = [
        evaluate(image_spectrum(prepared, moved), prepared.lattice.grid.extent, x, x)
        for moved in frozen(prepared.positions, prepared.rms, 2, drawn)
    ]
    assert np.abs(each[0] - each[1]).max() > 0.01 * two.mean()
    np.testing.assert_allclose(two, (each[0] + each[1]) / 2, rtol=1e-6)


def test_an_atoms_own_vibration_comes_first():
    own = np.where(np.arange(len(block()[0])) % 2, 0.09, np.nan)
    prepared = prepare(
        *block(),
        replace(QUICK, phonons=Phonons(configurations=1, use_table=False, rms_A={"Sr": 0.02})),
        rms=own,
    )
    assert set(np.round(prepared.rms, 3)) == {0.02, 0.055, 0.09}


def test_a_source_of_finite_size_blurs_the_image_and_keeps_its_mean():
    sharp = simulate(*block(), QUICK, 3, "k", shape=(64, 64))
    soft = simulate(*block(), replace(QUICK, source_size_A=0.8), 3, "k", shape=(64, 64))
    assert soft.mean() == pytest.approx(sharp.mean(), rel=1e-6)
    assert soft.std() < 0.8 * sharp.std()
    k = np.fft.fftfreq(64, block()[2][0] / 64)
    sigma = 0.8 / 2.354820045
    gauss = np.exp(-2 * (np.pi * sigma) ** 2 * (k[:, None] ** 2 + k[None] ** 2))
    expected = np.fft.ifft2(np.fft.fft2(sharp[0, 0]) * gauss).real
    np.testing.assert_allclose(soft[0, 0], expected, atol=1e-6 * sharp.max())


def test_a_thinner_specimen_is_the_same_calculation_read_out_earlier():
    numbers, positions, box = block((3, 3, 4))
    thin_box = box * [1, 1, 0.5]
    thin = positions[:, 2] < thin_box[2] - 0.5
    settings = replace(QUICK, method="exact", phonons=phonons(0))
    series = simulate(
        numbers,
        positions,
        box,
        replace(settings, thicknesses_A=(float(thin_box[2]),)),
        0,
        shape=(16, 16),
    )
    alone = simulate(numbers[thin], positions[thin], thin_box, settings, 0, shape=(16, 16))
    np.testing.assert_allclose(series[0, 0], alone[0, 0], rtol=1e-4)


REFUSED = [
    (dict(sampling_A=0.1), {}, r"detector reaches 90 mrad; use 0\.0928 Å or less"),
    (
        dict(sampling_A=0.09, method="interpolated"),
        {},
        r"detector reaches 90 mrad and the probe 24; use 0\.0733 Å or less",
    ),
    (
        dict(slicing="equal", slice_A=7.81),
        dict(repeat_A=3.905),
        r"slices are \d+\.\d\d Å apart, but the specimen repeats every 3\.90 Å.*use 3\.90 or less",
    ),
    (
        dict(semiangle_mrad=5),
        {},
        r"the probe wraps around: it is .* use a field_A of \d+ Å or more",
    ),
    (
        dict(aberrations=Aberrations(defocus_A=400)),
        {},
        r"the probe wraps around.*use a field_A of \d+ Å or more",
    ),
    (
        dict(phonons=phonons(0), detectors_mrad=((100, 150),)),
        dict(repeat_A=3.905),
        r"Laue ring at 113\.\d mrad.*configurations of 1 .* detector that ends below 112",
    ),
    (dict(thicknesses_A=(40.0,)), {}, r"thicknesses_A has 40, but the specimen goes from 0\.00 to"),
    (dict(memory_mb=61), {}, r"needs \d+ MB and memory_mb is 61; use memory_mb \d+ or fewer"),
    (dict(error=1e-3, method="interpolated"), {}, r"error 0\.001 is below.*use 0\.006 or more"),
]


@pytest.mark.parametrize(("changes", "more", "message"), REFUSED)
def test_what_cannot_be_right_is_refused_in_one_line_with_the_number_that_would_be(
    changes, more, message
):
    with pytest.raises(InputError, match=message) as refusal:
        prepare(*block(), replace(QUICK, **changes), **more)
    assert "\n" not in str(refusal.value)


def test_what_a_refusal_recommends_is_accepted():
    for changes in (
        dict(sampling_A=0.0928),
        dict(sampling_A=0.0733, method="interpolated"),
        dict(slicing="equal", slice_A=3.9),
    ):
        prepare(*block(), replace(QUICK, **changes), repeat_A=3.905)
    below = replace(STATIC, detectors_mrad=((70, 112),))
    prepare(*block(), below, repeat_A=3.905)


def test_atoms_outside_of_their_box_are_refused():
    numbers, positions, box = block()
    with pytest.raises(InputError, match=r"atoms lie at z from 1\.00 to 10\.76 Å.*0 to 10\.00 Å"):
        prepare(numbers, positions + np.array([0, 0, 1]), [box[0], box[1], 10.0], QUICK)


def test_the_plan_tells_what_it_needs_before_it_runs():
    prepared = prepare(*block(), QUICK)
    text = str(prepared)
    assert text.startswith("interpolated: ") and "parents" in text and text.endswith(" MB")
    assert 60 < prepared.memory_mb < 400
    assert prepared.interpolation_error <= 0.005 and prepared.band_error <= 0.005
    assert prepared.sampling_A <= 0.02507934 / (3 * 0.114)
    assert prepared.slice_A == pytest.approx(3.905 / 2, rel=0.01)


def test_slices_follow_the_planes_of_the_crystal():
    numbers, positions, box = silicon_110()
    prepared = prepare(numbers, positions, box, QUICK, repeats=(5, 4, 3))
    np.testing.assert_allclose(np.diff(prepared.slices.planes), box[2] / 2)
