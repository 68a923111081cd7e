import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthscope.formats import deflate
from synthscope.formats.deflate import Deflater


def deflated(data, sizes=(10**9,)) -> bytes:
    """Compressed in chunks of these sizes, in turn."""
    deflater, done, k = Deflater(), [], 0
    while data:
        size = sizes[k % len(sizes)]
        done.append(deflater.compress(data[:size]))
        data = data[size:]
        k += 1
    return b"".join([*done, deflater.flush()])


RUNS = st.lists(st.tuples(st.integers(0, 255), st.integers(1, 700)), max_size=60)


@given(RUNS)
@settings(max_examples=150, deadline=None)
def test_zlib_reads_runs_of_every_length(runs):
    data = b"".join(bytes([value]) * length for value, length in runs)
    assert zlib.decompress(deflated(data), -15) == data


@given(st.binary(max_size=3000))
@settings(max_examples=100, deadline=None)
def test_zlib_reads_any_bytes(data):
    assert zlib.decompress(deflated(data), -15) == data


@pytest.mark.parametrize("length", [*range(12), 257, 258, 259, 260, 261, 262, 515, 516, 517, 519])
def test_zlib_reads_a_run_between_other_bytes(length):
    data = b"\1" + b"\7" * length + b"\1\2"
    assert zlib.decompress(deflated(data), -15) == data


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_blocks_join_to_one_stream(extra):
    rng = np.random.default_rng(1)
    data = (rng.exponential(8, deflate.BLOCK + extra) ** 2).clip(0, 255).astype("u1").tobytes()
    assert zlib.decompress(deflated(data), -15) == data


def test_codes_longer_than_fifteen_bits_are_cut():
    # Frequencies that grow like Fibonacci numbers give the deepest trees.
    counts, a, b = [], 1, 1
    while sum(counts) + a < deflate.BLOCK:
        counts.append(a)
        a, b = b, a + b
    assert len(counts) > 20
    values = np.repeat(np.arange(len(counts)), counts)
    data = np.random.default_rng(2).permutation(values).astype("u1").tobytes()
    assert zlib.decompress(deflated(data), -15) == data


def test_chunks_do_not_change_the_bytes():
    rng = np.random.default_rng(3)
    data = rng.integers(0, 9, 3 * deflate.BLOCK // 2).astype("u1").tobytes()
    whole = deflated(data)
    for sizes in ((1000, 1), (deflate.BLOCK,), (deflate.BLOCK - 1, 7, 12345)):
        assert deflated(data, sizes) == whole


def test_sparse_volumes_become_smaller_than_with_zlib():
    volume = np.zeros((4, 64, 64, 64), bool)
    volume.reshape(-1)[np.random.default_rng(4).integers(0, volume.size, 200)] = True
    data = volume.tobytes()
    assert len(deflated(data)) < len(zlib.compress(data, 6))


def test_smooth_images_become_hardly_larger_than_with_zlib():
    k = np.arange(64)
    g = np.exp(-((k - np.random.default_rng(5).uniform(5, 58, (40, 2, 1))) ** 2) / 8)
    image = np.einsum("ai,aj->ij", g[:, 0], g[:, 1])
    data = (image / image.max() * 255).astype("u1").tobytes()
    assert len(deflated(data)) < 1.25 * len(zlib.compress(data, 6))
