"""How well methods of today remove the stripes."""
