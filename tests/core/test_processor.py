"""Jobs compute for one processor, whichever there is."""

import os
import subprocess
import sys

import pytest

from synthscope.core.processor import numpy_features, pinned

NEWEST = {"X86_V3": True, "X86_V4": True, "AVX512_ICL": True}


def test_what_is_above_the_baseline_is_not_used():
    values = pinned({}, NEWEST)
    assert values["NPY_DISABLE_CPU_FEATURES"].split() == ["AVX512_ICL", "AVX512_SPR", "X86_V4"]
    assert values["OPENBLAS_CORETYPE"] == "Haswell"


def test_what_the_user_forbids_stays_forbidden():
    values = pinned({"NPY_DISABLE_CPU_FEATURES": "X86_V4, FOO"}, NEWEST)
    assert {"FOO", "X86_V4", "AVX512_SPR"} == {*values["NPY_DISABLE_CPU_FEATURES"].split()} - {
        "AVX512_ICL"
    }


def test_below_the_baseline_and_on_arm_nothing_is_set():
    assert pinned({}, {"X86_V3": False, "AVX2": True, "FMA3": True}) == {}
    assert pinned({}, {"AVX2": False, "FMA3": False}) == pinned({}, {"ASIMD": True}) == {}


def test_versions_of_numpy_that_do_not_know_the_level_are_pinned_too():
    assert pinned({}, {"AVX2": True, "FMA3": True})["OPENBLAS_CORETYPE"] == "Haswell"


@pytest.mark.skipif(not numpy_features().get("X86_V3"), reason="needs AVX2 and FMA")
def test_numpy_and_openblas_obey():
    asked = (
        "from numpy.lib.introspect import opt_func_info\n"
        "from threadpoolctl import threadpool_info\n"
        "import numpy, scipy.linalg\n"
        "loops = opt_func_info('^(add|exp|sin|sort)$').values()\n"
        "print({entry['current'] for kinds in loops for entry in kinds.values()})\n"
        "print({pool['architecture'] for pool in threadpool_info()})\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "NPY_DISABLE_CPU_FEATURES"}
    environment |= pinned(environment, numpy_features())
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", asked],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loops, kernels = done.stdout.splitlines()
    assert "X86_V4" not in loops and "AVX512" not in loops and "X86_V3" in loops
    assert kernels == "{'Haswell'}"
