### The command line: lines, titles and headers of tables, words of the schema, errors.

## Words within sentences

cli-list = { $items }
cli-yes = yes
cli-no = no
cli-none = { $title }: none
# A word of the schema in a cell or a line: a status, a level, a role, a kind….
cli-word = { $word }
cli-practice-note = This is practice: without tokens everyone is the local planner, so no other person decided. For a decision by four eyes create tokens: zonewright token create PLAN NAME --role approver
cli-count-done = { $what }: { NUMBER($done) } of { NUMBER($count) }

## Progress of long work

cli-applying = Applying
cli-building = Building the plan
cli-building-china = Building the China plan
cli-checking = Checking
cli-checking-rules = Checking the rules
cli-exporting = Exporting
cli-measuring = Measuring
cli-measuring-partitions = Measuring partitions
cli-merging = Merging
cli-reading-edits = Reading the edits
cli-rebasing = Rebasing
cli-recording = Recording

## Lines

cli-plan = Plan { $plan }, { $crs }, scenario { $scenario }, { $zones ->
    [one] { NUMBER($zones) } zone
   *[other] { NUMBER($zones) } zones
}
cli-plan-scenario = Plan { $plan }, scenario { $scenario }
cli-plan-scenarios = Plan { $plan }, scenarios { $scenarios }
cli-plan-layers = { $file }: { $layers }
cli-layer-rows = { NUMBER($rows) } { $layer }
cli-baseline = Baseline { $baseline }
cli-result = Result { $result }
cli-by = { $unit ->
    [min] Minutes
   *[km] Distances
} by road, along { NUMBER($edges) } edges ({ NUMBER($length_km, maximumFractionDigits: 0) } km, connected parts: { NUMBER($parts) }) of { $source ->
    [plan] the plan's layer network
   *[context] the world's map (OpenStreetMap contributors, simplified; ODbL)
}, to and from which a straight line leads{ $unit ->
    [min] { " " }at 30 km/h
   *[km] { "" }
}; covered land is not measured by road
cli-no-way = No route by road leads to { NUMBER($people, maximumFractionDigits: 0) } persons: their part of the network is not connected to any zone's, or they live more than { FIGURE($farthest_km) } km from it
cli-compared-by = Distances of A by { $a }, of B by { $b }
cli-compared = What { $a } changes against { $b }
cli-edited = Edits found in { $file }, layer { $layer }, { $crs }
cli-more-rows = and { $rows ->
    [one] { NUMBER($rows) } more row
   *[other] { NUMBER($rows) } more rows
}: { OPTION("all-rows") } prints them, { OPTION("json") } has them all
cli-more-scenarios = and { $rows ->
    [one] { NUMBER($rows) } more scenario
   *[other] { NUMBER($rows) } more scenarios
}: { OPTION("after") } { $last } lists the next, { OPTION("all-rows") } prints them all
cli-zones-outside = zones that lie in no region ({ NUMBER($count) }): { $zones }; their land is not in the figures of regions
cli-people-outside = { NUMBER($people) } persons live outside every region (demand points: { NUMBER($points) }); they count only in the totals
cli-districts-without-demand = { CAPITAL(-region(number: "many")) } without demand: { NUMBER($districts) } ({ NUMBER($area_km2, maximumFractionDigits: 0) } km²); they have no share of people
cli-not-verified = Not verified: { $figure } of { $provinces }
cli-plugin-written = { $file }: written; in QGIS: Plugins, Manage and Install Plugins, Install from ZIP
cli-written = { $file }: written
cli-decision-written = { $file }: written; SHA-256 { $sha256 } (keep it elsewhere too, as in the minutes)
cli-dossier-written = { $file }: written; { NUMBER($count) } files. SHA-256 of decision.html { $sha256 } (keep it elsewhere too, as in the minutes)
cli-published = { $folder }: written; { NUMBER($files) } files, { NUMBER($kb, maximumFractionDigits: 0) } kB, of which the first view loads { NUMBER($first_kb, maximumFractionDigits: 0) } kB
cli-decision-unchanged = { $file }: unchanged since it was written; SHA-256 { $sha256 }
cli-decision-changed = { $file }: changed since it was written: its SHA-256 is { $sha256 }, it states { $stated }
cli-decision-changed-unread = { $file }: changed since it was written: its SHA-256 is { $sha256 }, it states { $stated }; its data cannot be read, so nothing was compared
cli-decision-library = { $name } is { $now } here, { $was } where the decision was measured
cli-decision-result = zones of the scenario
cli-decision-compared = Compared: { $what }
cli-decision-left-out = Not compared: { $what }
cli-decision-equal = { $different ->
    [0] No differences in the parts compared
    [one] { NUMBER($different) } difference in the parts compared
   *[other] { NUMBER($different) } differences in the parts compared
}
cli-decision-equal-figures = { $different ->
    [0] No differences in the parts compared; the page was not compared, so the file is not verified
    [one] { NUMBER($different) } difference in the parts compared; the page was not compared
   *[other] { NUMBER($different) } differences in the parts compared; the page was not compared
}
cli-verdict = { $verdict ->
    [equal] equal
    [printed] equal as printed
    [unstated] not in the file
    [unknown] only on the plan
   *[other] not equal: { $here }
}
cli-written-edits = { $file }: written, { $edits ->
    [one] { NUMBER($edits) } edit
   *[other] { NUMBER($edits) } edits
}
cli-written-zones = { $file }: written, { $zones ->
    [one] { NUMBER($zones) } zone
   *[other] { NUMBER($zones) } zones
}
cli-written-revision = { $scenario }, revision { NUMBER($revision, useGrouping: 0) }: written, { $edits ->
    [one] { NUMBER($edits) } edit
   *[other] { NUMBER($edits) } edits
}
cli-kept = { $scenario }: revision { NUMBER($revision, useGrouping: 0) }, { $status }, { $visibility }
cli-status = { $scenario }: { $status }, revision { NUMBER($revision, useGrouping: 0) }
cli-withdrawn = withdrawn
cli-other-baseline = { $scenario }: is based on another baseline; scenario rebase moves it to this one
cli-chain-revisions = { $scenario }: { $revisions ->
    [one] { NUMBER($revisions) } revision
   *[other] { NUMBER($revisions) } revisions
}, { $hash }
cli-chain-notes = { $scenario }: { $notes ->
    [one] { NUMBER($notes) } note
   *[other] { NUMBER($notes) } notes
}, { $hash }
cli-chain-audit = audit log: { $entries ->
    [one] { NUMBER($entries) } entry
   *[other] { NUMBER($entries) } entries
}, { $hash }
cli-history-holds = The history is intact: { $scenarios }
cli-history-holds-none = The history is intact: there is none
cli-serving-start = { $plan } does not exist yet: build it from your files at { $url } (Ctrl+C stops the service)
cli-serving = Serving { $plan } at { $url } (Ctrl+C stops the service)
cli-token-keep = { $name }, { $role }: store it safely; it is not shown again
cli-token-revoked = { $token }: { $name }'s token is revoked
cli-account-linked = account { $account } signs in as { $name } from now on
cli-sessions-ended = { $name }: { $count ->
    [one] 1 session
   *[other] { NUMBER($count) } sessions
} ended; anyone who still has a token or an account can sign in again
cli-rewritten = Zones whose outline is only written differently: { NUMBER($zones) }
cli-further-layers = { $file } has further layers of zones: { $layers }; name one with --layer
cli-not-in-file = not in { $file }: { $reason }
cli-regions-overlap = Regions overlap: { $pairs ->
    [one] one pair
   *[other] { NUMBER($pairs) } pairs
}, { AREA($area_km2, $most_km2) } counted twice, most of it { $one } and { $other } ({ AREA($most_km2, $area_km2) }); coverage counts it in each
cli-water-unknown = No water known: the plan has no waters, the land may be water
cli-regions-gaps = Regions leave gaps narrower than 100 m: { $regions }{ $more ->
    [0] { "" }
   *[other] { " " }and { NUMBER($more) } more
}; such land is in no region

