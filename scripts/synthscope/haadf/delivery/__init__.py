"""Images and labels in the formats that networks are trained with."""
