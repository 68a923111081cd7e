"""Contact sheets: labelled images in rows and columns, as one PNG."""

import math
import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from synthscope.core.files import replacing
from synthscope.dataset.sheet import Tile

Box = tuple[int, int, int, int]
"""Left, top, width and height of an image on a sheet, px."""

MOST_PIXELS = 24_000_000  # far below what image readers refuse to open as a decompression bomb
_INK, _FAINT, _PAPER = (26, 26, 26), (105, 105, 105), (255, 255, 255)
_GAP, _MARGIN, _LINE = 6, 14, 15
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def grey(tile: Tile) -> NDArray[np.uint8]:
    """(rows, columns) grey values of a tile's image; what is not finite is black."""
    image = np.nan_to_num(np.asarray(tile.image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low = float(image.min()) if tile.low is None else tile.low
    high = float(image.max()) if tile.high is None else tile.high
    span = high - low if high > low else 1.0
    return np.round(255 * np.clip((image - low) / span, 0, 1) ** tile.power).astype(np.uint8)


def contact_sheet(
    rows: Sequence[Sequence[Tile | None]],
    path: str | os.PathLike,
    *,
    row_labels: Sequence[str] = (),
    column_labels: Sequence[str] = (),
    tile_px: int = 160,
) -> tuple[tuple[int, int], list[list[Box | None]]]:
    """Write a sheet; return its width and height in px, and where each tile's image stands.

    Parameters
    ----------
    rows
        Tiles, row by row; None leaves a place empty.
    row_labels, column_labels
        At the left of each row and above each column.
    tile_px
        Edge of a tile's longer side. It is made smaller where the sheet would pass `MOST_PIXELS`.
    """
    columns = max(map(len, rows), default=0)
    if not columns:
        raise ValueError("a contact sheet needs at least one image")
    font = ImageFont.load_default(11)
    bold = ImageFont.load_default(12)
    left = _MARGIN + max(
        (int(font.getlength(drawable(text))) + 10 for text in row_labels), default=0
    )
    top = _MARGIN + (_LINE + 6 if column_labels else 0)
    labelled = _LINE if any(tile and tile.label for row in rows for tile in row) else 0
    room = math.sqrt(MOST_PIXELS / (len(rows) * columns)) - _GAP - labelled
    edge = max(24, min(tile_px, int(room)))
    heights = [max((_scaled(t, edge)[1] for t in row if t), default=edge) for row in rows]
    widths = [
        max((_scaled(row[c], edge)[0] for row in rows if c < len(row) and row[c]), default=edge)
        for c in range(columns)
    ]
    size = (
        left + sum(widths) + _GAP * (columns - 1) + _MARGIN,
        top + sum(heights) + (_GAP + labelled) * len(rows) - _GAP + _MARGIN,
    )
    sheet = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(sheet)
    x = left
    for text, width in zip(column_labels, widths, strict=False):
        draw.text((x, _MARGIN), _fitting(text, bold, width), _INK, bold)
        x += width + _GAP
    boxes: list[list[Box | None]] = []
    y = top
    for number, row in enumerate(rows):
        boxes.append([])
        if number < len(row_labels):
            draw.text(
                (_MARGIN, y + heights[number] // 2 - 7), drawable(row_labels[number]), _INK, font
            )
        x = left
        for tile, width in zip(row, widths, strict=False):
            boxes[-1].append((x, y, *_scaled(tile, edge)) if tile else None)
            if tile:
                sheet.paste(_drawn(tile, edge), (x, y))
                label = _fitting(tile.label, font, width)
                draw.text((x, y + heights[number] + 1), label, _FAINT, font)
            x += width + _GAP
        y += heights[number] + _GAP + labelled
    with replacing(path) as beside:
        sheet.save(beside, format="PNG", optimize=False)
    return size, boxes


def _scaled(tile: Tile, edge: int) -> tuple[int, int]:
    """Width and height of a tile on the sheet."""
    rows, columns = tile.image.shape
    scale = edge / max(rows, columns)
    return max(1, round(columns * scale)), max(1, round(rows * scale))


def _drawn(tile: Tile, edge: int) -> Image.Image:
    width, height = _scaled(tile, edge)
    rows, columns = tile.image.shape
    shrinks = width < columns or height < rows
    image = Image.fromarray(grey(tile)).resize(
        (width, height), Image.Resampling.BOX if shrinks else Image.Resampling.NEAREST
    )
    image = image.convert("RGB")
    draw = ImageDraw.Draw(image)
    fx, fy = width / columns, height / rows
    for marks in tile.marks:
        for column, row in np.asarray(marks.points, dtype=float).reshape(-1, 2):
            # Pixel k is centred on coordinate k, so its centre lies half a pixel into the drawing.
            x, y, r = (column + 0.5) * fx, (row + 0.5) * fy, marks.radius
            draw.ellipse((x - r, y - r, x + r, y + r), outline=marks.colour)
    if tile.pixel:
        size, unit = tile.pixel
        _scale_bar(draw, height, round_length(columns * size / 3), unit, fx / size)
    return image


def round_length(longest: float) -> float:
    """The largest of …, 1, 2, 5, 10, … that is not longer."""
    longest *= 1 + 1e-9  # 30 px of 0.01 nm are a hair less than 0.3 nm
    power = 10.0 ** math.floor(math.log10(longest))
    return max(step * power for step in (1, 2, 5) if step * power <= longest)


def _scale_bar(
    draw: ImageDraw.ImageDraw, height: int, length: float, unit: str, px_per_unit: float
) -> None:
    name = drawable(f"{length:g} {unit}")
    bar = round(length * px_per_unit)
    font = ImageFont.load_default(10)
    place = (6, height - 8, 6 + bar, height - 6)
    draw.rectangle((place[0] - 1, place[1] - 1, place[2] + 1, place[3] + 1), fill=(0, 0, 0))
    draw.rectangle(place, fill=(255, 255, 255))
    draw.text((6, height - 22), name, (255, 255, 255), font, stroke_width=1, stroke_fill=(0, 0, 0))


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text as it is drawn, its end cut off where it is too wide."""
    text = drawable(text)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def drawable(text: str) -> str:
    """A text for Pillow's own font, which is the same on every machine: its blanks are very narrow,
    and it has no subscripts."""
    return text.translate(_PLAIN).replace(" ", "  ")