## Edits of a zone

cli-done-part = part of { $of }
cli-done-copied = copy of { $of }
cli-done-merged = merged with { $of }
cli-done-merged-away = merged into { $of }
cli-done-renamed = renamed, was { $of }
cli-done-set = { $columns } set
cli-done-set-many = { NUMBER($columns) } columns set

## The demo

cli-demo-there = { $file }: already exists
cli-demo-plan-same = { $file }: already exists, and is the same
cli-demo-plan-differs = { $file }: the previous plan, which differs; kept under this name
cli-demo-kept = { $file }: { $scenarios ->
    [0] has the scenarios already
    [one] { NUMBER($scenarios) } scenario kept
   *[other] { NUMBER($scenarios) } scenarios kept
}

## Titles of tables

cli-title-access = { $several ->
    [1] Distance to the nearest zone, weighted by population
   *[other] Distance to the nearest zone
}
cli-title-changed-regions = { CAPITAL(LEVEL($level)) }: changed coverage
cli-title-changed-zones = Changed zones
cli-title-clusters-entering = Clusters entering
cli-title-clusters-leaving = Clusters leaving
cli-title-comments = Comments on { $scenario }
cli-title-conflicts = Conflicts
cli-title-hashes = Hashes
cli-title-figures = Figures
cli-title-places = Places that differ
cli-title-consensus = Land by number of scenarios
cli-title-consensus-ftzs = { CAPITAL(-group(number: "many")) } that differ between scenarios
cli-title-crossing = Within reach of any zone (radius 0: inside)
cli-title-development = { CAPITAL(-top-region(number: "many")) }, within { $within }: persons covered, and shares of the total
cli-title-edited = Edited zones
cli-title-explained = Zones that cover it, and what each covers alone
cli-title-ftzs = { CAPITAL(-group(number: "many")) }
cli-title-growth = Trade growth compared with the nation's
cli-title-history = History of { $scenario }
cli-title-region = Region, within { $within }
cli-title-regions = Coverage by { LEVEL($level) }
cli-title-scenarios = Scenarios
cli-title-sectors = Sector clusters (radius 0: inside a zone; matched: in a zone of the sector)
cli-title-tokens = Tokens
cli-title-sessions = Sessions
cli-title-audit = Audit log
cli-title-over-counted = Over-counted by the straight line
cli-title-totals = Covered within each radius
cli-title-weights = Further weights of the demand
cli-title-targets = Targets
cli-title-violations = Rules broken
cli-title-violations-mended = Rules mended
cli-title-violations-worse = Rules broken worse than before
cli-title-violations-improved = Rules still broken, by less
cli-title-violations-new = Rules newly broken
cli-title-would = What would cover it (0%: the first of them)
cli-title-zone-crossing = Within reach of each changed zone
cli-title-zones = Zones

