"""A data set without images is no data set, and one that lacks some says so at its end."""

import pytest
from tests.workflow.test_bad_inputs import files

EMPTY = {
    "an element that is not there": ({"gaussian": {"elements": {"only": ["Pt"]}}}, "elements"),
    "patterns of clusters": ({"products": ["cbed"]}, "it needs a lattice"),
}


@pytest.mark.parametrize("what", EMPTY)
def test_what_nothing_can_give_is_an_error_that_names_it(new_project, what):
    changes, named = EMPTY[what]
    project = new_project()
    project.configure(structures={"ase": ["Au55"], "aflow": []}, **changes)
    printed = project.snakemake(fails=True)
    last = printed.splitlines()[-1]
    assert named in last and "no image could be made of the 1 accepted structures" in last
    assert len(last) < 300, "the line that matters comes last and alone"
    assert not (project.results / "key.csv").exists()


def test_the_last_lines_of_a_run_name_what_was_left_out_and_what_was_made(new_project):
    project = new_project()
    (project.root / "mine").mkdir()
    (project.root / "mine" / "bad.cif").write_text(files.BAD["no_atoms.cif"])
    project.configure(
        structures={"ase": ["Au55", "Pt55"], "aflow": [], "folder": "mine"},
        gaussian={"elements": {"only": ["Pt"]}},
    )
    *_, refused, without, unnamed, empty, made, _, _ = project.snakemake().splitlines()
    assert "structures refused: 1 of 3, such as bad.cif: no atoms" in refused
    assert "gaussian: no image of 1 of 2 structures, such as Au55; it needs atoms" in without
    assert "set package.creators" in unnamed
    assert "nothing falls into " in empty
    assert " gaussian) in " in made and made.endswith("gallery/index.html")
    assert (project.root / made.rpartition(" ")[2]).is_file()
