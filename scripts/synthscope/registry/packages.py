"""How each product's images are packed as USID: modules with `package_name` and `package`."""

from synthscope.cbed import usid as cbed
from synthscope.gaussian import usid as gaussian
from synthscope.haadf import usid as haadf
from synthscope.tomography import usid as tomography

PACKAGES = {"gaussian": gaussian, "haadf": haadf, "cbed": cbed, "tomography": tomography}
