### Mends of violations: the edits.

mend-shrink = Shrink { NAME($zone) } by { AREA($area_km2) }
mend-release = Release { AREA($area_km2) } of the land that { NAME($zone) } gained
mend-cut = Cut { AREA($area_km2) } out of { NAME($zone) }
mend-remove = Release { NAME($zone) } whole, { AREA($area_km2) }
