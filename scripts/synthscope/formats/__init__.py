"""Reading and writing the files that data sets are made of."""
