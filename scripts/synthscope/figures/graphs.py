"""The workflow's graphs as SVG, from what Snakemake prints, without Graphviz.

The drawing is always made the same way, so that the same workflow gives the same bytes, and reads
from left to right: what a job needs stands to its left.
"""

from collections.abc import Mapping
from html import escape
from itertools import cycle

from synthscope.figures.dot import (
    Graph,
    Node,
    below,
    folded,
    parse,
    with_inherited_labels,
    without_shortcuts,
)
from synthscope.figures.layered import Layout, lay_out

MOST_JOBS = 150  # more jobs than these are drawn as rules with their number of jobs
MOST_EDGES = 100  # with more edges, those that longer ways imply are left out
_FILES_SHOWN = 12
_LINE, _CHARACTER, _SMALL = 15.0, 6.7, 5.9
# Colour-blind safe hues (after P. Tol, "Colour schemes", SRON 2021), light enough for black text.
_COLOURS = ("#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#99ddff", "#bbcc33", "#dddddd")


def draw_graph(
    text: str, title: str, stages: Mapping[str, str], folder: str = "", by_rule: bool = False
) -> str:
    """The SVG of a graph.

    Parameters
    ----------
    text
        What `snakemake --dag` or `--filegraph` printed.
    title
        For people who see it and for those who have it read to them.
    stages
        The stage of each rule; rules of one stage have one colour.
    folder
        Where most files lie, such as 'results/demo/'; they are named from there.
    by_rule
        Draw one node a rule, with the number of its jobs.

    Raises
    ------
    InputError
        There is no graph in the text.
    """
    graph = with_inherited_labels(below(parse(text), folder))
    jobs, note = len(graph.nodes), ""
    if by_rule:
        graph, note = folded(graph), f"{jobs} jobs"
    elif jobs > MOST_JOBS:
        graph, note = folded(graph), f"{jobs} jobs, drawn as their rules"
    elif len(graph.edges) > MOST_EDGES:
        graph, note = without_shortcuts(graph), "edges that longer ways imply are left out"
    lines = {name: _lines(node) for name, node in graph.nodes.items()}
    sizes = {name: _size(node, lines[name]) for name, node in graph.nodes.items()}
    # Every stage counts, drawn or not: it has the same colour in each data set.
    colours = dict(zip(dict.fromkeys(stages.values()), cycle(_COLOURS)))
    fill = {
        name: colours.get(stages.get(node.rule, ""), "#ffffff")
        for name, node in graph.nodes.items()
    }
    used = {stages.get(node.rule) for node in graph.nodes.values()}
    legend = {stage: colour for stage, colour in colours.items() if stage in used}
    return _svg(graph, lay_out(sizes, graph.edges), lines, sizes, fill, legend, title, note)


def _lines(node: Node) -> list[tuple[str, str]]:
    """Lines of a node's label with their style."""
    lines = [("rule", node.rule), *(("detail", _shortened(text, 40)) for text in node.details)]
    for heading, files in (("needs", node.inputs), ("makes", node.outputs)):
        if files:
            lines.append(("heading", heading))
            named = _gathered(files)
            lines += [("file", _shortened(file, 58)) for file in named[:_FILES_SHOWN]]
            if len(named) > _FILES_SHOWN:
                lines.append(("detail", f"and {len(named) - _FILES_SHOWN} more"))
    return lines


def _gathered(files: tuple[str, ...]) -> list[str]:
    """Files of one folder and format as one line, where there are more than a few."""
    groups: dict[tuple[str, str], list[str]] = {}
    for file in files:
        folder, _, name = file.rpartition("/")
        groups.setdefault((folder, name[name.rfind(".") :]), []).append(file)
    return [
        line
        for (folder, suffix), group in groups.items()
        for line in (
            group if len(group) <= 2 else [f"{folder}/*{suffix} ({len(group)} files)".lstrip("/")]
        )
    ]


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length // 2 - 1]}…{text[-(length // 2) :]}"


