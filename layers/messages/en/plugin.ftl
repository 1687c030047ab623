### The plugin for QGIS: its algorithms, their parameters and help, and what it says itself. These
### texts are packed into it, so places stand alone, without functions.

plugin-description = Measure, compare, check and propose the layout of zones; edits become a scenario.
plugin-about = Runs the commands of Zonewright on the layers of an open project, as algorithms of Processing. It needs the program zonewright, installed anywhere on this machine (pip install zonewright); its path is a setting of Processing.
plugin-setting-command = Path of the program zonewright (empty: found on PATH)

## Algorithms

plugin-measure-name = Measure coverage
plugin-measure-help = Measures what the zones of a plan, or of a scenario, cover: people, land and clusters within each radius, on the ellipsoid. Gives a layer of regions with the covered share of each radius, and a layer of zones with their areas and shapes.
plugin-compare-name = Compare scenarios
plugin-compare-help = Reports what one scenario changes against another, or against the plan: land gained and lost, people and clusters that enter and leave, rules newly broken. Gives a GeoPackage with the zones of the scenarios and the land that changes, styled.
plugin-check-name = Check rules
plugin-check-help = Checks the zones of a plan, or of a scenario, against the rules: caps, overlaps, exclusions, provincial borders, customs blocks, shapes. Gives a layer with the place of each broken rule.
plugin-import-name = Import edits as a scenario
plugin-import-help = Makes a scenario from the edits of a layer of zones, saved or not: moved vertices, splits, merges, new and deleted zones, attributes. The layer is compared with the plan that you name, else with its own file as last saved.
plugin-propose-name = Propose land
plugin-propose-help = Searches the best land to add to zones within a budget, or to swap, with proof and reasons. Cancel ends the search without an answer; the time limit ends it with the best answer so far.
plugin-export-name = Export
plugin-export-help = Writes a plan and its scenarios in the format of the file's suffix: GeoPackage, a report (PDF, DOCX, HTML), a workbook, or the zones alone in an exchange format.

## Parameters

plugin-param-plan = Plan: its layer of zones
plugin-param-scenario = Scenario: a file, the id of a stored one, or empty for the plan
plugin-param-scenarios = Scenarios: files or ids, separated by commas; empty for the plan
plugin-param-a = Scenario: a file, or the id of a stored one
plugin-param-b = Against: a file, an id, or empty for the plan
plugin-param-radii = Radii, km
plugin-param-level = Level of regions (empty: the finest)
plugin-param-edited = Edited layer of zones
plugin-param-baseline = Plan that was edited (empty: the layer's own file as it was last saved)
plugin-param-tolerance = Outlines are the same within, m (empty: 0.1)
plugin-param-ftzs = Groups whose zones may change: ids, separated by commas; or all (those with a cap, if any)
plugin-param-provinces = New zones in these regions: codes, separated by commas; empty for land of the groups
plugin-param-new = New zones: how many
plugin-param-answers = Answers that differ: how many
plugin-param-objective = Objective
plugin-param-budget = Land to add for each group, km²
plugin-param-swap = Swap: add as much land as is released
plugin-param-time-limit = Time limit, s

## Outputs

plugin-out-regions = Regions with coverage
plugin-out-zones = Zones with figures
plugin-out-violations = Broken rules
plugin-out-figures = All figures
plugin-out-layers = Layers of the scenario
plugin-out-changed = Zones that change
plugin-out-hard = Hard rules broken
plugin-out-soft = Soft rules broken
plugin-out-scenario = Scenario
plugin-out-edits = Edits
plugin-out-gain = Gain
plugin-out-file = File
plugin-layer-zones = { $scenario }: zones
plugin-layer-changes = { $scenario }: land gained and lost
plugin-layer-violations = { $scenario }: broken rules

## Styles of layers

plugin-layer-share = Share of people within { $radius } km
plugin-layer-land = Share of land within { $radius } km
plugin-class-none = not reached
plugin-class-no-data = no data
plugin-column-share = Share within { $radius } km (0–1)
plugin-column-people = People within { $radius } km
plugin-column-weight = { $weight } within { $radius } km
plugin-rule-new = newly broken: { $message }
plugin-rule-worse = worse by { $by } { $unit }: { $message }
plugin-rule-improved = improved by { $by } { $unit }: { $message }
plugin-rule-mended = mended: { $message }
plugin-column-message = Problem
plugin-boundary-schematic = schematic boundary
plugin-boundary-other = boundary
plugin-column-km2 = Land within { $radius } km, km²

## Messages

plugin-total = Within { $radius } km: { $people } people ({ $share }), { $area } km²
plugin-zone-changed = { $zone }: { $gained } km² gained, { $lost } km² lost
plugin-unsaved-edits = { $layer } has unsaved edits, which are not read; save them, or import them as a scenario
plugin-param-differ = Least difference in land between answers, km²
plugin-answer = Answer { $number }: gain { $gain }
plugin-objective-people = people
plugin-objective-worst-served = the worst-served region
plugin-objective-sector = clusters of { $sector }
plugin-objective-within = { $what } within { $radius } km
plugin-cancelled = Cancelled
plugin-radii-wrong = Radii: { $given }: give numbers of kilometres, such as 25, 50, 100
plugin-plan-no-geopackage = { $file }: a plan is a GeoPackage; choose the layer zones of one
plugin-plan-not-copied = { $file }: it is open for editing and could not be copied: { $why }
plugin-layer-unwritten = { $layer } could not be written: { $why }
plugin-command-missing = { $command }: there is no such program; install Zonewright (pip install zonewright), and if it is not on PATH, set its path under Settings, Options, Processing, Providers, Zonewright
plugin-command-batch = { $command }: is a batch file, to which arguments cannot be passed safely; set the path of zonewright.exe
plugin-command-fails = { $command } could not be started: { $why }
plugin-command-silent = The program ended with code { $status } without a message
