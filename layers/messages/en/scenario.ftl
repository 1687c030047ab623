### Scenarios: their text and fields, their rules, replay, merge and rebase.

# What a document is called, and where in a file.
scenario-in-document = { $name }: { $reason }
scenario-in-line = { $file } line { NUMBER($line, useGrouping: 0) }: { $reason }
scenario-in-scenario = scenario { $scenario }: { $reason }

## The file and its text

scenario-not-file = is not a file; name a scenario file (.yaml)
scenario-too-large = is larger than { NUMBER($limit_bytes) } bytes; shorten it
scenario-not-yaml = is not YAML ({ $why }); correct it
scenario-character = holds the character { $character }; take it out
scenario-other-yaml-version = is not YAML 1.2; take the %YAML line out
scenario-second-document = begins a second document; keep one in each file
scenario-too-many-values = more than { NUMBER($limit) } values; give geometry as WKT
scenario-too-deep = nested more than { NUMBER($limit) } deep; flatten it
scenario-alias = *{ $anchor } refers to another place; write the value out
scenario-anchor = &{ $anchor } is an anchor; take it out
scenario-tag = { $tag } is a tag; take it out (put text in quotes)
scenario-key-not-word = a key must be a word; correct it
scenario-key-anchored = a key must have no anchor and no tag; take it out
scenario-key-repeated = the key is there twice; keep one

## Its fields

scenario-not-mapping = must be a mapping, not { $given }; begin with scenario, title, baseline, edits
scenario-id-invalid = must be 1 to 64 letters, digits, - or _, not { $given }; correct it
scenario-id-of-baseline = { $scenario } is the name of the unedited plan; choose another
scenario-rules-not-mapping = must be a mapping of rules to levels, not { $given }; correct it
scenario-rule-unknown = there is no such rule; { $hint }
scenario-not-by-group = must map ids to figures, not { $given }; correct it
scenario-level-unknown = there is no level { $level }; { $hint }

## Replay

scenario-other-baseline = was made over baseline { $baseline }, but { $plan } has { $plan_baseline }; open the plan it was made over, or rebase it
scenario-edits-fail-here = edits that were made once cannot be made here ({ $problem }); the record is used
scenario-record-outdated = changed since it was recorded; the edits are followed, save it again
scenario-record-of-other-edits = its record does not say which edits it was made from, and these give another result (they differ { $difference }); the edits are followed, save it again to record them
scenario-record-unmet = neither edits nor recorded outlines give the recorded result (they differ { $difference }); the edits are followed, save it again
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
scenario-order-matters = { NAME($zone) } depends on which of { $both } is made first; keep one
scenario-rule-set-twice = rule { $rule }: { $one } sets { $setting }, { $other } { $other_setting }; set both alike
scenario-both-refused = { $both } cannot both be made: { $problem }
scenario-both-break-rule = { $both } together break { $rule }: { $violation }

## Rebase

scenario-result-breaks-rule = the result breaks { $rule }: { $violation }
scenario-edit-follows = follows a conflict on { NAME($zone) }; make it anew
scenario-edit-gives-other = gives another outline of { NAME($zone) } than before, by what lies around it
scenario-zone-not-known = what { NAME($zone) } was when it was made is not known; give the old plan
scenario-zone-appeared = there is a zone { NAME($zone) } now; give another id
scenario-zone-gone = there is no zone { NAME($zone) } any more
scenario-zone-changed = the boundary of { NAME($zone) } changed since; look at both, make it anew
scenario-zone-of-other-ftz = { NAME($zone) } belongs to { NAME($ftz) } now, not to { NAME($old_ftz) }; make it anew
