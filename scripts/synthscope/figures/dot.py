"""Reading the graphs that Snakemake prints (`--dag`, `--rulegraph`, `--filegraph`).

Only the dialect that Snakemake writes is understood, not the whole DOT language: one node or edge a
line, and for the file graph a node as an HTML-like table over several lines.
"""

import html
import re
from dataclasses import dataclass, field, replace

from synthscope.core.errors import InputError


@dataclass(frozen=True)
class Node:
    """A job or a rule: its rule's name, and what else stands in its label."""

    rule: str
    details: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Nodes by their name in the file, and edges from what comes first to what needs it."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: tuple[tuple[str, str], ...] = ()


_CONSTRAINT = re.compile(r"\{(\w+),(?:[^{}]|\{[^{}]*\})*\}")
_NODE = re.compile(r'^\s*(\d+)\[label = "((?:[^"\\]|\\.)*)"', re.MULTILINE)
_TABLE = re.compile(r"^\s*(\d+) \[ shape=none.*?label=<(<table.*?</table>)>\]", re.M | re.S)
_EDGE = re.compile(r"^\s*(\d+) -> (\d+)\s*;?\s*$", re.MULTILINE)
_RULE = re.compile(r'<font point-size="18">(.*?)</font>', re.S)
_FILE = re.compile(r'<font face="monospace">(.*?)</font>', re.S)


def parse(text: str) -> Graph:
    """The graph in Snakemake's text. Whether a job has run already (dashed lines) is left out.

    Raises
    ------
    InputError
        There is no graph in the text.
    """
    if "digraph" not in text:
        raise InputError("snakemake printed no graph; the workflow's own message says why")
    nodes = {}
    for name, label in _NODE.findall(text):
        rule, *details = label.replace('\\"', '"').split("\\n")
        nodes[name] = Node(rule, tuple(details))
    for name, table in _TABLE.findall(text):
        head, _, after = table.partition("<hr/>")
        inputs, _, outputs = after.partition("<hr/>")
        rule = _RULE.search(head)
        nodes[name] = Node(
            html.unescape(rule.group(1)) if rule else name,
            inputs=_files(inputs),
            outputs=_files(outputs),
        )
    edges = {(a, b) for a, b in _EDGE.findall(text) if a in nodes and b in nodes and a != b}
    ordered = sorted(edges, key=lambda edge: (int(edge[0]), int(edge[1])))
    return Graph(dict(sorted(nodes.items(), key=lambda item: int(item[0]))), tuple(ordered))


def _files(table: str) -> tuple[str, ...]:
    """Files in a part of a table, wildcards without their constraints."""
    return tuple(_CONSTRAINT.sub(r"{\1}", html.unescape(file)) for file in _FILE.findall(table))


def with_inherited_labels(graph: Graph) -> Graph:
    """Give jobs the wildcards that Snakemake leaves out because a job before them has the same.

    Only where a rule has several jobs, and all labelled jobs before one agree.
    """
    count: dict[str, int] = {}
    before: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for node in graph.nodes.values():
        count[node.rule] = count.get(node.rule, 0) + 1
    for a, b in graph.edges:
        before[b].append(a)
    nodes = dict(graph.nodes)
    for name in _last_first(before):  # here: everything after what it needs
        found = {nodes[a].details for a in before[name]} - {()}
        if not nodes[name].details and count[nodes[name].rule] > 1 and len(found) == 1:
            nodes[name] = replace(nodes[name], details=found.pop())
    return Graph(nodes, graph.edges)


def below(graph: Graph, folder: str) -> Graph:
    """The graph with files named from a folder where they lie in it."""
    nodes = {
        name: replace(
            node,
            inputs=tuple(file.removeprefix(folder) for file in node.inputs),
            outputs=tuple(file.removeprefix(folder) for file in node.outputs),
        )
        for name, node in graph.nodes.items()
    }
    return Graph(nodes, graph.edges)


def without_shortcuts(graph: Graph) -> Graph:
    """The graph without the edges that longer ways imply (its transitive reduction)."""
    after: dict[str, list[str]] = {name: [] for name in graph.nodes}
    for a, b in graph.edges:
        after[a].append(b)
    reach: dict[str, set[str]] = {}
    for name in _last_first(after):
        reach[name] = set().union(*({b} | reach[b] for b in after[name]))
    kept = [
        (a, b)
        for a, b in graph.edges
        if not any(b in reach[other] for other in after[a] if other != b)
    ]
    return Graph(graph.nodes, tuple(kept))


def folded(graph: Graph) -> Graph:
    """One node a rule, which says how many jobs it stands for."""
    count: dict[str, int] = {}
    for node in graph.nodes.values():
        count[node.rule] = count.get(node.rule, 0) + 1
    nodes = {
        rule: Node(rule, (f"{number} jobs",) if number > 1 else ())
        for rule, number in count.items()
    }
    edges = {(graph.nodes[a].rule, graph.nodes[b].rule) for a, b in graph.edges}
    return Graph(nodes, tuple(sorted((a, b) for a, b in edges if a != b)))


def _last_first(after: dict[str, list[str]]) -> list[str]:
    """Names so ordered that everything comes before what it leads from."""
    done: dict[str, None] = {}
    for start in after:
        stack = [(start, iter(after[start]))]
        while stack:
            name, rest = stack[-1]
            step = next((b for b in rest if b not in done), None)
            if step is None:
                done[name] = None
                stack.pop()
            else:
                stack.append((step, iter(after[step])))
    return list(done)