## Headers of columns

cli-col-adcode = { CAPITAL(-region-code) }
cli-col-after = after
cli-col-all-zones-at = All zones at, km
cli-col-all-zones-at-min = All zones at, min
cli-col-amount = Broken rule, amount
cli-col-before = before
cli-col-alone = alone
cli-col-answers = Answers
cli-col-area-after = After, km²
cli-col-area-alone = alone, km²
cli-col-area-before = Before, km²
cli-col-area-share = Area { FIGURE($radius) } { $unit }, %
cli-col-at-km = at, km
cli-col-at-km-min = at, min
cli-col-by = By
cli-col-who = Who
cli-col-address = From
cli-col-change = Change
cli-col-phases = In phase
cli-col-id-before = Id before
cli-col-clearance = Clearance, h
cli-col-cluster = Cluster
cli-col-clusters-entering = Clusters entering
cli-col-conflict = Conflict
cli-col-covered-area = Covered, km²
cli-col-covered-area-after = Area after, km²
cli-col-covered-area-before = Area before, km²
cli-col-covered-clusters = Covered clusters
cli-col-covered-persons = Covered persons
cli-col-by-line = Persons by line
cli-col-by-way = by the way
cli-col-over-counted = over-counted
cli-col-over-counted-pct = %
cli-col-difference = difference
cli-col-distance = Distance, km
cli-col-distance-min = Distance, min
cli-col-done = Edits
cli-col-expires = Expires
cli-col-farther = farther by, km
cli-col-farther-min = farther by, min
cli-col-ftz = { CAPITAL(-group) }
cli-col-gained = Gained, km²
cli-col-gateway = Gateway
cli-col-growth = Growth, %
cli-col-kind = Kind
cli-col-land = Land, km²
cli-col-last-used = Last used
cli-col-lead = Lead, points
cli-col-leaving = leaving
cli-col-level = Level
cli-col-level-name = { CAPITAL(LEVEL($level)) }
cli-col-lost = Lost, km²
cli-col-made = Made, UTC
cli-col-name = Name
cli-col-nation = Nation, %
cli-col-nearest-people = Nearest people, km
cli-col-nearest-people-min = Nearest people, min
cli-col-nearest-zone = Nearest zone
cli-col-note = Note
cli-col-number = No.
cli-col-of = of
cli-col-of-area = of, km²
cli-col-of-figure = of { $figure }
cli-col-or-more = or more, km²
cli-col-owner = Owner
cli-col-period = Period
cli-col-persons = Persons
cli-col-persons-after = Persons after
cli-col-persons-before = Persons before
cli-col-persons-entering = Persons entering
cli-col-persons-leaving = Persons leaving
cli-col-population-share = Pop. { FIGURE($radius) } { $unit }, %
cli-col-weight-share = { $weight } { FIGURE($radius) } { $unit }, %
cli-col-radius = Radius, km
cli-col-radius-min = Radius, min
cli-col-revision = Revision
cli-col-role = Role
cli-col-figure = Figure
cli-col-wanted = Wanted
cli-col-outcome = Outcome
cli-col-rule = Rule
cli-col-scenario = Scenario
cli-col-scenarios = Scenarios
cli-col-sector = Sector
cli-col-share = Share
cli-col-share-of-all = Share of all
cli-col-share-of-persons = Share of persons
cli-col-share-of-weight = Share of { $weight }
cli-col-share-pct = Share, %
cli-col-status = Status
cli-col-subject = Of
cli-col-title = Title
cli-col-token = Token
cli-col-signed-in-by = Signed in by
cli-col-since = Since, UTC
cli-col-until = Until, UTC
cli-col-uncovered-persons = Uncovered persons
cli-col-verified = Verified
cli-col-stated = Stated in the file
cli-col-place-in-file = Place
cli-col-as-made = As it should be
cli-col-then-before = Stated before
cli-col-then-after = Stated after
cli-col-verdict = Measured again
cli-col-visibility = Shown to
cli-col-what = What
cli-col-when = When, UTC
cli-col-why = Why
cli-col-zone = Zone
cli-col-zones = Zones
cli-col-zone-alone = Or this zone alone
cli-col-about = About
cli-col-assumed = Assumed
cli-col-changed = Changed
cli-col-column = Column
cli-col-columns = Columns
cli-col-default = Default
cli-col-further-columns = Further columns
cli-col-layer = Layer
cli-col-noted = Noted
cli-col-refused = Refused
cli-col-required = Required
cli-col-taken = Taken
cli-col-unit = Unit
cli-col-value = Value

