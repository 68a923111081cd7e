"""A small data set with two products, three structures and two parts."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from synthscope.dataset.key import table as key
from synthscope.dataset.key.parquet import write_parquet


@dataclass
class DataSet:
    folder: Path
    rows: list[dict]


@pytest.fixture
def dataset(tmp_path) -> DataSet:
    folder = tmp_path / "small"
    rows = []
    for number, prototype, group in ((12, "NaCl", 225), (3, "CsCl", 221), (7, "LaF3", 165)):
        structure = f"{number:06d}"
        for condition in ("raw", "clean"):
            path = folder / f"haadf/general/png/{structure}.000001-{condition}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (4, 4), (number, number, number)).save(path)
            rows.append(
                {
                    **key.file_cells(path, folder),
                    "icsd_id": number,
                    "product": "haadf",
                    "source": "user",
                    "structure_id": structure,
                    "ref_id": f"{structure}.000001",
                    "chemical_name_structure_type": prototype,
                    "symmetry_Int_Tables_number": group,
                    "uvw_orient": "(0, 0, 1)",
                    "condition": condition,
                    "split": "test" if number == 7 else "train",
                    "n_images": 1,
                    "pixel_size_A": 26 / 256,
                    "energy_keV": 200.0,
                    "axis_order": "row, col",
                    "seed": 1,
                    "config_hash": "0123456789ab",
                }
            )
        path = folder / f"gaussian/{structure}/00000016.npz"
        path.parent.mkdir(parents=True)
        path.write_bytes(structure.encode())
        rows.append(
            {
                **key.file_cells(path, folder),
                "product": "gaussian",
                "source": "user",
                "structure_id": structure,
                "chemical_name_structure_type": prototype,
                "n_images": 16,
                "axis_order": "frame, row, col",
            }
        )
    key.write_table(key.merge_tables([rows]), folder / "key.csv")
    rows = key.read_table(folder / "key.csv")
    (folder / "catalog.csv").write_text(
        "id,source,formula,status,reason,licence\n"
        "000003,user,Cl Cs,accepted,,CC0-1.0\n"
        "broken,user,,rejected,no atoms,\n"
    )
    write_parquet(rows, folder / "key.parquet")
    return DataSet(folder, rows)
