"""What is stored: the plan, its layers and their geometry on the ellipsoid."""
