"""Damage files at random and see that every reader gives a good result or a reason in one line.

    python tools/fuzz_readers.py --seconds 3600 --seed 1

Damaged are the structure files of the project and others given as `--structures FOLDER`, a scan,
an archive of masks and the configurations. Counted is what came of each; whatever is neither good
nor refused in one line is a fault. Ends with 1 if there was one. Reasons of what no check foresaw
(`cannot be read: KeyError`, a crash, a limit of memory or time) are refusals too, and are counted
apart; such files and faults are kept in `--keep FOLDER`.
"""

import argparse
import hashlib
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import InputError  # noqa: E402
from synthscope.settings.load import load  # noqa: E402
from synthscope.structures.checking.catalog import check_sources  # noqa: E402
from synthscope.structures.settings import StructuresSettings  # noqa: E402
from synthscope.structures.sources.source import Source  # noqa: E402
from synthscope.tomography.scans import guarded  # noqa: E402
from synthscope.tomography.scans.read import open_scan  # noqa: E402
from synthscope.tomography.stripes.mask_archive import append_mask, mask_rows  # noqa: E402

MASKS = (6, 4, 9)
UNFORESEEN = (
    "cannot be read: ",
    "cannot be checked: ",
    "crashed",
    "not read after",
    "needs more than",
)
TOKENS = [
    *(b"0", b"-1", b"1e308", b"nan", b"inf", b"?", b"'", b'"', b";", b"\n", b"loop_", b"\xff", b""),
    *(b"9" * 400, b"data_", b"#", b"{", b"<a>", b"=1+1", b"[", b"&a", b"*a", b"\xc2\xb2"),
]

Outcome = str
"""good, refused, unforeseen (refused for a reason that no check gives), or a fault in words."""


Try = tuple[Outcome, str, bytes]
"""What came of it, what was told, and the file."""


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """The content with bytes altered, tokens put in, parts repeated, moved or cut off."""
    data = bytearray(content)
    for _ in range(rng.integers(1, 5)):
        size = len(data)
        at, to = sorted(rng.integers(size + 1, size=2)) if size else (0, 0)
        match rng.integers(6):
            case 0 if size:
                for place in rng.integers(size, size=rng.integers(1, 9)):
                    data[place] = rng.integers(256)
            case 1:
                data[at:at] = TOKENS[rng.integers(len(TOKENS))]
            case 2:
                to = min(to, at + 40)
                data[at:to] = TOKENS[rng.integers(len(TOKENS))]
            case 3:
                data = data[:at] if rng.random() < 0.3 else data
            case 4:
                to = min(to, at + 200)
                data[at:at] = data[at:to] * int(rng.integers(1, 20))
            case 5:
                words = bytes(data).split(b" ")
                k = rng.integers(len(words))
                words[k] = TOKENS[rng.integers(len(TOKENS))]
                data = bytearray(b" ".join(words))
    return bytes(data)


def reason(text: str) -> Outcome:
    """What a refusal is worth."""
    if not text.strip() or "\n" in text or "Traceback" in text or len(text) > 20_000:
        return f"no reason in one line: {text[:100]!r}"
    return "unforeseen" if any(words in text for words in UNFORESEEN) else "refused"


