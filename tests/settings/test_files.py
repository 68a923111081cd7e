"""A configuration says what it means: each key once, and a name of its own."""

import pytest

from synthscope.core.errors import InputError
from synthscope.settings.files import default_configuration, read_files, refuse_folder


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
        read_files([path])
    assert str(error.value).startswith(f"{path}: {told}")


UNREADABLE = {
    "binary": (b"\xff\xfe\x00", "not a text in UTF-8"),
    "nested": (b"seed: " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
    "cyclic": (b"gaussian: &a\n  rotations: [*a]\n", "refers to what it stands in"),
    "digits": (b"seed: " + b"9" * 5000, "4300 digits"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_yaml_cannot_or_should_not_read_is_refused_in_one_line(tmp_path, what):
    content, told = UNREADABLE[what]
    path = tmp_path / "my.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=told) as error:
        read_files([path])
    assert str(error.value).startswith(f"{path}: ") and "\n" not in str(error.value)


def test_a_configuration_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"there is no .*config\.yaml; name a file"):
        default_configuration([tmp_path])
    (tmp_path / "config/config.yaml").mkdir(parents=True)
    path = default_configuration([tmp_path])
    with pytest.raises(InputError, match="Is a directory"):
        read_files([path])


def test_aliases_that_multiply_are_looked_into_once_each(tmp_path):
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 30))]
    path = tmp_path / "my.yaml"
    path.write_text("\n".join(lines))
    read_files([path])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a: &x {b: 1}\nc: {<<: *x, b: 2}\n", {"a": {"b": 1}, "c": {"b": 2}}),
        ('{\n\t"a": 1\n}', {"a": 1}),
    ],
)
def test_other_yaml_and_json_pass(tmp_path, text, read):
    path = tmp_path / "my.yaml"
    path.write_text(text)
    assert read_files([path]) == read


def test_a_second_file_goes_over_the_first_key_by_key(tmp_path):
    (tmp_path / "a.yaml").write_text("seed: 1\nhaadf: {pixels: 8, sets: [general]}\ncbed: {}\n")
    (tmp_path / "b.yaml").write_text("haadf: {pixels: 9}\ncbed: 7\n")
    both = read_files([tmp_path / "a.yaml", tmp_path / "b.yaml"])
    assert both == {"seed": 1, "haadf": {"pixels": 9, "sets": ["general"]}, "cbed": 7}


def test_a_data_set_has_a_name_and_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"my\.yaml: dataset is missing; name the data set"):
        refuse_folder({"seed": 1}, "my.yaml")
    refuse_folder({"dataset": "x"}, "my.yaml")
    (tmp_path / "results").mkdir()
    (tmp_path / "results/x").write_text("a file")
    with pytest.raises(InputError, match="results/x is a file"):
        refuse_folder({"dataset": "x"}, "my.yaml")
