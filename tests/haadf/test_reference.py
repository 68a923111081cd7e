"""Blocks of simple cubic antimony look as in the published images, with their displacements."""

import numpy as np
import pytest
from tests.haadf.field_images import show

from synthscope.haadf.averaging import average
from synthscope.haadf.settings import HaadfSettings, Phonons
from synthscope.haadf.views import plan_view
from synthscope.specimens.specimen import perfect_specimen


def likeness(first, second):
    """Highest correlation of two images after no more than a shift (periodic) and a flip."""
    best = -1.0
    second = (second - second.mean()) / second.std()
    for image in (first, first[::-1], first[:, ::-1], first[::-1, ::-1]):
        image = (image - image.mean()) / image.std()
        product = np.fft.fft2(image).conj() * np.fft.fft2(second)
        best = max(best, np.fft.ifft2(product).real.max() / image.size)
    return best


def own(published, columns, reach=30.0):
    """The published image with equal, round columns in place of its own: fitted, nothing else."""
    places, atoms = np.unique(columns.round(1), axis=0, return_counts=True)
    knots = np.concatenate([np.arange(0, 12, 1.0), np.arange(12, reach + 1, 3.0)])
    rows, cols = np.mgrid[: published.shape[0], : published.shape[1]]
    parts = [np.ones(published.size)]
    for count in np.unique(atoms):
        profile = np.zeros((len(knots), published.size))
        for x, y in places[atoms == count]:
            r = np.hypot(cols - x, rows - y).ravel()
            near = np.flatnonzero(r < reach)
            i = np.searchsorted(knots, r[near], side="right") - 1
            weight = (r[near] - knots[i]) / (knots[i + 1] - knots[i])
            profile[i, near] += 1 - weight
            profile[i + 1, near] += weight
        parts += list(profile[:-1])
    parts = np.array(parts)
    weights = np.linalg.lstsq(parts @ parts.T, parts @ published.ravel(), rcond=None)[0]
    return (weights @ parts).reshape(published.shape)


@pytest.mark.slow
@pytest.mark.parametrize("name, uvw", [("052227.000001", (0, 0, 1)), ("052227.010101", (1, 1, 1))])
def test_antimony_resembles_the_published_raw_image_as_closely_as_any_regular_image_can(
    antimony, reference, name, uvw
):
    """The published images are of one random displacement of the atoms, which nothing can guess."""
    import h5py

    settings = HaadfSettings(phonons=Phonons(use_table=False, default_rms_A=0.055))  # as presets
    specimen = perfect_specimen(antimony, uvw, settings)
    prepared = plan_view(specimen, settings, name)
    image = show(average(prepared, 1, "test", name), specimen, settings)[-1, 0]
    with h5py.File(reference / f"atomagined/{name}.h5") as file:
        published = file["haadf/raw"][:]
        columns = file["projection/full_coords"][:]
    found = likeness(image, published)
    assert found >= 0.975  # asked for is 0.97; two published runs have 0.975 to 0.98
    assert found >= likeness(own(published, columns), published) - 0.006
    # their probe's soft edge and their coarse slices, which are not taken over, leave them darker
    assert 0.95 < image.mean() / published.mean() < 1.25
    assert image.max() == pytest.approx(published.max(), rel=0.25)
