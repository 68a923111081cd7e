"""The same configuration gives the same bytes, however the work was cut, spread or interrupted."""

from hashlib import sha256


def test_checksums_are_those_of_the_files(everything):
    lines = [line.split("  ", 1) for line in everything.checksums().splitlines()]
    files = everything.files()
    assert lines and [(name, sha256(files[name]).hexdigest()) for _, name in lines] == [
        (name, digest) for digest, name in lines
    ]


def test_one_core_and_larger_shards_give_the_checksums_of_two_cores_and_single_ones(
    everything, new_project
):
    project = new_project()
    project.configure("everything", shard_size=5)
    project.snakemake("--cores", "1")
    assert project.checksums() == everything.checksums()


def test_a_run_killed_and_resumed_gives_the_same_files(finished, new_project):
    project = new_project()
    project.kill_when(lambda: any(project.results.glob("gaussian/**/*")))
    project.snakemake("--unlock")
    project.snakemake()
    assert project.files() == finished.files()


def test_no_file_of_the_data_set_holds_a_path_of_the_machine(everything):
    place = str(everything.root).encode()
    assert [name for name, content in everything.files().items() if place in content] == []


def test_another_processor_gives_the_same_checksums(everything, new_project):
    """The first run had all that this machine offers; here it offers no more than SSE3."""
    project = new_project()
    project.configure("everything")
    project.snakemake(NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL", OPENBLAS_CORETYPE="Prescott")
    assert project.checksums() == everything.checksums()
