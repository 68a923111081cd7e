"""An image on a GPU: what is decided, refused and returned; there need not be one to test it."""

import builtins
import json
import runpy
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import array_api_strict
import numpy as np
import pytest
from tests.multislice.specimens import phonons, repeated, strontium_titanate

from synthscope.core.errors import InputError
from synthscope.haadf.averaging import average
from synthscope.haadf.image import simulate
from synthscope.haadf.plan import prepare
from synthscope.haadf.settings import HaadfSettings, SimulationSettings, StemSettings
from synthscope.multislice.device import check_device
from synthscope.multislice.gpu import device
from synthscope.multislice.gpu.kernels import DeviceKernels
from synthscope.settings.load import checked, plain

SCRIPT = Path(__file__).parents[2] / "scripts" / "simulate_haadf.py"
BLOCK = repeated(*strontium_titanate(), (3, 3, 3))
QUICK = StemSettings(
    semiangle_mrad=24,
    detectors_mrad=((50, 90), (0, 20)),
    thicknesses_A=(6.0,),
    phonons=phonons(2),
    source_size_A=0.5,
)
ON_GPU = replace(QUICK, device="cuda")


@pytest.fixture
def libraries(monkeypatch):
    """Put other libraries in place of those that may be installed."""

    def put(**found):
        monkeypatch.setattr(device, "LIBRARIES", found)

    device.cuda.cache_clear()
    yield put
    device.cuda.cache_clear()


def missing():
    raise ImportError


def blind():
    return None


def strict():
    return device.Device(array_api_strict, total_mb=4000)


@pytest.mark.parametrize(("method", "count"), [("interpolated", 2), ("exact", 1)])
def test_an_image_from_a_gpu_is_that_of_the_processor_within_single_precision(
    libraries, method, count
):
    libraries(strict=strict)
    changes = {"method": method, "phonons": phonons(count)}
    found, expected = (
        simulate(*BLOCK, replace(settings, **changes), 3, "k", shape=(24, 24))
        for settings in (ON_GPU, QUICK)
    )
    rms = np.sqrt(((found - expected) ** 2).mean((-2, -1)))
    assert np.all(rms < 1e-5 * expected.mean((-2, -1)))
    assert np.any(found != expected)  # it was the other library


def test_batches_take_the_memory_that_is_left(libraries, monkeypatch):
    libraries(strict=strict)
    seen = []
    accumulator = DeviceKernels.accumulator

    def watched(kernels, *arguments, **more):
        seen.append(kernels.device.working_mb)
        return accumulator(kernels, *arguments, **more)

    monkeypatch.setattr(DeviceKernels, "accumulator", watched)
    little = prepare(*BLOCK, ON_GPU)
    assert little.memory_mb == prepare(*BLOCK, QUICK).memory_mb + device.LEAST_MB
    for memory in (np.ceil(little.memory_mb), 2000):
        average(replace(little, settings=replace(ON_GPU, memory_mb=memory)), 0)
    assert device.LEAST_MB <= seen[0] < device.LEAST_MB + 1
    assert seen[-1] == pytest.approx(2000 - little.memory_mb + device.LEAST_MB)
    with pytest.raises(InputError, match=r"needs \d+ MB and memory_mb is 300; use memory_mb \d+"):
        prepare(*BLOCK, replace(ON_GPU, memory_mb=300))


def test_the_first_library_that_sees_a_device_is_taken(libraries):
    libraries(torch=missing, blind=blind, cupy=strict)
    assert device.cuda().xp is array_api_strict


@pytest.mark.parametrize(
    ("found", "memory", "said"),
    [
        ({"PyTorch": missing, "CuPy": missing}, 2000, "neither PyTorch nor CuPy .*install pytorch"),
        ({"PyTorch": blind, "CuPy": missing}, 2000, "no CUDA device is visible to PyTorch; run on"),
        ({"PyTorch": strict}, 5000, "memory_mb is 5000, but the GPU has 4000; use that or less"),
    ],
)
def test_what_a_gpu_job_lacks_is_said_in_one_line(libraries, found, memory, said):
    libraries(**found)
    with pytest.raises(InputError, match=said) as refusal:
        check_device("cuda", memory)
    assert "\n" not in str(refusal.value)
    check_device("cpu", memory)


def test_a_library_is_imported_only_where_a_gpu_is_asked_for(libraries, monkeypatch):
    libraries(**device.LIBRARIES)
    asked = []
    imported = builtins.__import__

    def watched(name, *arguments, **more):
        if name in ("torch", "cupy"):
            asked.append(name)
            raise ImportError(name)
        return imported(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", watched)
    simulate(*BLOCK, QUICK, 3, "k", shape=(8, 8))
    assert asked == []
    with pytest.raises(InputError, match="neither"):
        simulate(*BLOCK, ON_GPU, 3, "k", shape=(8, 8))
    assert asked == ["torch", "cupy"]


def test_pytorch_without_a_device_is_passed_over(libraries, monkeypatch):
    torch = ModuleType("torch")
    torch.cuda = SimpleNamespace(is_available=lambda: False)
    wrapper = ModuleType("array_api_compat.torch")
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "array_api_compat.torch", wrapper)
    libraries(PyTorch=device.LIBRARIES["PyTorch"])
    with pytest.raises(InputError, match="visible to PyTorch"):
        device.cuda()


def test_probes_are_for_the_processor_alone():
    with pytest.raises(InputError, match="multislice runs on device cpu only"):
        replace(ON_GPU, method="multislice")
    with pytest.raises(ValueError, match="multislice runs on device cpu only"):
        checked(HaadfSettings, {"device": "cuda", "method": "multislice"})


def test_a_job_without_its_gpu_fails_and_leaves_no_view_out(libraries, tmp_path, capsys):
    libraries(PyTorch=missing)
    (tmp_path / "structures.json").write_text(json.dumps([]))
    settings = plain(SimulationSettings(device="cuda"))
    snakemake = SimpleNamespace(
        rule="simulate_haadf",
        input=SimpleNamespace(structures=tmp_path / "structures.json", selection=[]),
        output=SimpleNamespace(simulations=tmp_path / "a.h5", skipped_views=tmp_path / "a.csv"),
        log=[tmp_path / "log"],
        params=SimpleNamespace(settings=settings, specimens={}, seed=1),
    )
    with pytest.raises(SystemExit, match="simulate_haadf: device is cuda, but neither"):
        runpy.run_path(str(SCRIPT), {"snakemake": snakemake}, "__main__")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "structures.json"]
