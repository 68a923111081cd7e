"""Where frames, image key and angles stand in a scan's file, in the layouts that are known.

| Layout | Frames | Flat and dark fields | Angles |
|---|---|---|---|
| NXtomo (nxtomo, nxtomomill, Savu) | entry/instrument/detector/data | image_key | sample |
| Diamond's | entry1/tomo_entry/data/data | image_key | data/rotation_angle |
| Data Exchange (APS, tomopy) | exchange/data | exchange/data_white, data_dark | exchange/theta |
| bliss (ESRF) | instrument/detector/data, an entry a scan | entries called so | measurement |
| Mistral's of txrm (ALBA) | NXtomo/instrument/sample/data | bright_field, dark_field | sample |

Any other is read by the paths that `ReadingSettings` names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.scans.links import BrokenLink, SafeFile
from synthscope.tomography.scans.nexus import (
    detectors,
    entries,
    of_class,
    seen_at,
    short_text,
    text,
)
from synthscope.tomography.scans.reading_settings import ReadingSettings

MOST_FRAMES = 10_000_000
SIDECAR = {
    "image_key": ("instrument/detector/image_key", "data/image_key", "image_key"),
    "image_key_control": ("instrument/detector/image_key_control", "data/image_key_control"),
    "rotation_angle": ("sample/rotation_angle", "data/rotation_angle", "rotation_angle"),
}
WANTED = (
    "no tomography data found; known are NXtomo (entry/instrument/detector/data), Diamond's "
    "entry1/tomo_entry/data/data and exchange/data, any other is read by the path that "
    "tomography.reading.data names"
)
BLISS_ANGLES = ("rotm", "hrsrot", "srot", "mhsrot", "hrrz", "rot", "diffrz")


@dataclass
class Layout:
    """Where things are in a file.

    Attributes
    ----------
    file
        The file.
    data
        (frames, rows, columns).
    key
        (frames,) kind of each frame, or None.
    angle
        The dataset of angles, or None.
    flats, darks
        Frames of their own, where they are not among those of `data`.
    flats_after
        Those after the projections, where `flats` were taken before.
    pixel
        The dataset of the pixel size, or None.
    notes
        What was assumed.
    """

    file: SafeFile
    data: h5py.Dataset
    key: NDArray[np.int64] | None = None
    angle: h5py.Dataset | None = None
    flats: h5py.Dataset | None = None
    darks: h5py.Dataset | None = None
    flats_after: h5py.Dataset | None = None
    pixel: h5py.Dataset | None = None
    notes: list[str] = field(default_factory=list)


def find_layout(file: SafeFile, settings: ReadingSettings) -> Layout:
    """Where things are in a file.

    Raises
    ------
    InputError
        If no frames are found, or what stands beside them does not fit.
    """
    broken: list[BrokenLink] = []
    if settings.data:
        layout = _named(file, settings)
    elif settings.entry:
        layout = _nexus(file, settings, broken)
    else:
        layout = _exchange(file) or _txrm(file) or _bliss(file) or _nexus(file, settings, broken)
    if layout is None:
        raise broken[0] if broken else file.fault(WANTED)
    return _fitting(_with_paths(layout, settings), settings)


def _exchange(file: SafeFile) -> Layout | None:
    found = {
        name: seen_at(file, file.root, f"exchange/{name}")
        for name in ("data", "data_white", "data_dark", "theta")
    }
    if not isinstance(found["data"], h5py.Dataset):
        return None
    flats, darks, angle = (
        one if isinstance(one, h5py.Dataset) else None for one in list(found.values())[1:]
    )
    pixel = file.get(file.root, "measurement/instrument/detection_system/objective/resolution")
    return Layout(file, found["data"], None, angle, flats, darks, pixel=pixel)


def _txrm(file: SafeFile) -> Layout | None:
    place = "NXtomo/instrument/{}/data"
    data, flats, darks = (
        seen_at(file, file.root, place.format(name))
        for name in ("sample", "bright_field", "dark_field")
    )
    if not (isinstance(data, h5py.Dataset) and isinstance(flats, h5py.Dataset)):
        return None
    entry = file.root["NXtomo"]
    angle = _beside(file, entry, "rotation_angle")
    darks = darks if isinstance(darks, h5py.Dataset) else None
    return Layout(file, data, None, angle, flats, darks)


def _bliss(file: SafeFile) -> Layout | None:
    """An entry a scan, '2.1' with the title 'dark images', …; flat fields are those last taken
    before the projections, and those first taken after them."""
    found: list[tuple[str, h5py.Group, h5py.Dataset]] = []
    for entry in sorted(entries(file), key=_acquired):
        title = short_text(file, entry, "title").lower()
        kind = next((k for k, words in _BLISS_TITLES.items() if title.startswith(words)), None)
        data = _frames_of(file, entry, []) if kind else None
        if data is not None:
            found.append((kind, entry, data))
    kinds = [kind for kind, _, _ in found]
    if not {"projections", "flats"} <= set(kinds):
        return None
    place = kinds.index("projections")
    _, entry, data = found[place]
    names = [f"measurement/{name}" for name in BLISS_ANGLES]
    angle = next(filter(None, (seen_at(file, entry, name) for name in names)), None)
    flats = [data for kind, _, data in found[:place] if kind == "flats"][-1:]
    flats += [data for kind, _, data in found[place:] if kind == "flats"][:1]
    layout = Layout(file, data, None, angle, flats[0], flats_after=(*flats, None)[1])
    layout.darks = next((data for kind, _, data in found if kind == "darks"), None)
    for kind, used in (("projections", 1), ("flats", len(flats)), ("darks", 1)):
        count = kinds.count(kind)
        if count > used:
            layout.notes.append(f"{count} series of {kind}: {used} taken, nearest to {entry.name}")
    return layout


def _acquired(entry: h5py.Group) -> tuple[int, ...]:
    """The number of an entry, '10.1' after '9.1'; 0 without one."""
    return tuple(int(part) for part in entry.name.strip("/").split(".") if part.isdecimal()) or (0,)


_BLISS_TITLES = {
    "projections": ("projections", "ascan"),
    "flats": ("reference", "flat", "ref image"),
    "darks": ("dark",),
}


def _nexus(file: SafeFile, settings: ReadingSettings, broken: list[BrokenLink]) -> Layout | None:
    """NXtomo, Diamond's layout, and what is like them."""
    if settings.entry:
        chosen = file.get(file.root, settings.entry)
        if not isinstance(chosen, h5py.Group):
            known = ", ".join(entry.name for entry in entries(file)[:8]) or "none"
            raise file.fault(f"there is no entry {settings.entry}; there are {known}")
        candidates = [chosen]
    else:
        candidates = entries(file)
    found = [(e, data) for e in candidates if (data := _frames_of(file, e, broken)) is not None]
    defined = [one for one in found if short_text(file, one[0], "definition") == "NXtomo"]
    found = defined or found
    if not found:
        return None
    entry, data = found[0]
    layout = Layout(file, data)
    others = {one.name for _, one in found} - {data.name}
    if others:
        names = ", ".join(one.name for one, _ in found)
        layout.notes.append(
            f"there are scans in {names}: the first is taken; name another as "
            "tomography.reading.entry"
        )
    key = _beside(file, entry, "image_key_control") or _beside(file, entry, "image_key")
    layout.key = None if key is None else _kinds(file, key, data, settings.cut)
    layout.angle = _beside(file, entry, "rotation_angle")
    for place in (*detectors(file, entry), "sample"):
        layout.pixel = layout.pixel or seen_at(file, entry, f"{place}/x_pixel_size")
    return layout


