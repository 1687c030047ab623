"""What plans say of their boundaries."""

SCHEMATIC_NOTE = "Boundaries are schematic. 边界为示意。"
"""What a plan without terms says that has Chinese names."""
