"""What the card and the gallery say of sinograms stands in their rows."""

from synthscope.tomography.told import told


def pair_rows(mode, made, count):
    return [
        {"filename": f"tomography/{mode}/0003/{made}_artifacts/{kind}/0003_shift00_{row:04d}.tif"}
        for row in range(count)
        for kind in ("clean", "stripe")
    ]


def test_the_clean_and_the_striped_images_of_a_sample_are_counted():
    rows = pair_rows("paired", "fake", 3) + pair_rows("paired", "real", 5)
    assert told(rows) == [
        "Paired mode, sample 0003: 3 images count as clean and got drawn stripes, 5 have stripes "
        "of their own."
    ]
    assert told([{"filename": "tomography/simple/0000/stripe/0000_stripe_0001.tif"}]) == []


def test_rows_that_see_nothing_and_what_was_assumed_are_told_once():
    rows = [
        {
            "filename": f"tomography/simple/0000/clean/0000_clean_{row:04d}.tif",
            "sha256": f"{row // 3 * row}",
            "assumed": "1.nxs has no dark fields; 1.nxs: half a turn is assumed",
        }
        for row in range(6)
    ]
    empty, *assumed = told(rows)
    assert empty.startswith("Simple mode, sample 0000: 3 of 6 clean sinograms are alike")
    assert assumed == [
        "Assumed: 1.nxs has no dark fields.",
        "Assumed: 1.nxs: half a turn is assumed.",
    ]


def test_artefacts_are_told_with_their_strength():
    rows = [
        {
            "filename": f"tomography/complex/0000/shift00/0000_shift00_{row:04d}.tif",
            "product": "tomography",
            "zinger_pixels": row % 2,
            "hardening": 0.123,
            "blur_px": 0.8,
        }
        for row in range(6)
    ]
    haadf = {"filename": "haadf/a.h5", "product": "haadf", "drift_px": 3.0}
    assert told([*rows, haadf]) == [
        "Artefacts of simulated scans: beam hardening, which lessens the attenuation of the "
        "densest ray by 12.3%, a blur of 0.8 px, zingers in 3 of 6 sinograms. The clean sinograms "
        "of complex mode have none."
    ]
