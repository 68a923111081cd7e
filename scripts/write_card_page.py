"""Show the dataset card as a page.

In: README.md of the data set. Out: card.html beside the gallery.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_text
from synthscope.figures.card_page import card_page


def main():
    card = Path(snakemake.input[0]).read_text(encoding="utf-8")
    write_text(card_page(card, snakemake.params.title), snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
