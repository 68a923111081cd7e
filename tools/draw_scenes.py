"""Draw the first scene of each example in docs/scenes.md, as docs/scenes/<name>.png.

python tools/draw_scenes.py
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import numpy as np  # noqa: E402
import yaml  # noqa: E402
from PIL import Image, ImageDraw  # noqa: E402

from synthscope.settings.load import checked  # noqa: E402
from synthscope.structures.checking.catalog import check_sources  # noqa: E402
from synthscope.structures.checking.scenes import ScenePlan  # noqa: E402
from synthscope.structures.model import Crystal  # noqa: E402
from synthscope.structures.settings import StructuresSettings  # noqa: E402
from synthscope.structures.sources.sources import list_sources, scene_bases  # noqa: E402

PAGE = ROOT / "docs" / "scenes.md"
EDGE_PX = 320
SIGMA_A = 0.7
POWER = 1.7
RED = (255, 60, 40)


def examples(text: str) -> Iterator[tuple[str, dict]]:
    """By the name of its scene, the `structures` section of each example of the page."""
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        section = yaml.safe_load(block)["structures"]
        for name, scene in section["scenes"].items():
            yield name, {"scenes": {name: {**scene, "count": 1}}}


def build(section: dict) -> Crystal:
    """The one scene of a section."""
    settings = checked(StructuresSettings, section)
    bases = scene_bases(settings, ROOT / "resources")
    plans = {name: ScenePlan(made, bases[name]) for name, made in settings.scenes.items()}
    sources = list_sources(settings, ROOT / "resources")
    crystals, rows = check_sources(sources, settings, 1, plans)
    if not crystals:
        sys.exit(f"{rows[0]['id']}: {rows[0]['reason']}")
    return crystals[0]


def picture(crystal: Crystal) -> Image.Image:
    """Gaussians of Z^1.7 from above, x to the right and y up, with red marks at defects."""
    positions, numbers = crystal.positions[:, :2], crystal.numbers
    low, high = positions.min(axis=0), positions.max(axis=0)
    middle, pixel = (low + high) / 2, float((high - low).max() + 2) / EDGE_PX
    if crystal.cell is not None:  # what repeats fills the picture
        edges = np.diag(crystal.cell)[:2]
        middle, pixel = np.zeros(2), float(edges.min()) / EDGE_PX
        shifts = np.stack(np.meshgrid((-1, 0, 1), (-1, 0, 1)), -1).reshape(-1, 1, 2) * edges
        positions, numbers = (positions + shifts).reshape(-1, 2), np.tile(numbers, 9)
        near = (np.abs(positions) < edges.min() / 2 + 4 * SIGMA_A).all(axis=1)
        positions, numbers = positions[near], numbers[near]
    ticks = (np.arange(EDGE_PX) - EDGE_PX / 2 + 0.5) * pixel
    apart = positions - middle
    x, y = (np.exp(-((ticks - a[:, None]) ** 2) / (2 * SIGMA_A**2)) for a in (apart * [1, -1]).T)
    image = (y * numbers[:, None] ** POWER).T @ x
    image = np.clip(image / np.quantile(image, 0.999), 0, 1) ** 0.7
    drawn = Image.fromarray(np.uint8(255 * image)).convert("RGB")
    pen = ImageDraw.Draw(drawn)
    for mark in crystal.truth.marks:
        ends = [end for end in (mark.at, mark.to) if end is not None]
        points = [
            tuple(((np.array(end[:2]) - middle) * [1, -1] / pixel + EDGE_PX / 2).tolist())
            for end in ends
        ]
        if len(points) == 2 and np.hypot(*np.subtract(*points)) > 4:
            pen.line(points, fill=RED)
        else:
            (u, v), r = points[0], 5
            pen.ellipse([u - r, v - r, u + r, v + r], outline=RED)
    return drawn.quantize(96)


def main() -> None:
    folder = PAGE.with_suffix("")
    folder.mkdir(exist_ok=True)
    for name, section in examples(PAGE.read_text(encoding="utf-8")):
        picture(build(section)).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
