"""The multislice engine's kernels on a GPU, by any library of the array API standard."""
