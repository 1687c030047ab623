### Edits inferred from zones that were edited elsewhere: errors and notes.

# What is wrong with one zone of the layer, or with one edit.
infer-in-zone = { $zone }: { $reason }
infer-in-frame = { $frame }: { $reason }

infer-crs-differ = zones: the two frames are not in one CRS; reproject one of them
infer-id-missing = row { NUMBER($row, useGrouping: 0) } has no zone_id; give it one
infer-id-repeated = { $zone } appears twice; give each zone its own id
infer-no-zone-found = none of the rows is a zone of the plan: { $why }, and no row shares half of its land with a zone; name the column that has the ids, or another layer
infer-ids-differ = column { $column } has { $given } where the plan's ids are such as { $known }
infer-ids-missing = no column has ids such as { $known }
infer-rows-beyond-extent = { $rows } lies beyond the plan's extent { $extent }; check the layer's CRS, or delete the rows outside the plan

## Notes

infer-in-column = column { $column }: { $reason }
infer-column-unknown = zones of the plan have none of this name
infer-column-reserved = an edit has this name for itself
infer-ftz-assigned = has no ftz_id; taken to be of { NAME($ftz) }, { $why }
infer-ftz-of-province = the { -group } of its { -top-region } { NAME($province) }
infer-ftz-of-nearest = the { -group } of { NAME($zone) }, the nearest
infer-columns-left = { $columns } not adopted: given for { $zones } as a whole
infer-columns-kept = { $columns } kept as the layer has them; merging { $zones } alone gives other values
infer-name-copied = has the name { $name }, that of { NAME($zone) }; give it its own
infer-labels-left = { $count ->
    [one] { $labels } is the file's name of a zone of the plan
   *[other] { $count } zones of the plan have other names in the file, such as { $labels }
}: ids stay; to use them as ids: { OPTION("map-column", "zone_id", "zone_id") }
infer-moved-nearly = recorded as a move; its outline lies within { NUMBER($metres, minimumFractionDigits: 2, useGrouping: 0) } m of the layer's
infer-missing-kept = { $count ->
    [one] { $zones } is missing and stays as in the plan
   *[other] { $count } zones of the plan are missing, such as { $zones }, and stay as in the plan
}; to have them removed: { OPTION("missing") }
