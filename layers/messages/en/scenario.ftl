### Scenarios: their text and fields, their rules, replay, merge and rebase.

# The name of a document, and a place in a file.
scenario-in-document = { $name }: { $reason }
scenario-in-line = { $file } line { NUMBER($line, useGrouping: 0) }: { $reason }
scenario-in-scenario = scenario { $scenario }: { $reason }

## The file and its text

scenario-not-file = is not a file; name a scenario file (.yaml)
scenario-too-large = is larger than { NUMBER($limit_bytes) } bytes; shorten it
scenario-not-yaml = is not YAML ({ $why }); correct it
scenario-character = holds the character { $character }; remove it
scenario-other-yaml-version = is not YAML 1.2; remove the %YAML line
scenario-second-document = begins a second document; keep one in each file
scenario-too-many-values = more than { NUMBER($limit) } values; give geometry as WKT
scenario-too-deep = nested more than { NUMBER($limit) } deep; flatten it
scenario-alias = *{ $anchor } refers to another place; write the value out
scenario-anchor = &{ $anchor } is an anchor; remove it
scenario-tag = { $tag } is a tag; remove it (put text in quotes)
scenario-key-not-word = a key must be a word; correct it
scenario-key-anchored = a key must have no anchor and no tag; remove it
scenario-key-repeated = the key appears twice; keep one

## Its fields

scenario-not-mapping = must be a mapping, not { $given }; begin with scenario, title, baseline, edits
scenario-id-invalid = must be 1 to 64 letters, digits, - or _, not { $given }; correct it
scenario-id-of-baseline = { $scenario } is the name of the unedited plan; choose another
scenario-rules-not-mapping = must be a mapping of rules to levels, not { $given }; correct it
scenario-rule-there = rules: there is a rule { $name }; give yours another name
scenario-rule-sentences-missing = rules: rule { $name } lacks sentences in English: { $codes }; give add_rule each in Fluent, in "en", such as CODE = Text
scenario-rule-unknown = there is no such rule; { $hint }
scenario-not-by-group = must map ids to figures, not { $given }; correct it
scenario-level-unknown = there is no level { $level }; { $hint }
scenario-target-unbounded = has no bound: state at_least, at_most or both
scenario-target-bounds-crossed = at_least { FIGURE($least) } is more than at_most { FIGURE($most) }; swap them
scenario-target-several-places = is about several places ({ $places }); name one of them
scenario-target-without-radius = { $measure } is within a radius: state radius_km or radius_min
scenario-target-radius-unused = { $measure } is of no radius; leave it out
scenario-target-place-unknown = the plan has no { $given } there; { $hint }
scenario-target-measure-unknown = there is no figure { $measure } there; there are { $known }
scenario-phase-edits = { $given } edits: the scenario has { $count }; give at most { $count }
scenario-phase-by = { $given } is not after { $before }; order phases by year
scenario-phase-fewer = { $given } edits: the phase before has { $before }; give at least { $before }

## Replay

scenario-other-baseline = is based on baseline { $baseline }, but { $plan } has { $plan_baseline }; open the plan it is based on, or rebase it
scenario-edits-fail-here = recorded edits cannot be applied here ({ $problem }); the record is used
scenario-record-outdated = changed since it was recorded; the edits are used, save it again
scenario-record-of-other-edits = its record does not state its edits, and these give another result (they differ { $difference }); the edits are used, save it again to record them
scenario-record-unmet = neither edits nor recorded outlines give the recorded result (they differ { $difference }); the edits are used, save it again
scenario-result-differs = was recorded; { $libraries } here give another result (different { $difference }); the record is used
scenario-result-differs-from = was recorded with { $recorded_with }; { $libraries } here give another result (different { $difference }); the record is used
scenario-result-differs-by-version = was recorded by another version of Zonewright, which gave another result (different { $difference }); the record is used
scenario-differs-by = by { AREA($area_km2) } at most, { NAME($zone) }
scenario-differs-in-attributes = in attributes only

## Merge

# One of the two that are merged: a scenario by its id, or two states of one scenario.
scenario-side = { $scenario }
scenario-rule = { $rule }
scenario-both-change-zone = { NAME($zone) }: { $one }, { $other }; both change it, keep one
scenario-side-by-edits = { $side } by { $edits }
scenario-taking-out = taking out { $verb } { $subject }
scenario-order-matters = { NAME($zone) } depends on which of { $both } is applied first; keep one
scenario-rule-set-twice = rule { $rule }: { $one } sets { $setting }, { $other } { $other_setting }; set both alike
scenario-both-refused = { $both } cannot both be applied: { $problem }
scenario-both-break-rule = { $both } together break { $rule }: { $violation }

## Rebase

scenario-result-breaks-rule = the result breaks { $rule }: { $violation }
scenario-edit-follows = follows a conflict on { NAME($zone) }; make it again
scenario-edit-gives-other = gives another outline of { NAME($zone) } than before, because its surroundings differ
scenario-zone-not-known = the former boundary of { NAME($zone) } is unknown; give the old plan
scenario-zone-appeared = there is a zone { NAME($zone) } now; give another id
scenario-zone-gone = there is no longer a zone { NAME($zone) }
scenario-zone-changed = the boundary of { NAME($zone) } changed since; look at both, make it again
scenario-zone-of-other-ftz = { NAME($zone) } belongs to { NAME($ftz) } now, not to { NAME($old_ftz) }; make it again
