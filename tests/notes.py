"""What plans of two zones say of their boundaries, one of which is schematic."""

SCHEMATIC_NOTE = "The boundaries of 1 of 2 zones are schematic. 2 个片区中有 1 个边界为示意。"
"""If the other is imported: what a plan without terms says that has Chinese names."""
SURVEYED_NOTE = (
    "1 of 2 zones surveyed; the boundaries of 1 are schematic."
    " 2 个片区中有 1 个已测绘；另有 1 个边界为示意。"
)
"""If the other is surveyed, as in the small plan."""
