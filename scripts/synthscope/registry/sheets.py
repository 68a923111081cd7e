"""What each product's contact sheet shows: examples, with their labels drawn over."""

from synthscope.cbed.sheet import sheet_of as cbed
from synthscope.gaussian.sheet import sheet_of as gaussian
from synthscope.haadf.sheet import sheet_of as haadf
from synthscope.tomography.sheet import sheet_of as tomography

SHEETS = {"gaussian": gaussian, "haadf": haadf, "cbed": cbed, "tomography": tomography}
"""By product: takes rows of the key, the data set's folder and how many examples to show."""
