"""key.parquet: the key with the types of its columns, so that ids stay text.

A reader that guesses the types of a CSV file turns the structure `000004` into the number 4 and
the view `000004.010100` into 4.0101. Parquet (https://parquet.apache.org) states them.
"""

import os
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from synthscope.core.files import replacing
from synthscope.dataset.key.columns import COLUMNS, Row

_TYPES = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
SCHEMA = pa.schema([(column.name, _TYPES[column.type]) for column in COLUMNS])


def write_parquet(rows: Sequence[Row], path: str | os.PathLike) -> None:
    """Write rows of the key as a Parquet file: all columns of key.csv, unknown cells as null.

    Not compressed, for libraries of compression differ in their bytes; repeated texts are stored
    once all the same.
    """
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in SCHEMA]
    with replacing(path) as beside:
        pq.write_table(
            pa.Table.from_arrays(columns, schema=SCHEMA),
            beside,
            version="2.6",
            data_page_version="1.0",
            compression="none",
            use_dictionary=True,
            store_schema=False,
        )
