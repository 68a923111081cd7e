"""Histograms of what was drawn, for the gallery: a small picture for each number that varies."""

from collections.abc import Iterator, Sequence
from html import escape

from synthscope.dataset.coverage import Covered

_BINS = 20
_NAMED = 8  # as many choices are named below their bars, of more the least and the greatest
_WIDTH, _HEIGHT = 300, 90  # of a picture, in its own units


def histograms(varied: Sequence[Covered]) -> Iterator[str]:
    """A section of the page; nothing where nothing varies."""
    if not varied:
        return
    yield "<section id='varied'><h2>Numbers that vary</h2>"
    yield "<p class='faint'>How often each was drawn, from the least value that is possible to the "
    yield "greatest, by logarithms for loguniform. Every row of key.csv has its own.</p>"
    yield "<div class='grid'>"
    yield from map(_histogram, varied)
    yield "</div></section>"


def _histogram(one: Covered) -> str:
    counts = one.counts(_BINS)
    step, most = _WIDTH / len(counts), max(counts)
    bars = "".join(
        f"<rect x='{step * number + 0.5:.4g}' y='{_HEIGHT * (1 - count / most):.4g}' "
        f"width='{step - 1:.4g}' height='{_HEIGHT * count / most:.4g}'/>"
        for number, count in enumerate(counts)
    )
    least, greatest = one.drawn.extremes
    told = f"{one.setting}: {len(one.values):,} draws, from {least:g} to {greatest:g}"
    choices = sorted(set(one.drawn.choice or ()))
    each = 0 < len(choices) <= _NAMED
    below = choices if each else (least, greatest)
    return (
        f"<figure class='histogram'><figcaption><b>{escape(one.setting)}</b><br>"
        f"{escape(str(one.drawn))}<br>{len(one.values):,} draws, {most:,} in the highest bar"
        "</figcaption>"
        f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' preserveAspectRatio='none' role='img' "
        f"aria-label='{escape(told, quote=True)}'>{bars}</svg>"
        f"<p{' class=each' if each else ''}>"
        f"{''.join(f'<span>{value:g}</span>' for value in below)}</p></figure>"
    )
