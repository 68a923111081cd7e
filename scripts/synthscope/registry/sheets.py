"""What each product's contact sheet shows: examples, with their labels drawn over."""

from synthscope.cbed.sheet import sheet_of as cbed
from synthscope.gaussian.sheet import sheet_of as gaussian
from synthscope.haadf.sheet import sheet_of as haadf
from synthscope.stem4d.sheet import sheet_of as stem4d
from synthscope.tomography.sheet import sheet_of as tomography

SHEETS = {
    "gaussian": gaussian,
    "haadf": haadf,
    "cbed": cbed,
    "stem4d": stem4d,
    "tomography": tomography,
}
"""By product: takes rows of the key, the data set's folder and how many examples to show."""
