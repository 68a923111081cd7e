"""Images of two parts that look alike are found, named, and end the run."""

import h5py
import numpy as np
import pytest
from PIL import Image
from scipy.spatial.distance import cdist

from synthscope.core.errors import InputError
from synthscope.dataset.image_hashes import BITS, first_images, image_hash
from synthscope.dataset.neighbours import find_neighbours, nearest, refuse_alike


def pattern(seed, size=96):
    """A smooth random image."""
    noise = np.random.default_rng(seed).normal(size=(size, size))
    keep = np.hypot(*np.meshgrid(np.fft.fftfreq(size), np.fft.fftfreq(size))) < 0.15
    return np.fft.ifft2(np.fft.fft2(noise) * keep).real.astype(np.float32)


def bits_between(a, b):
    return int(np.bitwise_count(image_hash(a) ^ image_hash(b)).sum())


def test_a_hash_is_that_of_the_look_not_of_the_numbers():
    image = pattern(1)
    assert bits_between(image, 1000 + 3 * image) == 0
    noisy = image + np.random.default_rng(2).normal(0, 0.1 * image.std(), image.shape)
    assert bits_between(image, noisy) < BITS / 10
    assert bits_between(image, pattern(3)) == pytest.approx(BITS / 2, abs=BITS / 8)


def test_bits_say_where_the_image_gets_brighter():
    ramp = np.tile(np.arange(66.0), (64, 1))
    assert np.bitwise_count(image_hash(ramp)).sum() == BITS
    assert np.bitwise_count(image_hash(ramp[:, ::-1])).sum() == 0


@pytest.mark.parametrize("mask", [np.zeros((9, 9)), np.eye(64), np.full((40, 40), np.nan)])
def test_masks_and_empty_images_have_no_hash(mask):
    with np.errstate(all="ignore"):
        assert image_hash(mask) is None


def test_the_nearest_is_that_of_scipy():
    rng = np.random.default_rng(4)
    ours, theirs = (list(rng.integers(0, 2**63, (n, 16), np.uint64)) for n in (70, 200))
    place, least = nearest(ours, theirs)
    flat = [np.unpackbits(np.stack(h).view(np.uint8), axis=1) for h in (ours, theirs)]
    distances = cdist(*flat, "hamming") * BITS
    np.testing.assert_array_equal(place, distances.argmin(axis=1))
    np.testing.assert_allclose(least, distances.min(axis=1))


def test_first_images_of_every_kind_of_file_are_found(tmp_path):
    image = (255 * np.random.default_rng(1).random((12, 10))).astype(np.uint8)
    Image.fromarray(np.dstack([image] * 3)).save(tmp_path / "a.png")
    Image.fromarray(image.astype(np.uint16)).save(tmp_path / "a.tif")
    np.savez(tmp_path / "a.npz", stack=np.stack([image, 0 * image]), points=np.zeros((5, 20, 3)))
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["s/cbed_stack"], file["s/label"] = np.stack([image, 0 * image]), 3
    found = {p.suffix: list(first_images(p)) for p in sorted(tmp_path.iterdir())}
    assert {kind: [name for name, _ in own] for kind, own in found.items()} == {
        **{".png": [""], ".tif": [""], ".npz": ["stack"], ".h5": ["cbed_stack"]}
    }
    for ((_, read),) in found.values():
        np.testing.assert_array_equal(read, image)


@pytest.fixture
def divided(tmp_path):
    """Six images in three parts, of which the last of test is the first of train, fainter."""
    looks = {"train": [1, 2, 5], "dev": [3], "test": [4, 1]}
    rows = []
    for part, seeds in looks.items():
        for number, seed in enumerate(seeds):
            name = f"{part}-{number}.npz"
            np.savez(tmp_path / name, image=pattern(seed) / (1 + number))
            rows.append({"product": "haadf", "condition": "raw", "split": part, "filename": name})
    return rows, tmp_path


def test_images_that_look_alike_in_two_parts_end_the_run_and_are_named(divided):
    found = find_neighbours(*divided)
    assert {(one["filename"], one["nearest_filename"]) for one in found if one["bits"] == 0} == {
        ("test-1.npz", "train-0.npz")
    }
    assert len(found) == 3 and min(one["bits"] for one in found if one["bits"]) > BITS / 4
    with pytest.raises(InputError, match=r"1 images .* test-1.npz \(test\) and train-0.npz"):
        refuse_alike(found, 0)
    with pytest.raises(InputError, match="3 images"):
        refuse_alike(found, BITS)
    refuse_alike(found, None)


def test_images_of_other_conditions_and_products_are_not_compared(divided):
    rows, folder = divided
    for other in ({"condition": "clean"}, {"product": "gaussian"}):
        refuse_alike(find_neighbours([*rows[:-1], rows[-1] | other], folder), 0)
    assert find_neighbours([rows[0], rows[-1] | {"product": "usid"}], folder) == []
