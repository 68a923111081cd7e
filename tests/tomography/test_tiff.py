"""Sinograms on disk: TIFFs as the original's, the same bytes each time; archives of masks."""

import zipfile

import numpy as np
import pytest
import tifffile
from PIL import Image

from synthscope.core.errors import InputError
from synthscope.tomography import names
from synthscope.tomography.stripes import mask_archive
from synthscope.tomography.stripes.mask_archive import append_mask, copy_archive, mask_rows
from synthscope.tomography.stripes.mask_parts import MaskParts, writing_part
from synthscope.tomography.tiff import read_sinogram, write_sinogram

GREY = (np.arange(40 * 30).reshape(40, 30) * 50 % 65536).astype(np.uint16)
MASK = np.random.default_rng(1).random((70, 9, 21)) < 0.3
WEIGHTS = np.random.default_rng(4).random(MASK.shape, np.float32)
MASK[:, 4] = False


def test_a_sinogram_is_an_uncompressed_16_bit_tiff_of_one_page(tmp_path):
    path = tmp_path / "0000" / "clean" / "0000_clean_0001.tif"
    write_sinogram(path, GREY)
    with Image.open(path) as image:
        assert (image.mode, image.size, image.info["compression"]) == ("I;16", (30, 40), "raw")
    with tifffile.TiffFile(path) as tiff:
        assert len(tiff.pages) == 1
        assert np.array_equal(tiff.pages[0].asarray(), GREY)
        assert not {"DateTime", "Software", "HostComputer"} & {t.name for t in tiff.pages[0].tags}
    assert np.array_equal(read_sinogram(path), GREY)


def test_equal_sinograms_have_equal_bytes(tmp_path):
    write_sinogram(tmp_path / "a.tif", GREY)
    write_sinogram(tmp_path / "b.tif", np.asfortranarray(GREY))
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


@pytest.mark.parametrize("wrong", [GREY.astype(float), GREY[None], GREY.astype(np.uint8)])
def test_what_is_no_sinogram_is_not_written(tmp_path, wrong):
    with pytest.raises(ValueError, match="2D array of uint16"):
        write_sinogram(tmp_path / "a.tif", wrong)
    assert not list(tmp_path.iterdir())


def test_names_are_those_of_the_original():
    assert [
        names.simple_path(0, "stripe", 255).as_posix(),
        names.shift_path(3, None, 7).as_posix(),
        names.shift_path(3, 4, 7).as_posix(),
        names.pair_path(12, False, "clean", 1, 2159).as_posix(),
        names.pair_path(0, True, "stripe", 0, 1, 2).as_posix(),
        names.frame_path(0, 1, 2159).as_posix(),
    ] == [
        "0000/stripe/0000_stripe_0255.tif",
        "0003/clean/0003_clean_0007.tif",
        "0003/shift04/0003_shift04_0007.tif",
        "0012/fake_artifacts/clean/0012_shift01_2159.tif",
        "0000/real_artifacts/stripe/0000_shift00_0001_w02.tif",
        "0000_frame01_2159.tif",
    ]


def test_masks_are_read_by_numpy_and_a_few_rows_at_a_time(tmp_path):
    path = tmp_path / "masks.npz"
    append_mask(path, "m119617", iter(MASK), MASK.shape)
    append_mask(path, "m119618", iter(~MASK), MASK.shape)
    with np.load(path, allow_pickle=False) as archive:
        assert archive.files == ["m119617", "m119618"]
        assert archive["m119617"].dtype == np.uint8
        assert np.array_equal(archive["m119617"], MASK)
        assert np.array_equal(archive["m119618"], ~MASK)
    for row, mask in mask_rows(path, "m119618", MASK.shape, 3, 6):
        assert np.array_equal(mask, ~MASK[:, row])


def test_appending_leaves_the_bytes_of_the_entries_before(tmp_path):
    path = tmp_path / "masks.npz"
    append_mask(path, "m1", iter(MASK), MASK.shape)
    with zipfile.ZipFile(path) as archive:
        length = archive.start_dir
    before = path.read_bytes()[:length]
    append_mask(path, "m2", iter(MASK), MASK.shape)
    assert path.read_bytes()[:length] == before
    again = tmp_path / "again.npz"
    for key in ("m1", "m2"):
        append_mask(again, key, iter(MASK), MASK.shape)
    assert again.read_bytes() == path.read_bytes()


def test_an_archive_that_numpy_wrote_is_added_to(tmp_path):
    path = tmp_path / "masks.npz"
    np.savez_compressed(path, m1=MASK, m2=~MASK)
    append_mask(path, "m3", iter(MASK), MASK.shape)
    assert zipfile.ZipFile(path).testzip() is None
    with np.load(path) as archive:
        assert archive.files == ["m1", "m2", "m3"]
        assert np.array_equal(archive["m2"], ~MASK) and np.array_equal(archive["m3"], MASK)


