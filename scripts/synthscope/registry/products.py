"""What readers are told of each product, in the order of the card."""

from synthscope.cbed.product import CBED
from synthscope.dataset.product import USID
from synthscope.gaussian.product import GAUSSIAN
from synthscope.haadf.product import HAADF
from synthscope.stem4d.product import STEM4D
from synthscope.tomography.product import TOMOGRAPHY

PRODUCTS = {product.name: product for product in (GAUSSIAN, HAADF, CBED, STEM4D, TOMOGRAPHY, USID)}
