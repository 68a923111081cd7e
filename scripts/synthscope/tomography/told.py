"""What the rows of a data set tell of its sinograms, in sentences for the card and the gallery."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

# Columns of key.csv, and what they say of a scan.
ARTEFACTS = {
    "hardening": "beam hardening, which lessens the attenuation of the densest ray by {:.1%}",
    "fringes_px2": "propagation fringes of {:.3g} px²",
    "blur_px": "a blur of {:.3g} px",
    "drift_px": "a beam whose pattern drifts by {:.3g} px",
    "vibration_px": "vibrations of that pattern by {:.3g} px",
    "beam_decay": "a beam that fades by {:.3g} of its intensity",
}


def told(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences about the sinograms of a data set, from their rows of key.csv."""
    return [*_sides(rows), *_empty(rows), *_artefacts(rows), *_tilts(rows), *_assumed(rows)]


def _sides(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """How many images of each sample are clean, and how many have stripes of their own."""
    count: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        parts = PurePosixPath(row["filename"]).parts
        if len(parts) > 4 and parts[1] in ("paired", "patch") and parts[4] == "stripe":
            count.setdefault((parts[1], parts[2]), Counter())[parts[3]] += 1
    for (mode, sample), sides in sorted(count.items()):
        clean, striped = sides["fake_artifacts"], sides["real_artifacts"]
        yield (
            f"{mode.capitalize()} mode, sample {sample}: {clean} images count as clean and got "
            f"drawn stripes, {striped} have stripes of their own."
        )


def _empty(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """How many clean sinograms of simple mode are alike to the byte, for they show nothing."""
    seen: dict[str, Counter[str]] = {}
    for row in rows:
        parts = PurePosixPath(row["filename"]).parts
        if len(parts) > 3 and parts[1] == "simple" and parts[3] == "clean":
            seen.setdefault(parts[2], Counter())[row.get("sha256", row["filename"])] += 1
    for sample, count in sorted(seen.items()):
        alike = max(count.values())
        if alike > 1:
            yield (
                f"Simple mode, sample {sample}: {alike} of {count.total()} clean sinograms are "
                "alike to the byte, for their rows see nothing; empty_rows: leave_out leaves them "
                "out."
            )


def _artefacts(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """Which artefacts simulated scans have, and how strong they are."""
    seen: dict[str, list[float]] = {}
    for row in rows:
        if row.get("product") == "tomography":
            for name in (*ARTEFACTS, "zinger_pixels"):
                if row.get(name) not in (None, ""):
                    seen.setdefault(name, []).append(float(row[name]))
    strongest = {name: max(values) for name, values in seen.items()}
    found = [
        text.format(strongest[name]) for name, text in ARTEFACTS.items() if strongest.get(name)
    ]
    hit = seen.get("zinger_pixels", [])
    if hit:
        found.append(f"zingers in {sum(x > 0 for x in hit)} of {len(hit)} sinograms")
    if found:
        listed = ", ".join(found)
        yield (
            f"Artefacts of simulated scans: {listed}. "
            "The clean sinograms of complex mode have none."
        )


def _tilts(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """The tilts of the series, and what they do not show."""
    names = ("n_images", "first_angle_deg", "last_angle_deg", "missing_wedge_deg")
    found: Counter[tuple[float, ...]] = Counter()
    for row in rows:
        if row.get("condition") == "counts" and row["filename"].endswith(".mrc"):
            found[tuple(float(row[name]) for name in names)] += 1
    for (views, first, last, wedge), number in found.items():
        missing = f"a missing wedge of {wedge:g}°" if wedge else "no missing wedge"
        yield (
            f"{number} tilt series of {views:g} views, the first at {first:g}° and the last at "
            f"{last:g}°: {missing}."
        )


def _assumed(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """What was assumed of scans, once each."""
    found = {note for row in rows for note in row.get("assumed", "").split("; ") if note}
    yield from (f"Assumed: {note}." for note in sorted(found))
