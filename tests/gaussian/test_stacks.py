import tracemalloc

import numpy as np
import pytest
import tifffile

from synthscope.formats.tiff_stack import pixel_size_A
from synthscope.gaussian import stacks
from synthscope.gaussian.frame import frame
from synthscope.gaussian.render import render
from synthscope.gaussian.settings import GaussianSettings
from synthscope.gaussian.shard import write_stacks
from synthscope.gaussian.stacks import Frame, Stack, write_stack
from synthscope.gaussian.style import Style
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.rotations import rotations

ALL = [
    "coordinates_3d",
    "coordinates_px",
    "delta_2d",
    "delta_3d",
    "gaussian_2d",
    "gaussian_3d",
    "binary_2d",
    "binary_3d",
]
IMAGES = ["delta_2d_image", "gaussian_2d_image", "binary_2d_image"]
STYLE = Style(edge_px=24, zeta=1.0)


def atoms(seed: int, count: int) -> Frame:
    rng = np.random.default_rng(seed)
    return Frame(f"s{seed}", rng.integers(1, 90, count), rng.normal(size=(count, 3)) * 3)


def stack(*frames, count=5, first=0, style=STYLE) -> Stack:
    return Stack(frames or (atoms(1, 9),), style, 1, first, count)


def test_a_stack_has_the_keys_types_and_shapes_of_xyz2image(tmp_path):
    (path,) = write_stack(stack(), ALL, tmp_path, 5)
    assert path.name == "00000005.npz"
    with np.load(path, allow_pickle=False) as npz:
        found = {key: (npz[key].dtype.str, npz[key].shape) for key in npz.files if key in ALL}
    assert found == {
        "coordinates_3d": ("<i8", (5, 9, 3)),
        "coordinates_px": ("<f4", (5, 9, 3)),
        "delta_2d": ("|b1", (5, 24, 24)),
        "delta_3d": ("|b1", (5, 24, 24, 24)),
        "gaussian_2d": ("|u1", (5, 24, 24)),
        "gaussian_3d": ("|u1", (5, 24, 24, 24)),
        "binary_2d": ("|b1", (5, 24, 24)),
        "binary_3d": ("|b1", (5, 24, 24, 24)),
    }


def test_a_stack_says_how_each_image_was_made(tmp_path):
    one = atoms(2, 7)
    (path,) = write_stack(stack(one, first=3), ["gaussian_2d"], tmp_path, 5)
    npz = np.load(path)
    turned = rotations(1, "gaussian", "s2", 3, 5)
    assert (npz["rotations"] == turned).all()
    assert (npz["numbers"] == one.numbers).all()
    assert np.allclose(npz["sigma_px"] * npz["pixel_size_A"], STYLE.sigma_A)
    framed = frame(one.positions, npz["rotations"], 24, STYLE.padding_A)
    assert (npz["pixel_size_A"] == framed.pixel_size_A).all()
    image, scale = render("gaussian_2d", framed, one.numbers, STYLE)
    assert (npz["gaussian_2d"] == image).all()
    assert (npz["gaussian_2d_scale"] == scale).all()


def test_frames_with_fewer_atoms_are_filled_up(tmp_path):
    frames = (atoms(1, 9), atoms(2, 4))
    (path,) = write_stack(stack(*frames), ["coordinates_3d", "coordinates_px"], tmp_path, 10)
    npz = np.load(path)
    assert npz["frame"].tolist() == [0] * 5 + [1] * 5
    assert (npz["numbers"][1] > 0).sum() == 4
    missing = npz["numbers"][npz["frame"]] == 0
    assert (npz["coordinates_3d"][missing] == -1).all()
    assert np.isnan(npz["coordinates_px"][missing]).all()
    assert np.isfinite(npz["coordinates_px"][~missing]).all()


@pytest.mark.parametrize("bits", [8, 16])
def test_tiff_stacks_show_the_arrays_of_the_npz_with_their_pixel_sizes(tmp_path, bits):
    made = stack(style=Style(edge_px=24, bit_depth=bits))
    paths = write_stack(made, ["gaussian_2d", "delta_2d", "binary_2d", *IMAGES], tmp_path, 5)
    assert [path.name for path in paths] == [
        "00000005.npz",
        "00000005delta_2d.tif",
        "00000005gaussian_2d.tif",
        "00000005binary_2d.tif",
    ]
    npz = np.load(paths[0])
    delta, image, binary = map(tifffile.imread, paths[1:])
    assert image.dtype == f"u{bits // 8}"
    assert (image == npz["gaussian_2d"]).all()
    assert (delta == np.where(npz["delta_2d"], 0, 255)).all()
    assert (binary == np.where(npz["binary_2d"], 255, 0)).all()
    with tifffile.TiffFile(paths[2]) as file:
        sizes = [pixel_size_A(page) for page in file.pages]
    assert sizes == pytest.approx(npz["pixel_size_A"], rel=1e-6)


def test_files_are_equal_whatever_was_computed_at_a_time(tmp_path, monkeypatch):
    for name, size in (("a", 1), ("b", 40_000), ("c", 10**9)):
        monkeypatch.setattr(stacks, "_CHUNK_BYTES", size)
        write_stack(stack(atoms(1, 9), atoms(2, 4)), ALL + IMAGES, tmp_path / name, 10)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(names) == 4
    for name in names:
        assert len({(tmp_path / k / name).read_bytes() for k in "abc"}) == 1


def test_memory_does_not_grow_with_the_number_of_rotations(tmp_path):
    def peak(count):
        tracemalloc.start()
        write_stack(stack(count=count), ["delta_3d", "gaussian_2d"], tmp_path, count)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak(10)  # compiles
    few, many = peak(400), peak(4000)
    # Of each image only its pixel size and scale are kept: 4000 volumes have 55 MB.
    assert many - few < 3600 * 100


def test_a_frame_that_all_atoms_stand_outside_of_gives_no_stack(tmp_path, capsys):
    pair = Crystal("pair", "user", "Au2", [79, 79], [[0, 0, -5.0], [0, 0, 5.0]])
    wide, narrow = (
        GaussianSettings(rotations=2, edge_px=32, pixel_size_A=size) for size in (0.5, 0.01)
    )
    assert list(write_stacks([pair], wide, 1, tmp_path))
    assert list(write_stacks([pair], narrow, 1, tmp_path / "narrow")) == []
    told = capsys.readouterr().err
    assert "pair: gaussian.pixel_size_A and edge_px give a frame of 0.32 Å" in told
