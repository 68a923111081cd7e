"""What readers of a data set are told of this product."""

from synthscope.dataset.product import Product

TOY = Product(
    "toy",
    "Toy counts",
    "A pixel is the number of atoms over it.",
    "Images are [row, column].",
    ("Toy counts are good for nothing.",),
    ("image-classification",),
    "Each row a structure.",
)
