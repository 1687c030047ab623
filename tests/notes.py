"""What plans say of their boundaries."""

CHINA_NOTE = "Boundaries are schematic: no open boundaries exist. 边界为示意：没有公开的边界数据。"
SCHEMATIC_NOTE = "Boundaries are schematic."
"""What a plan without terms says, in its own words in none."""