def _frames_of(file: SafeFile, entry: h5py.Group, broken: list[BrokenLink]) -> h5py.Dataset | None:
    """The frames of an entry: of three axes, or else whatever has another number of them."""
    other = None
    for path in _frame_paths(file, entry):
        data = seen_at(file, entry, path, broken)
        if isinstance(data, h5py.Dataset) and data.shape is not None:
            if data.ndim == 3:
                return data
            other = other or (data if data.ndim > 3 else None)
    return other


def _frame_paths(file: SafeFile, entry: h5py.Group) -> Iterator[str]:
    yield from ("instrument/detector/data", "data/data")
    yield from (f"{place}/data" for place in detectors(file, entry))
    for group in of_class(entry, "NXdata"):
        yield f"{group}/{text(entry[group].attrs.get('signal', 'data'))}"


def _beside(file: SafeFile, entry: h5py.Group, name: str) -> h5py.Dataset | None:
    """A dataset that says something about the frames; whether it fits them is not looked at."""
    paths = [*SIDECAR[name], *(f"{place}/{name}" for place in detectors(file, entry))]
    paths += [f"{sample}/{name}" for sample in of_class(entry, "NXsample")]
    for path in paths:
        found = file.get(entry, path)
        if isinstance(found, h5py.Dataset) and found.shape is not None:
            return file.checked(found)
    return None


