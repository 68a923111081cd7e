"""Acquisitions are made of the simulations that are there, and more of them change none; nor do
shards and cores, whatever varies."""

import csv
import json

SUMS = "results/small/SHA256SUMS"
VARIED = {
    "products": ["gaussian", "haadf", "cbed", "tomography"],
    "package": {"usid": False, "split_by": "acquisition"},
    "structures": {"ase": [], "aflow": [1, 4], "views": {"count": 1}},
    "haadf": {
        "geometry": "cell",
        "semiangle_mrad": 30,
        "detectors_mrad": [[60, 90]],
        "field_A": 12,
        "cell_depth_A": 6,
        "pixels": 48,
        "error": 0.05,
        "phonons": {"configurations": 1},
        "source_size_A": {"uniform": [0.5, 1]},
        "conditions": {
            "mine": {
                "edges": "reflect",
                "counts": {"loguniform": [50, 500]},
                "drift_px": {"uniform": [0, 1]},
                "scan": {
                    "dwell_us": {"uniform": [4, 9]},
                    "hum_A": {"uniform": [0, 0.1]},
                    "noise_A": 0.05,
                },
                "series": {"frames": {"choice": [2, 5]}, "shift_A": 0.1},
                "contamination": {"growth": {"uniform": [0, 0.5]}},
                "detector": {
                    "amplifier": {"gain": {"uniform": [20, 40]}, "offset": 200, "read_noise": 20},
                    "afterglow": {"part": {"uniform": [0, 0.2]}},
                },
            }
        },
        "general": {
            "conditions": ["raw", "mine"],
            "acquisitions": 2,
            "frame": {"scan_rotation_deg": {"uniform": [0, 360]}, "pixel_size_A": 0.2},
        },
    },
    "gaussian": {"rotations": 1, "edge_px": 24, "sigma_A": {"uniform": [0.4, 0.8]}},
    "cbed": {
        "energies_keV": [100],
        "thicknesses_A": [50],
        "size_px": 48,
        "directions": {"count": 1},
        "semiangle": "fixed",
        "semiangle_mrad": {"uniform": [2, 4]},
    },
    "tomography": {
        "modes": ["tilt"],
        "samples": 2,
        "size": 16,
        "objects": {"uniform": [5, 20]},
        "tilt": {"electrons": {"uniform": [1000, 5000]}},
    },
}


def images(project):
    return {name: data for name, data in project.files().items() if "haadf/general/" in name}


def test_more_acquisitions_change_none_of_the_others_nor_do_shards_and_cores(new_project):
    project = new_project()
    project.configure(**VARIED)
    project.snakemake("--", SUMS)
    few = images(project)
    assert len(few) == 2 * 2 * 3  # structures, acquisitions; an HDF5 file and two PNG files
    more = VARIED["haadf"] | {"general": VARIED["haadf"]["general"] | {"acquisitions": 7}}
    project.configure(**VARIED | {"haadf": more})
    jobs, _ = project.plan(SUMS)
    assert "distort_haadf" in jobs and "simulate_haadf" not in jobs
    project.snakemake("--", SUMS)
    many = images(project)
    assert len(many) == 2 * 7 * 3
    assert {name: many[name] for name in few} == few
    with open(project.results / "key.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts, drawn = {}, {}
    for row in rows:
        drawn.setdefault(row["product"], set()).add(row["drawn"])
    for row in (row for row in rows if row["product"] == "haadf"):
        parts.setdefault((row["ref_id"], row["acquisition"]), set()).add(row["split"])
    assert len(parts) == 14 and all(len(found) == 1 for found in parts.values())
    assert len(set.union(*parts.values())) > 1
    shown = [row for row in rows if row["condition"] == "mine"]
    assert {row["frames"] for row in shown} == {"2", "5"}
    numbers = [json.loads(row["drawn"]) for row in shown]
    varied = ("scan.hum_A", "contamination.growth", "detector.amplifier.gain")
    for name in (f"conditions.mine.{name}" for name in varied):
        assert len({one[name] for one in numbers}) == 14
    card = (project.results / "README.md").read_text(encoding="utf-8")
    assert "`haadf.conditions.mine.counts`" in card and "divided by acquisition" in card
    assert "`haadf.conditions.mine.detector.afterglow.part`" in card
    assert all(drawn[product] - {""} for product in VARIED["products"])
    other = new_project()
    other.configure(**VARIED | {"haadf": more}, shard_size=5)
    other.snakemake("--cores", "1", "--", SUMS)
    assert other.checksums() == project.checksums()
