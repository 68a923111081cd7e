"""A result depends on the code that made it: all of it, and nothing else."""

import pytest

from synthscope.core.fingerprint import code_files, code_hash


@pytest.fixture
def tree(tmp_path):
    """scripts/{a,b}.py over a package whose modules import one another in several ways."""
    package = tmp_path / "lib"
    (package / "sub").mkdir(parents=True)
    (package / "__init__.py").write_text('"""Package."""\n')
    (package / "sub" / "__init__.py").write_text("")
    (package / "base.py").write_text("X = 1\n")
    (package / "sub" / "deep.py").write_text("from ..base import X\n\n\ndef f():\n    return X\n")
    (package / "late.py").write_text("Y = 2\n")
    (package / "other.py").write_text("Z = 3\n")
    (tmp_path / "a.py").write_text(
        "import numpy\nfrom lib.sub import deep\n\n\ndef g():\n    import lib.late\n"
    )
    (tmp_path / "b.py").write_text("import lib.other\n")
    return tmp_path


def test_the_files_are_those_that_the_script_reaches(tree):
    names = [path.relative_to(tree).as_posix() for path in code_files(tree / "a.py", tree)]
    assert names == [
        "a.py",
        "lib/__init__.py",
        "lib/base.py",
        "lib/late.py",
        "lib/sub/__init__.py",
        "lib/sub/deep.py",
    ]


@pytest.mark.parametrize("module", ["lib/base.py", "lib/late.py", "lib/sub/deep.py", "a.py"])
def test_editing_what_a_script_reaches_changes_its_hash_and_no_other(tree, module, fresh):
    before = fresh(tree / "a.py", tree), fresh(tree / "b.py", tree)
    path = tree / module
    path.write_text(path.read_text() + "NEW = 4\n")
    after = fresh(tree / "a.py", tree), fresh(tree / "b.py", tree)
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_comments_docstrings_and_layout_do_not_change_the_hash(tree, fresh):
    before = fresh(tree / "a.py", tree)
    said = '"""Says what it is."""\n\n# and why\nX = (\n    1\n)\n"""Says what X is."""\n'
    (tree / "lib" / "base.py").write_text(said)
    assert fresh(tree / "a.py", tree) == before


@pytest.fixture
def fresh():
    """`code_hash` as a new run of the workflow would compute it."""
    from synthscope.core import fingerprint

    def compute(script, root):
        for cached in (fingerprint._read, fingerprint._imported):
            cached.cache_clear()
        return code_hash(script, root)

    return compute


def test_a_table_that_the_code_reads_changes_its_hash(tree):
    tables = tree / "tables"
    tables.mkdir()
    (tables / "values.csv").write_text("a,1\n")
    before = code_hash(tree / "a.py", tree, tables)
    assert before != code_hash(tree / "a.py", tree)
    (tables / "README.md").write_text("for people\n")
    assert code_hash(tree / "a.py", tree, tables) == before
    (tables / "values.csv").write_text("a,2\n")
    assert code_hash(tree / "a.py", tree, tables) != before
