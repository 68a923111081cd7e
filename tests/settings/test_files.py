"""A configuration says what it means: each key once, and a name of its own."""

import pytest

from synthscope.core.errors import InputError
from synthscope.settings.files import refuse_folder, refuse_repeated_keys


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seed: 1\nseed: 2\n", "line 2: seed is given twice"),
        ("gaussian:\n  rotations: 3\n  edge_px: 8\n  rotations: 4\n", "line 4: rotations is given"),
    ],
)
def test_a_key_that_stands_twice_is_refused(tmp_path, text, told):
    path = tmp_path / "my.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        refuse_repeated_keys([path])
    assert str(error.value).startswith(f"{path}: {told}")


@pytest.mark.parametrize(
    "text", ["a: &x {b: 1}\nc: {<<: *x, b: 2}\n", "? [1, 2]\n: 3\n", "[1]", ""]
)
def test_other_yaml_passes(tmp_path, text):
    path = tmp_path / "my.yaml"
    path.write_text(text)
    refuse_repeated_keys([path])


def test_a_data_set_has_a_name_and_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"my\.yaml: dataset is missing; name the data set"):
        refuse_folder({"seed": 1}, "my.yaml")
    refuse_folder({"dataset": "x"}, "my.yaml")
    (tmp_path / "results").mkdir()
    (tmp_path / "results/x").write_text("a file")
    with pytest.raises(InputError, match="results/x is a file"):
        refuse_folder({"dataset": "x"}, "my.yaml")