## Imported files

cli-template-written = { $file }: an empty plan; fill in zones and regions in QGIS, then check the rules with: zonewright check { $file }
cli-preview-unwritten = A preview: { $file } is not written
cli-preview-goes = Its map is only a preview: anything saved there is lost when it ends
cli-record = { $layer }, row { NUMBER($row, useGrouping: 0) }{ $id ->
    [none] { "" }
   *[other] { " " }({ $id })
}: { $why }
cli-records-more = { $layer }: { NUMBER($more) } more rows; all are in the file of { OPTION("report") } OUT.csv
cli-title-assumed = Assumptions
cli-title-files = Files read
cli-title-layer = Layer { $layer }, { $geometry }, { $required }
cli-schema-no-geometry = a table
cli-schema-required = required
cli-schema-optional = optional
cli-update-conflicts = nothing was changed: edits of { $scenarios } conflict with the new zones; --keep-rest leaves such edits out, or change these scenarios first
cli-update-kept = The old plan: { $file }
cli-update-rebased = { $scenario }: rebased on the new zones, { $edits ->
    [one] { NUMBER($edits) } edit
   *[other] { NUMBER($edits) } edits
}
cli-update-stays = { $scenario }: unchanged, since it is { $status }

## Errors

cli-baseline-named = { $baseline }: is the plan itself, without edits; name a scenario
cli-expires-endless = --expires { $day }: leave it out, for a token without expiry
cli-expires-past = --expires { $day }: is past; give today or a later day
cli-expires-twice = --expires, --days and --hours: give one of them
cli-days-endless = --days { $days }: leave it out, for a token without expiry
cli-audit-two-forms = --csv and --json: give one of them
cli-areas-off = { $crs }: areas of { NUMBER($zones) } zones are off by 1 % or more in the drawing, that of { $zone } by { NUMBER($pct, maximumFractionDigits: 0) } %; choose a CRS made for where the zones lie
cli-export-same-id = { $scenario }: another scenario is called { $id } too; export them to two files
cli-file-there = { $file }: already exists; choose another name, or move it away first
cli-file-there-force = { $file }: already exists; choose another name, or overwrite it with { OPTION("force") }
cli-head-gone = --head { $hash }: is not in the history: the history was cut off or replaced, or the hash is of another store
cli-host-not-here = host { $host }: is not an address of this machine
cli-host-unguarded = host { $host }: is open to others, and there is no token for { $plan }; create one with zonewright token create, or serve only this machine at 127.0.0.1
cli-setting-unguarded = { $name }: lets others in, and there is no token for { $plan }; create one with zonewright token create, or leave the setting out
cli-public-address-none = links and redirects follow the host that each request names; set { OPTION("public-address") } to the address that people use
cli-heads-known = Heads: { $place } has the line of today, and nothing was decided since
cli-heads-noted = Heads noted: { $place }
cli-heads-not-taken = heads: { $host } did not accept the line of { $date } ({ $why }); send it again by `scenario anchor`
cli-heads-of-several = --heads: one address cannot receive the heads of several plans; put { $place } in it for the name of the plan
cli-heads-url = --heads: must be a file, or an address http://… or https://… with a host; correct it
cli-host-unknown = host { $host }: give an address of this machine, such as 127.0.0.1 (this machine only) or 0.0.0.0 (every network)
cli-id-of-file = { $file }: the name of the file is the scenario's id: 1 to 64 letters, digits, - or _, and not { $baseline }; choose another name{ $option ->
    [none] {""}
   *[other] , or give the id by { OPTION($option) }
}
cli-merge-needs-out = scenario merge: merging files, or with --base, needs -o OUT.yaml
cli-out-is-plan = { $file }: is the plan itself; choose another name
cli-plan-suffix = { $file }: a plan is a GeoPackage; give it a name that ends with .gpkg
cli-port-taken = port { NUMBER($port, useGrouping: 0) }: is used by another program; name another with --port
cli-port-unusable = port { NUMBER($port, useGrouping: 0) }: cannot be used ({ $reason }); name another with --port
cli-save-decided = { $scenario }: is { $status } and cannot change; branch it
cli-save-merges = { $scenario }: both can be merged; add --merge to save the merge
cli-save-there = { $scenario }: already exists, at revision { NUMBER($revision, useGrouping: 0) }; add --on with the revision that yours is based on, or --replace
cli-scenario-no-store = scenario { $scenario }: no such file, and there is no store { $store } yet
cli-scenario-twice = scenarios: one is named twice; name each once
cli-scenario-unknown = scenario { $scenario }: no such file, and no stored scenario of that id; there are { $known }
cli-scheduler-alone = --scheduler: is for demand in partitions; name it with --demand-parts
cli-store-missing = { $file }: there is no store; zonewright scenario save creates it, { OPTION("store") } names another
cli-store-not-yet = { $file }: there is no store yet; zonewright scenario save creates it
cli-tolerance = --tolerance-m { $given }: give more than 0 and at most { NUMBER($most) } metres
cli-suffix = { $file }: give it a name that ends with { $suffix }
cli-system-error = { $reason }; check the file and its folder
cli-program-fault = an error of the program, not of your input ({ $reason }, at { $where }): report it with this line and the command, as an issue of the repository; ZONEWRIGHT_DEBUG=1 shows the traceback
cli-token-invalid = ZONEWRIGHT_TOKEN: is not known, expired or revoked; renew it
cli-axis-order = --axis-order { $given }: write east-first or north-first
cli-layer-file-missing = --{ $layer }: a plan needs this layer; name its file
cli-option-layer = { $given }: no file of that layer is given, { $hint }
cli-update-reference-alone = --name and --exclude are of a reference layer: name its file by --reference
cli-update-reference-empty = is empty; give one that has areas, lines or points
cli-update-exclude-no-area = has no area, and --exclude is of land; give a file of areas
cli-demand-summed = Summed beside people: { $columns }
cli-update-surveyed-alone = --surveyed is about a file of zones: name it by --zones
cli-update-nothing = update: no layer is given; name a file, such as --zones FILE
cli-update-not-rebased = { $scenario }: not rebased, it stays on the old plan: { $reason }
cli-backup-there = already exists; choose another name, or replace it with --force
cli-backup-written = { $file } holds { $scenarios } { $scenarios ->
    [one] scenario
   *[other] scenarios
 } in { $revisions } revisions, { $notes } notes and { $tokens } tokens; the history is intact.
cli-backup-restored = { $file } is restored: { $scenarios } { $scenarios ->
    [one] scenario
   *[other] scenarios
 } in { $revisions } revisions, { $notes } notes and { $tokens } tokens; the history is intact.
cli-workers-need-fork = --workers: worker processes need fork, which this system does not have; leave it out
cli-access-log-unwritable = cannot be written: { $reason }; name a file in an existing folder
cli-store-of-several = --store (ZONEWRIGHT_STORE): is one store, but each of several plans has its own; put { $place } in it for the name of the plan, or leave it out
cli-plan-name-useless = is served under its name, which has no letter or digit, or is an address of the service ({ $own }); rename the file, and its store beside it
cli-plan-names-same = would be served at /{ $name }/, as { $other } is; name each plan once, or rename one of the files, and its store beside it
cli-phases-unknown = { $scenario } is not stored, and its phases are not known: if it has some, name its file (--phases-of)
cli-as-of = { $scenario } as of { $year }: its first { $count } of { $of } edits
cli-as-of-without-phases = { $scenario } has no phases: all its edits hold in { $year } too
cli-demo-sample = A sample
cli-demo-sample-again = Created again over the current plan
