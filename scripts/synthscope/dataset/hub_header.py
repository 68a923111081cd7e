"""The YAML header of the card, as the Hugging Face hub reads it.

See https://huggingface.co/docs/hub, "Dataset Cards".
"""

import json
from collections.abc import Sequence

from synthscope.dataset.about import About
from synthscope.dataset.key.columns import Row
from synthscope.dataset.product import Product, count_images

_SIZES = ((1e3, "n<1K"), (1e4, "1K<n<10K"), (1e5, "10K<n<100K"), (1e6, "100K<n<1M"))


def hub_header(about: About, rows: Sequence[Row], products: Sequence[Product]) -> str:
    """The header with its dashes: licence, title, size, tasks, and which files are the key."""
    images = sum(
        count_images(row for row in rows if row["product"] == product.name)
        for product in products
        if product.name != "usid"
    )
    size = next((name for bound, name in _SIZES if images < bound), "n>1M")
    tasks = sorted({task for product in products for task in product.tasks})
    lines = [
        "---",
        f"license: {about.licence.lower()}",
        f"pretty_name: {json.dumps(about.title, ensure_ascii=False)}",
        "size_categories:",
        f"- {size}",
        "task_categories:",
        *(f"- {task}" for task in tasks),
        "tags:",
        *(f"- {tag}" for tag in ("electron-microscopy", "synthetic", "materials-science")),
        "configs:",
        "- config_name: key",
        *_data_files(rows),
        "---\n",
    ]
    return "\n".join(lines)


def _data_files(rows: Sequence[Row]) -> list[str]:
    """The key's files for the hub, a split each part; it cannot read one without a row."""
    parts = sorted({row["split"] for row in rows if row.get("split")})
    if not parts:
        return ["  data_files: key.parquet"]
    files = [(f"  - split: {part}", f"    path: parts/{part}.parquet") for part in parts]
    return ["  data_files:", *(line for pair in files for line in pair)]
