"""HAADF-STEM images: simulation, distortions, labels and files."""
