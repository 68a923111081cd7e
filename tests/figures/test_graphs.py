"""The workflow's graphs: parsed as Snakemake prints them, drawn without overlaps, always alike."""

import itertools
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from synthscope.core.errors import InputError
from synthscope.figures.dot import (
    Graph,
    Node,
    folded,
    parse,
    with_inherited_labels,
    without_shortcuts,
)
from synthscope.figures.graphs import MOST_JOBS, draw_graph
from synthscope.figures.layered import lay_out

SCRIPTS = Path(__file__).parents[2] / "scripts"
SVG = "{http://www.w3.org/2000/svg}"
SNAKEFILE = """
rule all:
    input: "key.csv"
rule render:
    output: "out/{shard}.csv", "mid/{shard}.h5"
    shell: "touch {output}"
rule collect:
    input: expand("out/{shard}.csv", shard=["a", "b-1.x"])
    output: "key.csv"
    shell: "touch {output}"
"""


def workflow_dot(shards):
    """Text like Snakemake's for a workflow of three rules a shard and two for all."""
    nodes, edges = ["all", "write_key"], [(1, 0)]
    for shard in range(shards):
        first = len(nodes)
        nodes += [f"{rule}\\nshard: s{shard}" for rule in ("check", "render", "package")]
        edges += [(first, first + 1), (first + 1, first + 2), (first, first + 2), (first + 2, 1)]
    lines = ["digraph snakemake_dag {", "    graph[bgcolor=white, margin=0];"]
    lines += [
        f'\t{n}[label = "{label}", color = "0.1 0.6 0.85", style="rounded,dashed"];'
        for n, label in enumerate(nodes)
    ]
    return "\n".join([*lines, *(f"\t{a} -> {b}" for a, b in edges), "}"])


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What Snakemake itself prints for a small workflow."""
    folder = tmp_path_factory.mktemp("workflow")
    (folder / "Snakefile").write_text(SNAKEFILE)
    environment = {k: v for k, v in os.environ.items() if k != "SNAKEMAKE_PROFILE"}

    def run(kind):
        return subprocess.run(
            [sys.executable, "-m", "snakemake", f"--{kind}"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    return {kind: run(kind) for kind in ("dag", "filegraph")}


def test_jobs_and_their_wildcards_are_read_from_snakemakes_own_text(printed):
    graph = parse(printed["dag"])
    found = sorted((node.rule, node.details) for node in graph.nodes.values())
    assert found == [
        ("all", ()),
        ("collect", ()),
        ("render", ("shard: a",)),
        ("render", ("shard: b-1.x",)),
    ]
    assert len(graph.edges) == 3


def test_files_are_read_from_snakemakes_own_file_graph(printed):
    nodes = {node.rule: node for node in parse(printed["filegraph"]).nodes.values()}
    assert nodes["render"].outputs == ("mid/{shard}.h5", "out/{shard}.csv")
    assert nodes["collect"].inputs == ("out/a.csv", "out/b-1.x.csv")
    assert nodes["collect"].outputs == ("key.csv",)


def test_a_drawing_is_well_formed_and_labels_every_job(printed):
    for kind, text in printed.items():
        root = ET.fromstring(draw_graph(text, "Jobs & <rules>", {"render": "images"}))
        assert root.find(f"{SVG}title").text == "Jobs & <rules>"
        words = " ".join(root.itertext())
        for name in ("all", "collect", "render", "images"):
            assert name in words
        assert ("b-1.x" in words) and (kind == "dag" or "mid/{shard}.h5" in words)


def test_the_same_graph_is_drawn_the_same_under_any_hash_seed():
    code = (
        "import sys; from synthscope.figures.graphs import draw_graph;"
        "print(draw_graph(sys.stdin.read(), 'Jobs', {'check': 'structures'}))"
    )
    drawings = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=workflow_dot(20),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(SCRIPTS)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawings) == 1 and "write_key" in drawings.pop()


def test_finished_jobs_are_drawn_like_others():
    text = workflow_dot(3)
    undone = text.replace(",dashed", "")
    assert text != undone and draw_graph(text, "x", {}) == draw_graph(undone, "x", {})


def test_boxes_do_not_overlap_and_all_arrows_point_right():
    graph = parse(workflow_dot(60))
    sizes = {name: (100.0 + 10 * (int(name) % 7), 20.0) for name in graph.nodes}
    layout = lay_out(sizes, graph.edges)
    for a, b in graph.edges:
        assert layout.centres[a][0] + sizes[a][0] / 2 < layout.centres[b][0] - sizes[b][0] / 2
    for a, b in itertools.combinations(graph.nodes, 2):
        (x, y), (u, v) = layout.centres[a], layout.centres[b]
        apart = abs(y - v) >= 20 or abs(x - u) >= (sizes[a][0] + sizes[b][0]) / 2
        assert apart, (a, b)
    for (x, y), (w, h) in zip(layout.centres.values(), sizes.values()):
        assert w / 2 - 1e-6 <= x <= layout.width - w / 2 + 1e-6
        assert h / 2 - 1e-6 <= y <= layout.height - h / 2 + 1e-6


def test_parallel_chains_are_drawn_without_crossings():
    edges = [(f"{c}{n}", f"{c}{n + 1}") for n in range(4) for c in "dacb"]
    nodes = sorted(
        {n for edge in edges for n in edge},
        key=lambda n: (n[1], "cadb".index(n[0]) * int(n[1]) % 3),
    )
    layout = lay_out(dict.fromkeys(nodes, (10.0, 10.0)), edges)
    orders = {tuple(sorted("abcd", key=lambda c: layout.centres[f"{c}{n}"][1])) for n in range(5)}
    assert len(orders) == 1


def test_only_edges_that_longer_ways_imply_are_left_out():
    graph = Graph(
        {n: Node(n) for n in "abcd"}, (("a", "b"), ("b", "c"), ("a", "c"), ("a", "d"), ("d", "c"))
    )
    assert without_shortcuts(graph).edges == (("a", "b"), ("b", "c"), ("a", "d"), ("d", "c"))


def test_thousands_of_jobs_are_drawn_as_rules_with_their_number():
    text = workflow_dot(MOST_JOBS // 2)
    drawn = draw_graph(text, "Jobs", {})
    assert f"{MOST_JOBS // 2} jobs" in drawn
    assert len(drawn) < 10_000
    assert set(folded(parse(text)).nodes) == {"all", "write_key", "check", "render", "package"}


def test_jobs_get_the_wildcards_that_snakemake_leaves_out():
    graph = Graph(
        {
            "0": Node("all"),
            "1": Node("check", ("shard: a",)),
            "2": Node("check", ("shard: b",)),
            "3": Node("render"),
            "4": Node("render"),
            "5": Node("collect"),
        },
        (("1", "3"), ("2", "4"), ("3", "5"), ("4", "5"), ("5", "0")),
    )
    labels = {name: node.details for name, node in with_inherited_labels(graph).nodes.items()}
    assert labels["3"] == ("shard: a",) and labels["4"] == ("shard: b",)
    assert labels["5"] == labels["0"] == ()


def test_files_are_named_from_the_data_sets_folder_without_constraints_and_gathered():
    rows = "".join(
        f'<tr><td align="left"><font face="monospace">results/demo/{name}</font></td></tr>'
        for name in ("views/a.csv", "views/b.csv", "views/c.csv", "catalog.csv")
    )
    out = r'<font face="monospace">results/demo/x/{samples,\d{4}}-{shard,[a-z]+}.h5</font>'
    text = (
        "digraph snakemake_dag {\n0 [ shape=none, margin=0, label=<<table>"
        f'<font point-size="18">collect</font><hr/>{rows}<hr/>{out}</table>>]\n}}'
    )
    drawn = draw_graph(text, "Files", {}, "results/demo/")
    assert ">views/*.csv (3 files)<" in drawn and ">catalog.csv<" in drawn
    assert ">x/{samples}-{shard}.h5<" in drawn


def test_a_message_in_the_place_of_a_graph_is_refused():
    with pytest.raises(InputError, match="no graph"):
        draw_graph("WorkflowError: no such file", "Jobs", {})


def test_rules_are_drawn_with_the_number_of_their_jobs():
    drawn = draw_graph(workflow_dot(5), "Rules", {}, by_rule=True)
    assert drawn.count('<rect class="n"') == 5
    assert drawn.count(">5 jobs<") == 3 and "17 jobs" in drawn


def test_a_cycle_is_refused():
    with pytest.raises(ValueError, match="cycle"):
        lay_out({"a": (1.0, 1.0), "b": (1.0, 1.0)}, [("a", "b"), ("b", "a")])
