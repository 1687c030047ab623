"""What plans say of their boundaries."""

CHINA_NOTE = "Boundaries are schematic: no open boundaries exist. 边界为示意：没有公开的边界数据。"
SCHEMATIC_NOTE = "Boundaries are schematic. 边界为示意。"
"""What a plan without terms says that has Chinese names."""
