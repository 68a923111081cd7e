"""What readers of a data set are told of this product."""

from synthscope.dataset.product import Product

HAADF = Product(
    "haadf",
    "HAADF-STEM images",
    "Multislice (independent atoms, parametrised scattering factors, transmission "
    "functions and propagators band-limited at two thirds, frozen phonons), read out by an "
    "annular detector; `raw` is the fraction of the beam. Conditions then normalise, add "
    "background, blur, displace scan lines and count electrons.",
    "Images are [row, column], row = y downwards, column = x, beam along the view "
    "direction. Pixel k is at coordinate k times the pixel size. PNG files leave out three pixels "
    "at each side, as the published ones do: coordinates in pixels are less by 3 there (the text "
    "`margin_px` in each file); measure in the HDF5 files.",
    (
        "HAADF images carry no inelastic scattering, no detector non-uniformity and no "
        "amorphous layers; bonds are not in the potential.",
        "With few phonon configurations (a column of the key; but for method absorptive) equal "
        "columns differ, and each is displaced: of one configuration by a quarter of a pixel of "
        "0.1 Å. Whoever measures a method's precision measures that too.",
        "Distorted conditions are normalised to their mean unless a dose is given: grey "
        "values cannot be compared between images; those of `raw` can.",
    ),
    ("image-classification", "image-to-image"),
    "Each example a view: the simulated image and every imaging condition. Labels: its peaks "
    "(yellow), atomic columns (blue) and the middle of its defect (pink). What each condition does "
    "stands below its image; L1 and L2 are specimens with a point defect in the middle, towards "
    "which the atoms around have moved, in L2 further.",
    names="`000004.010012-a0003-BF-t40-stem00-cnts1.png`: structure 000004 seen along [1, 0, -2] "
    "(each index is a digit behind 0 for plus or 1 for minus), acquisition 3, bright-field "
    "detector, 40 Å thick, condition cnts1. Names tell acquisition, detector and thickness only "
    "where there are several. The HDF5 file of that name has all conditions.",
)
