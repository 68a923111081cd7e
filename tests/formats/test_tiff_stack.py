from itertools import pairwise

import numpy as np
import pytest
import tifffile

from synthscope.formats.tiff_stack import pixel_size_A, tiff_stack

SIZES = np.array([0.2, 0.2613, 0.31])


@pytest.mark.parametrize("dtype", ["u1", "u2"])
def test_tifffile_reads_the_images_and_the_pixel_size_of_each(tmp_path, dtype):
    top = np.iinfo(dtype).max
    images = np.random.default_rng(1).integers(0, top, (3, 20, 30), endpoint=True).astype(dtype)
    with tiff_stack(tmp_path / "a.tif") as tiff:
        tiff.append(images[:2], SIZES[:2])
        tiff.append(images[2:], SIZES[2:])
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert (file.asarray() == images).all()
        assert len(file.series) == 1
        assert [pixel_size_A(page) for page in file.pages] == pytest.approx(SIZES, rel=1e-6)
        assert all(page.dtype == dtype for page in file.pages)


def test_equal_images_give_equal_bytes_with_no_date_and_no_program(tmp_path):
    for name, cuts in (("a.tif", [0, 3]), ("b.tif", [0, 1, 3])):
        with tiff_stack(tmp_path / name) as tiff:
            for start, stop in pairwise(cuts):
                tiff.append(np.ones((stop - start, 8, 8), "u1"), SIZES[start:stop])
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        tags = {tag.name for tag in file.pages[0].tags}
    assert not tags & {"DateTime", "Software", "ImageDescription", "HostComputer"}


def test_large_stacks_are_bigtiff(tmp_path):
    with tiff_stack(tmp_path / "a.tif", expected_bytes=3 << 30) as tiff:
        tiff.append(np.ones((3, 8, 8), "u1"), SIZES)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.is_bigtiff
        assert file.asarray().shape == (3, 8, 8)
