"""Blocks of simple cubic antimony look as in the published images, with default settings."""

import numpy as np
import pytest

from synthscope.configuration.haadf import HaadfSettings
from synthscope.imaging.haadf_views import image_view, plan_view
from synthscope.structures.model import Crystal
from synthscope.structures.specimens import perfect_specimen

ANTIMONY = Crystal(
    id="052227",
    source="user",
    name="Sb",
    numbers=[51],
    positions=[[0, 0, 0]],
    cell=2.986 * np.eye(3),
)


def likeness(first, second):
    """Highest correlation of two images after no more than a shift (periodic) and a flip."""
    best = -1.0
    second = (second - second.mean()) / second.std()
    for image in (first, first[::-1], first[:, ::-1], first[::-1, ::-1]):
        image = (image - image.mean()) / image.std()
        product = np.fft.fft2(image).conj() * np.fft.fft2(second)
        best = max(best, np.fft.ifft2(product).real.max() / image.size)
    return best


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, uvw, configurations",
    [("052227.000001", (0, 0, 1), 2), ("052227.010101", (1, 1, 1), 1)],
)
def test_antimony_correlates_with_the_published_raw_image(reference, name, uvw, configurations):
    import h5py

    # Two runs of the published data set correlate with each other at 0.975 to 0.98.
    section = HaadfSettings(phonons={"configurations": configurations}).model_dump(mode="json")
    specimen = perfect_specimen(ANTIMONY, uvw, section)
    prepared = plan_view(specimen, section, name)
    image = image_view(prepared, specimen, section, 1, "test", name)[-1, 0]
    with h5py.File(reference / f"atomagined/{name}.h5") as file:
        published = file["haadf/raw"][:]
    assert likeness(image, published) >= 0.97
    assert image.mean() == pytest.approx(published.mean(), rel=0.25)
    assert image.max() == pytest.approx(published.max(), rel=0.25)
