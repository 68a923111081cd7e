"""Draw the graphs of the workflow's jobs, rules and files.

In: the settings. Out: three SVGs. Snakemake is asked for the graphs of these very settings, without
running anything; the drawing is the project's own.
"""

import json
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_text
from synthscope.figures.graphs import draw_graph
from synthscope.figures.printed_graphs import print_graphs


def main():
    params, output = snakemake.params, snakemake.output
    settings = json.loads(Path(snakemake.input[0]).read_text(encoding="utf-8"))
    settings["shard_size"] = params.shard_size
    snakefile = Path(snakemake.scriptdir).parent / "Snakefile"
    text = print_graphs(("dag", "filegraph"), snakefile, settings)
    below = f"{params.folder}/"
    for path, name, kind, by_rule in (
        (output.jobs, "Jobs", "dag", False),
        (output.rules, "Rules", "dag", True),
        (output.files, "Files", "filegraph", False),
    ):
        title = f"{name} of {params.dataset}"
        write_text(draw_graph(text[kind], title, params.stages, below, by_rule), path)


if __name__ == "__main__":
    with job(snakemake):
        main()
