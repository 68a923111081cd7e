"""The heavy kernels for NumPy on one core."""