def _named(file: SafeFile, settings: ReadingSettings) -> Layout:
    """The layout that the settings name."""
    return Layout(file, _dataset(file, settings, settings.data, "data"))


def _with_paths(layout: Layout, settings: ReadingSettings) -> Layout:
    """The layout with what the settings name in the place of what was found."""
    file = layout.file
    if settings.angles:
        layout.angle = _dataset(file, settings, settings.angles, "angles")
    if settings.flats:
        layout.flats = _dataset(file, settings, settings.flats, "flats")
        layout.flats_after = None
    if settings.darks:
        layout.darks = _dataset(file, settings, settings.darks, "darks")
    if settings.image_key:
        key = _dataset(file, settings, settings.image_key, "image_key")
        layout.key = _kinds(file, file.checked(key), layout.data, settings.cut)
    return layout


def _dataset(file: SafeFile, settings: ReadingSettings, path: str, name: str) -> h5py.Dataset:
    """What a path leads to that the settings name."""
    entry = file.get(file.root, settings.entry) if settings.entry else None
    places = [place for place in (entry, file.root) if isinstance(place, h5py.Group)]
    for place in places:
        found = file.get(place, path)
        if isinstance(found, h5py.Dataset):
            return found
    raise file.fault(f"there is no dataset {path}, which tomography.reading.{name} names")


def _kinds(file: SafeFile, key: h5py.Dataset, data: h5py.Dataset, cut: bool) -> NDArray[np.int64]:
    """The image key as whole numbers, one a frame."""
    # Without it flat fields would be taken for projections, so one that does not fit is no key.
    if key.ndim != 1 or key.size < len(data) or (key.size > len(data) and not cut):
        remedy = "; tomography.reading.cut: true takes the first" if key.size > len(data) else ""
        raise file.fault(f"{key.name} has {key.size} entries for {len(data)} frames{remedy}")
    values = np.asarray(key[: len(data)])
    if not np.isfinite(values).all() or (values != np.rint(values)).any():
        raise file.fault(f"{key.name} holds fractions; whole numbers are needed")
    return values.astype(np.int64)


def _fitting(layout: Layout, settings: ReadingSettings) -> Layout:
    """The layout, if all of its frames have one size and its values may be read."""
    file, data = layout.file, layout.data
    if data.ndim != 3 or 0 in data.shape or len(data) > MOST_FRAMES:
        raise file.fault(
            f"{data.name} has the shape {data.shape}; (frames, rows, columns) needed: name a "
            "dataset that has it as tomography.reading.data"
        )
    file.checked(data)
    for frames in (layout.flats, layout.flats_after, layout.darks):
        if frames is None:
            continue
        file.checked(frames)
        if frames.ndim != 3 or frames.shape[-2:] != data.shape[1:] or 0 in frames.shape:
            raise file.fault(
                f"{frames.name} has the shape {frames.shape}, that of the frames is {data.shape}"
            )
    angle = layout.angle
    if angle is not None and (not isinstance(angle, h5py.Dataset) or angle.ndim != 1):
        layout.angle = None
    elif angle is not None:
        file.checked(angle)
        if angle.size > 2 * len(data) and not settings.cut:
            layout.angle = None
    return layout
