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
