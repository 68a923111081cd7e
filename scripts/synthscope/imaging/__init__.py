"""Images of specimens: Gaussian renderings, multislice, HAADF, CBED, and their labels."""