class Structures:
    """Files of crystals and clusters, some at a time as in a job."""

    def __init__(self, folder: Path, more: Path | None):
        places = [ROOT / "resources" / "structures", *([more] if more else [])]
        files = [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
        skipped = (".csv", ".md")
        self._originals = [
            (path.name, path.read_bytes())
            for path in files
            if path.suffix not in skipped and path.stat().st_size < 300_000
        ]
        self._folder = folder

    def try_some(self, rng: np.random.Generator) -> Iterator[Try]:
        sources, contents = [], {}
        for number in range(25):
            name, content = self._originals[rng.integers(len(self._originals))]
            path = self._folder / f"{number}-{name}"
            contents[path.name] = damaged(content, rng)
            path.write_bytes(contents[path.name])
            sources.append(Source(path.name, "user", str(path), path.name))
        settings = StructuresSettings(read_memory_MB=1000, read_seconds=60)
        _, rows = check_sources(sources, settings, 1)
        told = {row["file"].split(" frame ")[0]: row for row in rows}
        for source in sources:
            row = told.get(source.name)
            if row is None:
                outcome = "no row in the catalog"
            else:
                good = row["status"] == "accepted"
                outcome = "good" if good else reason(row["reason"])
            yield outcome, source.name if row is None else row["reason"], contents[source.name]


class Scans:
    """NXtomo files: a good one's rows are read to the end."""

    def __init__(self, folder: Path):
        self._path = folder / "scan.nxs"
        with h5py.File(self._path, "w") as file:
            entry = file.create_group("entry")
            entry.attrs["NX_class"] = "NXentry"
            entry["definition"] = "NXtomo"
            detector = entry.create_group("instrument/detector")
            frames = np.random.default_rng(1).integers(100, 2000, (15, 5, 8), np.uint16)
            options = {"chunks": (3, 5, 8), "compression": "gzip", "shuffle": True}
            detector.create_dataset("data", data=frames, **options)
            detector["image_key"] = np.array([1] * 2 + [2] + [0] * 12)
            entry["sample/rotation_angle"] = np.linspace(0, 180, 15)
        self._original = self._path.read_bytes()
        guarded.OPENING_SECONDS = guarded.ROW_SECONDS = 10

    def try_some(self, rng: np.random.Generator) -> Iterator[Try]:
        content = damaged(self._original, rng)
        self._path.write_bytes(content)

        def read():
            with open_scan(self._path) as scan:
                block = scan.block_rows(10, 100)
                first = slice(0, min(scan.rows, 50))
                for row in scan.sinograms(first.start, first.stop, block):
                    assert row.dtype == np.float32

        yield *outcome_of(read), content


class Masks:
    """npz archives of stripe masks."""

    def __init__(self, folder: Path):
        self._path = folder / "masks.npz"
        append_mask(self._path, "m1", np.random.default_rng(1).random(MASKS) > 0.7, MASKS)
        self._original = self._path.read_bytes()

    def try_some(self, rng: np.random.Generator) -> Iterator[Try]:
        content = damaged(self._original, rng)
        self._path.write_bytes(content)
        yield *outcome_of(lambda: list(mask_rows(self._path, "m1", MASKS, 0, 4))), content


class Configurations:
    """YAML that YAML reads: Snakemake reads it before the project does."""

    def __init__(self):
        folder = ROOT / "config"
        paths = [folder / "config.yaml", *sorted((folder / "presets").glob("*.yaml"))]
        self._originals = [path.read_bytes() for path in paths]

    def try_some(self, rng: np.random.Generator) -> Iterator[Try]:
        content = damaged(self._originals[rng.integers(len(self._originals))], rng)
        try:
            settings = yaml.safe_load(content)
        except (yaml.YAMLError, ValueError, RecursionError):
            return
        if isinstance(settings, dict):
            outcome, told = outcome_of(lambda: load(settings, "my.yaml"), several_lines=True)
            yield outcome, told, content


def outcome_of(run: Callable[[], object], several_lines: bool = False) -> tuple[Outcome, str]:
    """What came of it, and the reason where it was refused."""
    try:
        run()
    except InputError as error:
        lines = str(error).split("\n") if several_lines else [str(error)]
        outcomes = {reason(line) for line in lines}
        return (outcomes - {"refused"} or {"refused"}).pop(), str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200], str(error)
    return "good", ""


def fuzz(seconds: float, seed: int, more: Path | None = None, keep: Path | None = None) -> Counter:
    """How often each (kind of file, outcome) came, kinds by turns, for so many seconds."""
    found: Counter = Counter()
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(place)
        kinds = {
            "structures": Structures(folder, more),
            "scans": Scans(folder),
            "masks": Masks(folder),
            "configurations": Configurations(),
        }
        end = time.monotonic() + seconds
        spent = dict.fromkeys(kinds, 0.0)
        rngs = {kind: np.random.default_rng([seed, k]) for k, kind in enumerate(kinds)}
        while time.monotonic() < end:
            kind = min(spent, key=spent.get)  # the same time for each
            start = time.monotonic()
            for outcome, told, content in kinds[kind].try_some(rngs[kind]):
                found[kind, outcome] += 1
                if keep and outcome not in ("good", "refused"):
                    keep.mkdir(parents=True, exist_ok=True)
                    name = f"{kind}-{hashlib.sha256(content).hexdigest()[:10]}"
                    (keep / name).write_bytes(content)
                    (keep / f"{name}.reason").write_text(f"{outcome}\n{told}\n")
            spent[kind] += time.monotonic() - start
    return found


def faults(found: Counter) -> list[str]:
    """The outcomes that are neither good nor a refusal."""
    fine = ("good", "refused", "unforeseen")
    return [f"{kind}: {outcome}" for kind, outcome in found if outcome not in fine]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--structures", type=Path, help="a folder with more structure files")
    parser.add_argument("--keep", type=Path, help="where files go that showed a fault")
    chosen = parser.parse_args()
    found = fuzz(chosen.seconds, chosen.seed, chosen.structures, chosen.keep)
    for (kind, outcome), count in sorted(found.items()):
        print(f"{count:8d}  {kind:15s} {outcome}")
    return 1 if faults(found) else 0


if __name__ == "__main__":
    sys.exit(main())
