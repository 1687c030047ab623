# The dossier: what an application for adjusting zones carries.
dossier-template-none = no such folder; give one with title.txt and sections that end in .md
dossier-template-large = more than { NUMBER($most) } files; a template is a folder of texts alone
dossier-template-file = no text of a template: it has title.txt and sections that end in .md; move it elsewhere
dossier-template-title = missing or empty; write the title of the dossier in it
dossier-template-heading = does not begin with a heading; write "# " and the heading in its first line
dossier-template-alone = line { $line }: { "{" }{ $holder }{ "}" } is the placeholder of a block; write it on a line of its own, in a section
dossier-template-unknown = line { $line }: there is no placeholder { "{" }{ $holder }{ "}" }; { $hint }
dossier-template-lacks = no section has { "{" }{ $holder }{ "}" }; write it on a line of its own in one
dossier-template-twice = { "{" }{ $holder }{ "}" } stands more than once: { $places }; keep one
dossier-template-long = larger than { NUMBER($most) } bytes; shorten it
dossier-template-encoding = not in UTF-8; save it so
dossier-folder-taken = exists and is not empty; give another folder, or delete its contents
dossier-folder-file = exists and is not a folder; give another name
dossier-large = more than { NUMBER($files) } files, or too large for a dossier
dossier-unknown = no dossier: it has no { $file }

dossier-table-conformity = Checks made, and the data they used
dossier-col-checked = Checked
dossier-col-outcome = Outcome
dossier-col-found = Finding
dossier-col-data = Data
dossier-outcome = { $outcome ->
    [kept] ▲ met
    [unverified] △ met, data not verified
    [broken] × not met
    [touched] ◆ concerned
   *[unchecked] ? not checked
}
dossier-conformity-note = Of the zones that change, as planned. Data of the plan as of { $day }. Years are those that the sources name.
dossier-parted = { "; " }
dossier-other-rules = Further rules
dossier-others-kept = None of { NUMBER($rules) } further rules is broken
dossier-kept = Nothing found
dossier-data = { $layer }: { NUMBER($records) } { $records ->
    [one] record
   *[other] records
}, { NUMBER($verified) } verified; { $has_source ->
    [yes] source: { $source }
   *[no] no source given
}; { $dated ->
    [yes] of { $years }
   *[no] no date given
}
dossier-unchecked-ignored = Not checked: the scenario sets this rule aside
dossier-unchecked-no-layer = Not checked: no data. The plan has no layer "{ $layer }"
dossier-unchecked-groups = Not checked of { $names }: { $rule ->
    [cap] no cap is known
   *[other] the code of its region is not known
}
dossier-unchecked-no-group = Not checked: the zones that change belong to no group
dossier-references = Reference layers
dossier-unchecked-references = Not checked: no data. The plan has no reference layer of areas, such as protected land
dossier-reference = { $name } (reference layer)
dossier-reference-land = { $kind } ({ $areas }): { $planned } km² in the zones as planned, { $gained } km² of it in land gained

dossier-table-bounds = Four bounds of each block that changes
dossier-col-block = Block
dossier-block = { $planned ->
    [yes] planned
   *[no] released
}
dossier-col-to-east = East
dossier-col-to-south = South
dossier-col-to-west = West
dossier-col-to-north = North
dossier-col-area = km²
dossier-bounds-note = A draft from the names in the plan, not surveyed.
dossier-points-crs = Coordinates in { $crs }, in degrees{ $has_grid ->
    [yes] {""} and in metres of { $grids }
   *[no] {""}; no grid in metres is defined here
}.
dossier-band = 3° Gauss–Krüger, band { $number }
dossier-table-points = Boundary points of each block as planned
dossier-points-note = All { NUMBER($count) } points are in boundary-points.csv.
dossier-col-ring = Ring
dossier-col-point = Point
dossier-col-lon = Longitude
dossier-col-lat = Latitude
dossier-col-north = North (m)
dossier-col-east = East (m)

dossier-fact-decision = SHA-256 of decision.html
dossier-map-today = Today: { $title }
dossier-map-planned = As planned: { $title }
dossier-no-change = This scenario changes no boundary of any zone: there is no adjustment to apply for.
dossier-stopped = This scenario breaks a hard rule. It cannot be decided, and this dossier should not be submitted in this state.
dossier-names = { $names } and { $last }
dossier-nothing = { $of ->
    [zones] no zone
   *[other] no group
}
dossier-performance-none = The plan has no published figures of the zones that change, nor of their groups.
dossier-phases-none = The scenario names no phases: all { NUMBER($edits) } { $edits ->
    [one] edit is
   *[other] edits are
} without a date.
dossier-lacks-survey = A survey: { NUMBER($count) } of the { NUMBER($zones) } zones as planned { $count ->
    [one] has
   *[other] have
} a schematic boundary.
dossier-lacks-outline = Surveyed boundary points: those here are of the outline as drawn.
dossier-lacks-bounds = Confirmed wording of the four bounds: that here is a draft from names in the plan.
dossier-lacks-rules = A scenario without broken hard rules.
dossier-lacks-checks = Checks not made for lack of data: { $names }.
dossier-lacks-verified = Verified data. Not verified: { $layers }.
dossier-unverified = { $layer } ({ NUMBER($count) } of { NUMBER($of) })
dossier-lacks-review = The review number of the maps.
dossier-lacks-record = A record of who proposed and decided: the scenario comes from a file.
dossier-lacks-decision = A decision: the status of the scenario is { $status }.
dossier-lacks-phases = Phases: the changes carried out by each year.

dossier-checked-files = the { NUMBER($count) } files of the dossier, written again from its decision file and its texts, byte by byte
dossier-unchecked-texts = whether the texts of the folder template are those of a country; they are used unchanged
dossier-unchecked-files = the files beside the decision: they can be written again from the whole plan alone; name it
dossier-unchecked-versions = { $names }: written by other versions, so that their bytes differ; their words do not, as far as words can be compared
dossier-unchecked-others = files that are not of the dossier: { $names }
dossier-place-digest = { $name }, by checksums.sha256
dossier-place-missing = { $name } is missing
dossier-place-file = { $name }, its bytes
dossier-place-words = { $name }: { $at }
