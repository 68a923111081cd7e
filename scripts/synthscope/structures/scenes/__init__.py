"""Scenes: particles on supports, layers and imperfect crystals, built with the truth about them."""