def _size(node: Node, lines: list[tuple[str, str]]) -> tuple[float, float]:
    width = max(len(text) * (_CHARACTER if style == "rule" else _SMALL) for style, text in lines)
    if not node.inputs and not node.outputs and len(lines) > 1:  # on one line: the lower the better
        width = len(lines[0][1]) * _CHARACTER + sum(len(t) * _SMALL + 8 for _, t in lines[1:])
        return width + 14, _LINE + 5
    return width + 14, _LINE * len(lines) + 5


def _svg(
    graph: Graph,
    layout: Layout,
    lines: Mapping[str, list[tuple[str, str]]],
    sizes: Mapping[str, tuple[float, float]],
    fill: Mapping[str, str],
    colours: Mapping[str, str],
    title: str,
    note: str,
) -> str:
    margin, head = 16.0, 58.0
    width = max(layout.width + 2 * margin, 480.0)
    height = layout.height + head + 2 * margin
    summary = f"{title}: {len(graph.nodes)} nodes, {len(graph.edges)} edges"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(f"{summary}. {note}".strip())}</desc>',
        "<style>text{font:11px Helvetica,Arial,sans-serif;fill:#1a1a1a}"
        ".t{font-size:15px;font-weight:bold}.rule{font-weight:bold}.detail{fill:#333}"
        ".heading{fill:#333;font-style:italic}.file{font-size:10px}"
        ".e{fill:none;stroke:#7a7a7a;stroke-width:1}"
        ".n{stroke:#333;stroke-width:.8}</style>",
        '<defs><marker id="a" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="#7a7a7a"/></marker></defs>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        f'<text class="t" x="{margin:.0f}" y="24">{escape(title)}</text>',
        *_legend(colours, margin, note),
        f'<g transform="translate({margin:.0f} {head + margin:.0f})">',
    ]
    for edge in graph.edges:
        out.append(f'<path class="e" marker-end="url(#a)" d="{_curve(layout.routes[edge])}"/>')
    for name, node in graph.nodes.items():
        out += _box(node, lines[name], layout.centres[name], sizes[name], fill[name])
    return "\n".join([*out, "</g>", "</svg>", ""])


def _legend(colours: Mapping[str, str], x: float, note: str) -> list[str]:
    out = []
    for stage, colour in colours.items():
        out.append(f'<rect class="n" x="{x:.0f}" y="36" width="12" height="12" fill="{colour}"/>')
        out.append(f'<text x="{x + 17:.0f}" y="46">{escape(stage)}</text>')
        x += 34 + len(stage) * _CHARACTER
    if note:
        out.append(f'<text class="heading" x="{x:.0f}" y="46">{escape(note)}</text>')
    return out


def _curve(points: list[tuple[float, float]]) -> str:
    """A path through points that enters and leaves each of them horizontally."""
    (x, y), *rest = points
    path = [f"M{x:.1f} {y:.1f}"]
    for number, (u, v) in enumerate(rest):
        if number % 2:  # along a dummy
            path.append(f"H{u:.1f}")
        else:
            middle = (x + u) / 2
            path.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {v:.1f} {u:.1f} {v:.1f}")
        x, y = u, v
    return "".join(path)


def _box(
    node: Node,
    lines: list[tuple[str, str]],
    centre: tuple[float, float],
    size: tuple[float, float],
    fill: str,
) -> list[str]:
    (cx, cy), (w, h) = centre, size
    x, y = cx - w / 2, cy - h / 2
    whole = "; ".join([node.rule, *node.details])
    out = [
        f"<g><title>{escape(whole)}</title>"
        f'<rect class="n" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="4" '
        f'fill="{fill}"/>'
    ]
    if node.inputs or node.outputs or len(lines) == 1:
        for number, (style, text) in enumerate(lines):
            place = y + _LINE * (number + 1)
            out.append(
                f'<text class="{style}" x="{x + 7:.1f}" y="{place:.1f}">{escape(text)}</text>'
            )
    else:
        spans = "".join(f'<tspan class="{s}" dx="8">{escape(t)}</tspan>' for s, t in lines[1:])
        out.append(
            f'<text x="{x + 7:.1f}" y="{y + _LINE:.1f}"><tspan class="rule">'
            f"{escape(lines[0][1])}</tspan>{spans}</text>"
        )
    return [*out, "</g>"]
