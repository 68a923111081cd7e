"""The model of stripes, and the masks that mark them in real scans."""
