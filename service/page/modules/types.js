/**
 * Types of the service's answers and of the page's state. No code.
 *
 * @typedef {[number, number, number, number]} Extent west, south, east (may pass 180°), north
 *
 * @typedef {object} Ftz
 * @property {string} ftz_id
 * @property {string} name
 * @property {string | null} name_zh
 * @property {number} area_km2
 * @property {number | null} cap_km2 null: no cap
 * @property {number | null} headroom_km2
 * @property {Extent | null} extent
 *
 * @typedef {object} Source
 * @property {string} source
 * @property {string | null} source_zh the source in Chinese, if all of its words are known
 * @property {string | null} [area] the source of the area alone, of zones that name one
 * @property {string | null} [area_zh]
 * @property {boolean} verified
 * @property {string} [layer]
 * @property {number} [rows] how many rows of the layer cite it
 *
 * @typedef {{semi_major_m: number, flattening: number}} Ellipsoid
 * @typedef {object} PlanDocument answer of /api/plan
 * @property {string} name
 * @property {string | null} title
 * @property {string | null} title_zh
 * @property {{[language: string]: string}} terms its own words, as Fluent terms
 * @property {{level: string, [language: Language]: any}[]} levels of its regions,
 *   from finest to coarsest, with singular and plural in each language
 * @property {Language[]} languages of its names
 * @property {string[]} has the layers that it has
 * @property {[number, number]} example longitude and latitude of a place in it
 * @property {{[language: Language]: string}} schematic_note the note on boundaries drawn by hand
 * @property {{[language: Language]: string} | null} boundary_note a further note on boundaries
 * @property {{[language: Language]: string} | null} caps_note
 * @property {boolean} asks_review whether its maps must be reviewed before publication
 * @property {string} crs
 * @property {string} crs_name
 * @property {Ellipsoid} ellipsoid of the CRS
 * @property {string} baseline content hash of the zones
 * @property {number[]} radii_km
 * @property {number[]} radii_min
 * @property {By[]} ways by which distances can be measured
 * @property {{[table: string]: string[]}} keys columns that identify a row of each table
 * @property {{name: string, unit: string, digits: number}[]} zone_figures measured of each zone
 * @property {Extent} extent
 * @property {Ftz[]} ftzs
 * @property {string[]} sectors
 * @property {string[]} objectives what a proposal may serve; all but `land_value` have a radius
 * @property {string[]} weights of the demand: population and others
 * @property {{adcode: string, name: string, name_zh: string | null}[]} provinces
 * @property {{strategy_id: string, name: string | null, name_zh: string | null}[]} strategies
 * @property {{name: string, name_zh: string | null}[]} exclusions their names
 * @property {string[]} references the names of reference layers
 * @property {string[]} [lines] the kinds of lines that its maps show
 * @property {{policy: string, name: string | null, name_zh: string | null, told: {ftz_ids:
 * string[],   since: string | null, source: string | null, verified: boolean}[]}[]} policies
 * @property {{[language: Language]: string}[]} notes
 * @property {{name: string, url: string, datum: "wgs84" | "gcj02"}[]} basemaps allowed ones
 * @property {string | null} review_number the map review number, if any
 * @property {boolean} context whether the service has context tiles around the plan
 * @property {PlanLink[]} plans the plans of a service with several
 *
 * @typedef {object} PlanLink a plan of a service with several
 * @property {string} name under which it is served
 * @property {string} title
 * @property {string} title_zh
 * @property {boolean} here whether it is the one that the page shows
 *
 * @typedef {object} ScenarioRow row of /api/scenarios
 * @property {string} scenario
 * @property {string} title
 * @property {string | null} [title_zh]
 * @property {string} status
 * @property {number} revision
 * @property {string} [etag]
 * @property {string} [owner]
 * @property {string} [visibility] private, shared or public
 * @property {string} [updated_by] the author of the last revision; for a proposed one, who proposed
 * it
 * @property {string[]} [authors] for a proposed one, the authors of all revisions
 * @property {string} [updated] the time of the last revision
 * @property {boolean} [gone] it is no longer readable, and its last known state is shown
 * @property {string} [kind] of the last revision
 * @property {string} [message] why it was made
 * @property {number} [notes] the number of its last note, such as a comment
 *
 * @typedef {object} Comment
 * @property {number} number
 * @property {string} author
 * @property {string} at
 * @property {string} text
 * @property {string | null} [zone_id]
 * @property {[number, number] | null} [place] longitude and latitude
 * @property {number | null} [reply_to]
 * @property {string | null} [withdrawn_by]
 * @property {string | null} [settled_by]
 *
 * @typedef {object} TotalRow
 * @property {number} [radius_km]
 * @property {number} [radius_min]
 * @property {number} area_km2
 * @property {number | null} covered_area_km2 null: by road or rail
 * @property {number | null} population
 * @property {number | null} covered_population
 *
 * @typedef {object} FtzRow
 * @property {string} ftz_id
 * @property {number} area_km2
 * @property {number | null} cap_km2
 * @property {number | null} headroom_km2
 *
 * @typedef {{zone_id: string, ftz_id: string | null, area_km2: number, [figure: string]: any}}
 * ZoneRow   its group is null if it has none
 *
 * @typedef {object} RegionRow
 * @property {string} adcode
 * @property {string | null} [name] the layers have the name in both languages
 * @property {Level} level
 * @property {number} [radius_km]
 * @property {number} [radius_min]
 * @property {number} area_km2
 * @property {number | null} covered_area_km2 null: by road or rail
 * @property {number | null} population null: no census figure
 * @property {number | null} covered_population
 *
 * @typedef {{sector: string, radius_km?: number, radius_min?: number, clusters: number,
 *   covered_clusters: number, matched_clusters: number}} SectorRow
 *
 * @typedef {string | number | Message | {place: (string | number)[]} | any[]} Param a
 * parameter of a message: it may be a message, a place in a document or a list
 *
 * @typedef {object} Message a sentence as code and parameters, formatted last in the page's
 * language
 * @property {string} code of the catalogue, layers/messages
 * @property {{[name: string]: Param}} params
 *
 * @typedef {object} Violation a violated rule and its subject; also a message
 * @property {string} rule
 * @property {string} subject the violating object; with the rule it is the violation's key
 * @property {string} code
 * @property {{[name: string]: Param}} params
 * @property {string} level
 * @property {string | null} zone_id
 * @property {number | null} amount
 * @property {number | null} limit
 * @property {string | null} unit
 * @property {GeoJSON.Geometry | null} geometry
 *
 * @typedef {Violation & {change: "new" | "worse" | "improved" | "mended", said: Message}}
 *   RuleChange a violation that changed or ended, and how
 *
 * @typedef {{target: string, met: boolean, level: "hard" | "soft", title: string | null,
 *   title_zh: string | null, source: string | null, code: string, params: {[part: string]: any}}}
 *   Target a figure to be reached, and whether it is: also a message, of its figure, value, the
 *   bounds that are wanted, and the outcome
 *
 * @typedef {object} Figures tables of /api/measure, without regions
 * @property {string} scenario
 * @property {TotalRow[]} totals
 * @property {FtzRow[]} ftzs
 * @property {ZoneRow[]} zones
 * @property {SectorRow[]} sectors
 * @property {Violation[]} violations
 * @property {Target[]} [targets] those of the plan and of the scenario, if any
 * @property {RuleChange[]} [rule_changes] against the compared scenario, if any
 *
 * @typedef {object} Comparison the used part of /api/compare
 * @property {{zone_id: string, zone_id_before: string | null, change: string, gained_km2: number,
 *   lost_km2: number, area_km2_before: number | null, area_km2_after: number | null}[]} zones
 * @property {{entering: {cluster_id: string}[], leaving: {cluster_id: string}[]}} clusters
 * @property {{radius_km: number, line_population: number | null, way_population: number | null,
 *   over_counted_population: number | null, over_counted_share: number | null}[]} [over_counted] by
 *   the straight line, if one scenario is compared by two ways
 * @property {{zone_id: string, changed_km2: number, point_km2: number}[]} [coarse] where a point of
 *   the people stands for more land than changes
 *
 * @typedef {object} Consensus answer of /api/consensus
 * @property {string[]} scenarios
 * @property {{count: number, area_km2: number, at_least_km2: number}[]} counts
 * @property {{ftz_id: string, count: number, area_km2: number}[]} ftzs
 * @property {{count: number, scenarios: string[], area_km2: number,
 *   places: [number, number][], geometry: GeoJSON.Geometry}[]} pieces
 *
 * @typedef {object} Explained the used part of /api/explain
 * @property {{adcode: string, name: string | null, level: Level, radius_km: number,
 *   area_km2: number, covered_area_km2: number,
 *   population: number | null, covered_population: number | null,
 *   nearest_zone_id: string | null, nearest_km: number | null}} region
 * @property {{zone_id: string, distance_km: number | null, covered_area_km2: number,
 *   covered_population: number | null, sole_population: number | null}[]} zones
 * @property {{share: number, needed_km: number, zone_id: string | null,
 *   zone_needed_km: number | null, farther_km: number}[]} would share 0: the first person
 *
 * @typedef {object} NetworkWay answer of /api/way: the way from the nearest zone; all null if none
 * @property {By} by
 * @property {[number, number]} place longitude and latitude to which it leads
 * @property {string | null} zone_id
 * @property {number | null} [way_km]
 * @property {number | null} [way_min]
 * @property {number | null} line_km of the straight line from the same zone
 * @property {GeoJSON.LineString | null} geometry
 *
 * @typedef {{[verb: string]: {[option: string]: any}}} Edit one verb with its options
 *
 * @typedef {object} ScenarioDocument
 * @property {string} scenario
 * @property {string} title
 * @property {string | null} [title_zh]
 * @property {string} baseline
 * @property {Edit[]} edits
 * @property {{[rule: string]: any}} [rules]
 * @property {{[field: string]: any}[]} [targets]
 *
 * @typedef {object} Draft edits over the baseline, before they are saved; undo walks its versions
 * @property {string} scenario the scenario it is based on; "baseline": a new one
 * @property {string | null} etag of the revision it is based on
 * @property {ScenarioDocument | null} document its saved state
 * @property {Edit[][]} versions lists of edits, oldest first
 * @property {number} at the version that is shown
 * @property {number} saved the version that is saved; -1: none of these
 * @property {Edit[]} uncut outlines drawn offline, whose neighbours the service has not re-cut yet
 * @property {Save | null} [sent] the last save, if its outcome is unknown
 *
 * @typedef {{path: string, method: string, body: ScenarioDocument, ifMatch?: string | null}} Save
 *
 * @typedef {object} Trial a tentative edit: an outline being drawn, or edits of a form
 * @property {Edit[]} [edits]
 * @property {{zone: string, geometry: GeoJSON.Geometry, part?: "added" | "cut"}} [drawn] part: the
 * geometry is land to add or to cut, not the whole outline
 * @property {boolean} [dropped] whether the pointer was released: it is about to become an edit
 *
 * @typedef {object} Edited answer of /api/edited
 * @property {GeoJSON.FeatureCollection} zones
 * @property {string[]} gone
 * @property {{gained: GeoJSON.FeatureCollection, lost: GeoJSON.FeatureCollection}} land
 * @property {Comparison} comparison
 *
 * @typedef {{zone_id: string, area_km2: number, alone: number, last: number,
 *   geometry: GeoJSON.Geometry}} Piece land that a zone adds or releases, and its contribution
 * @typedef {{status: string, objective: string, bound: number, gap: number, before: number,
 *   promised: number, measured: number, taken: Piece[], released: Piece[], reasons: Message[],
 *   robustness: Robustness, scenario: ScenarioDocument, differs_km2?: number | null,
 *   values?: [number, number], places?: Place[]}} Proposal
 * @typedef {{name: string, name_zh: string, amount: number, lon: number, lat: number}} Place
 *   a region or cluster that a proposal gains, or loses (amount below 0), the most gained first
 * @typedef {{gain: number, runs: number, boundary_km: number, mean: number | null,
 *   p5: number | null, worst: number | null, shifted: {by_km: number, gain: number, share: number | null}[]}} Robustness
 *   what is left of a proposal's gain at other radii, and in runs with uncertain boundaries
 * @typedef {{zone_id: string, released: boolean, times: number, area_km2: number,
 *   geometry: GeoJSON.Geometry}} Often land, and how many of several proposals change it
 * @typedef {Proposal & {answers?: Proposal[], often?: Often[], front?: {points: Proposal[],
 *   objectives: [string, string], senses: string[], before: [number, number]}}} Proposed
 * @typedef {{job: string, kind: string, cancelling: boolean, problems: Message[],
 *   state: "waiting" | "running" | "done" | "failed" | "cancelled", result: Proposed | null,
 *   progress: {gain: number | null, bound: number | null, gap: number | null, seconds: number}
 *   }} Job answer of /api/jobs
 *
 * @typedef {object} Me answer of /api/me
 * @property {string} name
 * @property {"viewer" | "planner" | "approver" | "admin"} role
 * @property {boolean} local without tokens: the local planner, with all permissions
 *
 * @typedef {"drag" | "grow" | "cut" | "draw" | "resize" | "move" | "split" | "merge" | "transfer" | "swap" | "add" |
 *   "remove" | "set" | "lock"} Tool
 * @typedef {string} Level the code of a level of regions
 * @typedef {"one" | "swipe" | "two"} Mode how the scenario and the compared one are shown
 * @typedef {string} Tint the measure that tints districts: one of `tintsOf` in state/tints.js
 * @typedef {"line" | "road" | "rail" | "road_min" | "rail_min"} By how distances are measured: in km, or
 *   in minutes
 * @typedef {string} Language a folder of the catalogue
 * @typedef {"coverage" | "regions" | "zones" | "rules" | "compare" | "propose" | "history" |
 *   "background"} Tab
 *
 * @typedef {object} State the whole state of the page, held by one store
 * @property {string} scenario
 * @property {string} against
 * @property {number} radius in the unit of `by`
 * @property {By} by how distances are measured
 * @property {By | null} againstBy how those of the compared side are, of the same scenario; null: as
 * the shown ones
 * @property {string | null} clustersOf the sector whose clusters are listed; null: none
 * @property {string | null} aim the scope of figures, such as `ftz:SH`; null: the plan
 * @property {Language} language
 * @property {Tab} tab
 * @property {Tint} tint
 * @property {{tint: Tint, shares: Map<string, number | null>} | null} tintShares
 * @property {Level | null} level of the Regions table; null: the coarsest
 * @property {"auto" | "light" | "dark"} theme
 * @property {string[]} hidden names of map layers switched off
 * @property {string | null} zone the selected zone
 * @property {string | null} region adcode of the explained region
 * @property {Explained | null} explained
 * @property {{cluster: string} | {place: [number, number]} | null} wayTo where a way is shown to;
 * null: to the chosen region
 * @property {NetworkWay | null} way
 * @property {Mode} mode
 * @property {string[]} consensusScenarios scenarios whose consensus is shown
 * @property {Consensus | null} consensus
 * @property {string | null} policy the pilot whose FTZs are highlighted
 * @property {Job | null} job the present or last proposal job
 * @property {Proposal | null} proposal the shown proposal
 * @property {boolean} often whether the map shows how often land is in several proposals
 * @property {number | null} piece the index of its piece, added ones before released ones
 * @property {{lat: number, lng: number, zoom: number} | null} view null: the whole plan
 * @property {PlanDocument | null} plan
 * @property {ScenarioRow[]} scenarios
 * @property {string | null} goingTo the scenario whose changes the map is to show once it has them
 * @property {number | null} linked the revision of the opened link, if a newer one exists
 * @property {string | null} listTag the ETag of the list of scenarios
 * @property {{name: string, editing: boolean}[] | null} others other users of the scenario; null:
 * unknown
 * @property {Comment[]} comments on the shown scenario
 * @property {number | null} comment the selected one
 * @property {[number, number] | null} pin the place of the comment being written
 * @property {Figures | null} figures of the scenario
 * @property {Figures | null} before of the compared scenario; null if it is the same
 * @property {RegionRow[] | null} regions
 * @property {RegionRow[] | null} regionsBefore
 * @property {Comparison | null} comparison
 * @property {GeoJSON.FeatureCollection | null} zonesBase the scenario's zones as stored
 * @property {GeoJSON.FeatureCollection | null} zonesLayer the shown zones, with edits
 * @property {GeoJSON.FeatureCollection | null} clustersLayer
 * @property {GeoJSON.FeatureCollection | null} gatewaysLayer
 * @property {{[layer: string]: GeoJSON.FeatureCollection}} areas customs blocks and exclusions
 * @property {{[level: string]: GeoJSON.FeatureCollection}} regionLayers coarse, one per level
 * @property {Message[] | null} problem the last error of the service
 * @property {boolean} loading
 * @property {boolean} measuring whether the draft's figures are pending
 * @property {Me | null} me the current user
 * @property {Draft | null} draft
 * @property {Trial | null} trial
 * @property {Edit[] | null} trialEdits the edits of the shown figures, during a trial
 * @property {Edited | null} edited
 * @property {Edit[] | null} confirmedEdits the draft's edits that the service has answered
 * @property {{edit: Edit, why: Message[]} | null} rejected a queued edit that was then refused
 * @property {Tool | null} tool
 * @property {string[]} counterparts zones that the active tool uses besides the selected one
 * @property {{geometry: GeoJSON.Geometry, names: string[]} | null} outline from a file, for the
 * form of the active tool
 * @property {Edit | null} mend an edit that mends a violation, about to be made
 * @property {string[]} locks zones that the planner has locked
 * @property {Message[] | null} refused why the present edit is refused
 * @property {boolean} offline the service does not answer
 */

export {};
