"""What a scanning microscope does to an image: background, blur, scan errors and counting."""