def test_an_interrupted_append_is_undone_by_the_next(tmp_path):
    path = tmp_path / "masks.npz"
    append_mask(path, "m1", iter(MASK), MASK.shape)
    whole = path.read_bytes()

    def breaking():
        yield MASK[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        append_mask(path, "m2", breaking(), MASK.shape)
    journal = mask_archive._journal(path)
    assert journal.exists()
    with open(path, "r+b") as file:  # as a kill at that moment leaves it
        file.truncate(len(whole) - 10)
    with pytest.raises(InputError, match="was interrupted; add it again"):
        list(mask_rows(path, "m1", MASK.shape, 0, 1))
    append_mask(path, "m2", iter(MASK), MASK.shape)
    with np.load(path) as archive:
        assert archive.files == ["m1", "m2"] and np.array_equal(archive["m2"], MASK)
    assert [p.name for p in tmp_path.iterdir()] == ["masks.npz"]


def test_bad_archives_are_refused_in_one_line(tmp_path):
    path = tmp_path / "masks.npz"
    np.savez_compressed(path, m1=MASK, m2=np.zeros(MASK.shape), m3=np.array([{}], object))

    def reason(key, shape=MASK.shape, path=path):
        with pytest.raises(InputError) as caught:
            list(mask_rows(path, key, shape, 0, 2))
        return str(caught.value)

    assert "there is no mask m9; there are m1, m2, m3" in reason("m9")
    odd = tmp_path / "odd.npz"
    np.savez(odd, **{"m\n1": MASK, "m" * 500: MASK})
    assert reason("m1", path=odd).endswith(f"there are m 1, {'m' * 40}")
    assert "has the shape (70, 9, 21), the scan has (70, 9, 22)" in reason("m1", (70, 9, 22))
    assert "a mask is uint8 or bool" in reason("m2")
    assert "a mask is uint8 or bool" in reason("m3")
    assert "no such mask archive" in reason("m1", path=tmp_path / "none.npz")
    (tmp_path / "text.npz").write_text("text")
    assert "no npz archive" in reason("m1", path=tmp_path / "text.npz")
    with pytest.raises(InputError, match="there is a mask m1 already"):
        append_mask(path, "m1", iter(MASK), MASK.shape)


def test_parts_of_a_mask_make_the_whole_again(tmp_path):
    paths = []
    for number, (first, stop) in enumerate([(0, 4), (4, 4), (4, 9)]):
        paths.append(tmp_path / f"{number}.h5")
        with writing_part(paths[-1], first, stop, MASK.shape, weighted=True) as writer:
            for row in range(first, stop):
                writer.write(row, MASK[:, row])
                writer.write_weights(row, WEIGHTS[:, row])
    with MaskParts(paths) as parts:
        assert all(np.array_equal(parts.row(row), MASK[:, row]) for row in range(9))
        assert np.array_equal(np.array(list(parts.planes())), MASK)
        assert np.array_equal(np.array(list(parts.weights())), WEIGHTS)


def test_an_archive_to_add_to_is_copied_and_left_alone(tmp_path):
    given, path = tmp_path / "given.npz", tmp_path / "masks.npz"
    np.savez_compressed(given, m1=MASK)
    before = given.read_bytes()
    copy_archive(given, path)
    append_mask(path, "m2_weights", iter(WEIGHTS), WEIGHTS.shape, "<f4")
    append_mask(path, "m2", iter(~MASK), MASK.shape)
    assert given.read_bytes() == before
    with np.load(path, allow_pickle=False) as archive:
        assert archive.files == ["m1", "m2_weights", "m2"]
        assert np.array_equal(archive["m1"], MASK) and np.array_equal(archive["m2"], ~MASK)
        assert np.array_equal(archive["m2_weights"], WEIGHTS)
    for row, mask in mask_rows(path, "m2", MASK.shape, 0, 9):
        assert np.array_equal(mask, ~MASK[:, row])
    for name, content in (("cut", before[:-30]), ("text", b"text"), ("torn", before[40:])):
        other = tmp_path / f"{name}.npz"
        other.write_bytes(content)
        with pytest.raises(InputError, match="is no npz archive"):
            copy_archive(other, tmp_path / "out.npz")
            append_mask(tmp_path / "out.npz", "m1", iter(MASK), MASK.shape)
    with pytest.raises(InputError, match="no such mask archive"):
        copy_archive(tmp_path / "none.npz", tmp_path / "out.npz")
    assert not (tmp_path / "out.npz").exists()
