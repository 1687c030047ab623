/** Types that all modules know: the service's answers, and the page's state. */

type Store = import("./core/store.ts").Store;
/** second: the second map of a comparison */
type Page = { store: Store; map: L.Map; second?: boolean };
type WholePage = Page & { later: () => Promise<typeof import("./later.ts")> }; // raises OfflineError
type VNode = import("../vendor/preact/index.js").VNode<any>;
type Child = import("../vendor/preact/index.js").ComponentChild;
interface Window {
  zonewright: { map: L.Map }; // for scripts of tests
}
/** west, south, east (may pass 180°), north */
type Extent = [number, number, number, number];
type Amount = number | null; // null: no data
type Reach = { radius_km?: number; radius_min?: number };
type Land = { area_km2: number; geometry: GeoJSON.Geometry };

interface Ftz {
  ftz_id: string;
  name: string | null;
  name_zh: string | null;
  area_km2: number;
  cap_km2: Amount; // null: no cap
  headroom_km2: Amount;
  extent: Extent | null;
}

interface Source {
  source: string;
  source_zh: string | null; // the source in Chinese, if all of its words are known
  area?: string | null; // the source of the area alone, of zones that name one
  verified: boolean;
  layer?: string;
  rows?: number | null; // how many rows of the layer cite it; null: it is of the context
}

type Ellipsoid = { semi_major_m: number; flattening: number };

/** answer of /api/plan */
interface PlanDocument {
  name: string;
  title: string | null;
  title_zh: string | null;
  terms: { [language: string]: string }; // its own words, as Fluent terms
  levels: { level: string; [language: Language]: any }[]; // of its regions, from finest to coarsest, with singular and plural in each language
  languages: Language[]; // of its names
  has: string[]; // the layers that it has
  example: [number, number]; // longitude and latitude of a place in it
  schematic_why: { [language: Language]: string } | null; // why boundaries are drawn by hand
  boundary_note: { [language: Language]: string } | null; // a further note on boundaries
  caps_note: { [language: Language]: string } | null;
  asks_review: boolean; // whether its maps must be reviewed before publication
  crs: string;
  crs_name: string;
  context: boolean; // whether the map around the plan is drawn
  ellipsoid: Ellipsoid; // of the CRS
  baseline: string; // content hash of the zones
  radii_km: number[];
  radii_min: number[];
  ways: By[]; // by which distances can be measured
  keys: { [table: string]: string[] }; // columns that identify a row of each table
  zone_figures: { name: string; unit: string; digits: number }[]; // measured of each zone
  extent: Extent;
  ftzs: Ftz[];
  sectors: string[];
  objectives: string[]; // what a proposal may serve; all but `land_value` have a radius
  weights: string[]; // of the demand: population and others
  provinces: { adcode: string; name: string | null; name_zh: string | null }[];
  strategies: { strategy_id: string; name: string | null; name_zh: string | null }[];
  exclusions: { name: string | null; name_zh: string | null }[]; // their names
  references: string[]; // the names of reference layers
  lines?: string[]; // the kinds of lines that its maps show
  untinted?: string[]; // codes of regions that have the colour of no data
  policies: {
    policy: string;
    name: string | null;
    name_zh: string | null;
    told: { ftz_ids: string[]; since: string | null; source: string | null; verified: boolean }[];
  }[];
  notes: { [language: Language]: string }[];
  basemaps: { name: string; url: string; datum: "wgs84" | "gcj02" }[]; // allowed ones
  review_number: string | null; // the map review number, if any
  plans: PlanLink[]; // the plans of a service with several
}

/** a plan of a service with several */
interface PlanLink {
  name: string; // under which it is served
  title: string;
  title_zh: string;
  here: boolean; // whether it is the one that the page shows
}

/** row of /api/scenarios */
interface ScenarioRow {
  scenario: string;
  title: string;
  title_zh?: string | null;
  status: string;
  revision: number;
  etag?: string;
  owner?: string;
  visibility?: string; // private, shared or public
  updated_by?: string; // the author of the last revision; for a proposed one, who proposed it
  authors?: string[]; // for a proposed one, the authors of all revisions
  updated?: string; // the time of the last revision
  gone?: boolean; // it is no longer readable, and its last known state is shown
  kind?: string; // of the last revision
  message?: string; // why it was made
  notes?: number; // the number of its last note, such as a comment
}

interface ScenarioComment {
  number: number;
  author: string;
  at: string;
  text: string;
  zone_id?: string | null;
  place?: [number, number] | null; // longitude and latitude
  reply_to?: Amount;
  withdrawn_by?: string | null;
  settled_by?: string | null;
}

interface TotalRow extends Reach {
  area_km2: number;
  covered_area_km2: Amount; // null: by road or rail
  population: Amount; // null: no census figure
  covered_population: Amount;
}

type FtzRow = Pick<Ftz, "ftz_id" | "area_km2" | "cap_km2" | "headroom_km2">;
/** its group is null if it has none */
type ZoneRow = { zone_id: string; ftz_id: string | null; area_km2: number; [figure: string]: any };

interface RegionRow extends TotalRow {
  adcode: string;
  name?: string | null; // the layers have the name in both languages
  level: Level;
}

interface SectorRow extends Reach {
  sector: string;
  clusters: number;
  covered_clusters: number;
  matched_clusters: number;
}

/** a parameter of a message: it may be a message, a place in a document or a list */
type Param = string | number | Message | { place: (string | number)[] } | any[];

/** a sentence as code and parameters, formatted last in the page's language */
interface Message {
  code: string; // of the catalogue, layers/messages
  params: { [name: string]: Param };
}

/** a violated rule and its subject; also a message */
interface Violation extends Message {
  rule: string;
  subject: string; // the violating object; with the rule it is the violation's key
  level: string;
  zone_id: string | null;
  amount: Amount;
  limit: Amount;
  unit: string | null;
  geometry: GeoJSON.Geometry | null;
}

/** a violation that changed or ended, and how */
type RuleChange = Violation & { change: "new" | "worse" | "improved" | "mended"; said: Message };

/** a figure to be reached, and whether it is: also a message of figure, value, bounds and outcome */
interface Target extends Message {
  target: string;
  met: boolean;
  level: "hard" | "soft";
  title: string | null;
  title_zh: string | null;
  source: string | null;
  params: { [part: string]: any };
}

/** tables of /api/measure, without regions */
interface Figures {
  scenario: string;
  totals: TotalRow[];
  ftzs: FtzRow[];
  zones: ZoneRow[];
  sectors: SectorRow[];
  violations: Violation[];
  targets?: Target[]; // those of the plan and of the scenario, if any
  rule_changes?: RuleChange[]; // against the compared scenario, if any
}

/** the used part of /api/compare */
interface Comparison {
  zones: {
    zone_id: string;
    zone_id_before: string | null;
    change: string;
    gained_km2: number;
    lost_km2: number;
    area_km2_before: Amount;
    area_km2_after: Amount;
  }[];
  clusters: { entering: { cluster_id: string }[]; leaving: { cluster_id: string }[] };
  over_counted?: { radius_km: number; [figure: string]: Amount }[]; // by the straight line
  coarse?: { zone_id: string }[]; // where a point of the people stands for more land than changes
}

type Verdict = "better" | "worse" | "mixed" | "same" | "undecided" | "unknown";

interface ScoredPurpose {
  purpose: string;
  name: string;
  name_zh: string;
  verdicts: { [scenario: string]: Verdict };
  headlines: { [scenario: string]: Amount }; // the index of its indicator that is shown first
}

/** one indicator at one place, within one radius */
interface ScoredIndicator {
  purpose: string;
  indicator: string;
  title: { code: string; params: { [place: string]: any } };
  of: string | null;
  of_name: string;
  of_name_zh: string;
  radius: Amount;
  unit: string;
  digits: string;
  whole: Amount; // how much there is in all
  values: { [scenario: string]: Amount };
  differences: { [scenario: string]: Amount };
  verdicts: { [scenario: string]: Verdict };
}

/** the used part of /api/scorecard */
interface Scorecard {
  scenarios: string[];
  purposes: ScoredPurpose[];
  indicators: ScoredIndicator[];
  acceptability: { scenario: string; first: number }[];
}

/** answer of /api/consensus */
interface Consensus {
  scenarios: string[];
  counts: { count: number; area_km2: number }[];
  ftzs: { ftz_id: string; count: number; area_km2: number }[];
  pieces: (Land & { count: number; scenarios: string[]; places: [number, number][] })[];
}

/** the used part of /api/explain */
interface Explained {
  region: RegionRow & { nearest_zone_id: string | null; nearest_km: Amount };
  zones: {
    zone_id: string;
    distance_km: Amount;
    covered_area_km2: number;
    covered_population: Amount;
    sole_population: Amount;
  }[];
  /** share 0: the first person */
  would: {
    share: number;
    needed_km: number;
    zone_id: string | null;
    zone_needed_km: Amount;
    farther_km: number;
  }[];
}

/** answer of /api/way: the way from the nearest zone; all null if none */
interface NetworkWay {
  by: By;
  place: [number, number]; // longitude and latitude to which it leads
  zone_id: string | null;
  way_km?: Amount;
  way_min?: Amount;
  line_km: Amount; // of the straight line from the same zone
  geometry: GeoJSON.LineString | null;
}

/** one verb with its options */
type Edit = { [verb: string]: { [option: string]: any } };

interface ScenarioDocument {
  scenario: string;
  title: string;
  title_zh?: string | null;
  baseline: string;
  edits: Edit[];
  rules?: { [rule: string]: any };
  targets?: { [field: string]: any }[];
  phases?: Phase[];
  proposed?: { [field: string]: any };
}

/** by a year, the first edits of a scenario hold */
interface Phase {
  by: number;
  edits: number;
  title?: string;
  title_zh?: string;
}

/** the parts of a scenario that a draft changes */
type Version = Pick<ScenarioDocument, "edits" | "rules" | "targets" | "phases" | "proposed">;

/** edits over the baseline, before they are saved; undo walks its versions */
interface Draft {
  scenario: string; // the scenario it is based on; "baseline": a new one
  etag: string | null; // of the revision it is based on
  document: ScenarioDocument | null; // its saved state
  versions: Version[]; // the oldest first
  at: number; // the version that is shown
  saved: number; // the version that is saved; -1: none of these
  uncut: Edit[]; // outlines drawn offline, whose neighbours the service has not re-cut yet
  sent?: Save | null; // the last save, if its outcome is unknown
}

type Save = { path: string; method: string; body: ScenarioDocument; ifMatch?: string | null };

/** a tentative edit: an outline being drawn, or edits of a form */
interface Trial {
  edits?: Edit[];
  drawn?: { zone: string; geometry: GeoJSON.Geometry; part?: "added" | "cut" }; // part: the geometry is land to add or to cut, not the whole outline
  dropped?: boolean; // whether the pointer was released: it is about to become an edit
}

/** a part of land from bounds */
interface PartOfBounds {
  what: "part";
  part: number;
  title: string;
  area_km2: number;
  least_km2: number;
  most_km2: number;
  published_km2: number | null;
  complete: boolean;
  notes: string[]; // what was taken for a name
  notes_zh: string[];
}

/** a section of the outline of a part */
interface SectionOfBounds {
  what: "section";
  part: number;
  sides: string[];
  name: string;
  layer: string;
  kind: "line" | "bridge" | "assumed";
  length_km: number;
  tolerance_m: number;
}

/** answer of /api/bounds */
interface LandFromBounds {
  features: { properties: PartOfBounds | SectionOfBounds; geometry: GeoJSON.Geometry }[];
  complete: boolean;
  edit: Edit;
}

/** answer of /api/edited */
interface Edited {
  zones: GeoJSON.FeatureCollection;
  gone: string[];
  land: { gained: GeoJSON.FeatureCollection; lost: GeoJSON.FeatureCollection };
  comparison: Comparison;
}

/** land that a zone adds or releases, and its contribution */
type Piece = Land & { zone_id: string; alone: number; last: number; residents?: number };
type Proposal = {
  status: string;
  objective: string;
  sense: string;
  bound: number;
  gap: number;
  before: number;
  promised: number;
  measured: number;
  taken: Piece[];
  released: Piece[];
  reasons: Message[];
  robustness: Robustness;
  residents?: { taken: number; released: number }; // who lives on the land
  scenario: ScenarioDocument;
  differs_km2?: Amount;
  values?: [number, number];
  places?: Place[];
};

/** a region or cluster that a proposal gains, or loses (amount below 0), the most gained first */
type Place = { name: string; name_zh: string; amount: number; lon: number; lat: number };
/** what is left of a proposal's gain at other radii, and in runs with uncertain boundaries */
type Robustness = {
  gain: number;
  runs: number;
  boundary_km: number;
  mean: Amount;
  p5: Amount;
  worst: Amount;
  shifted: { by_km: number; gain: number; share: Amount }[];
};

/** land, and how many of several proposals change it */
type Often = Land & { zone_id: string; released: boolean; times: number };
type Proposed = Proposal & {
  answers?: Proposal[];
  often?: Often[];
  fewer?: Message;
  front?: { points: Proposal[]; objectives: [string, string]; before: [number, number] };
};

/** answer of /api/jobs */
type Job = {
  job: string;
  kind: string;
  cancelling: boolean;
  problems: Message[];
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  result: Proposed | null;
  // share: how much of the search is done; left_s: about how long the rest takes
  progress: {
    gain: Amount;
    bound: Amount;
    gap: Amount;
    share?: Amount;
    left_s?: Amount;
    seconds: number;
  };
};

/** answer of /api/me */
interface Me {
  name: string;
  role: "viewer" | "planner" | "approver" | "admin";
  local: boolean; // without tokens: the local planner, with all permissions
}

type Tool =
  | "drag"
  | "grow"
  | "cut"
  | "draw"
  | "resize"
  | "move"
  | "split"
  | "merge"
  | "transfer"
  | "swap"
  | "add"
  | "remove"
  | "set"
  | "lock";

/** the code of a level of regions */
type Level = string;
/** how the scenario and the compared one are shown */
type Mode = "one" | "swipe" | "two";
/** the measure that tints districts: one of `tintsOf` in state/tints.ts */
type Tint = string;
/** how distances are measured: in km, or in minutes */
type By = "line" | "road" | "rail" | "road_min" | "rail_min";
/** a folder of the catalogue */
type Language = string;
type Tab =
  "coverage" | "regions" | "zones" | "rules" | "compare" | "propose" | "history" | "background";

/** the whole state of the page, held by one store */
interface State {
  scenario: string;
  year: Amount; // by the end of which its phases are shown; null: all edits
  against: string;
  radius: number; // in the unit of `by`
  by: By; // how distances are measured
  againstBy: By | null; // how those of the compared side are, of the same scenario; null: as the shown ones
  clustersOf: string | null; // the sector whose clusters are listed; null: none
  aim: string | null; // the scope of figures, such as `ftz:SH`; null: the plan
  language: Language;
  tab: Tab;
  tint: Tint;
  tintShares: { tint: Tint; shares: Map<string, number | null> } | null;
  level: Level | null; // of the Regions table; null: the coarsest
  theme: "auto" | "light" | "dark";
  hidden: string[]; // names of map layers switched off
  zone: string | null; // the selected zone
  region: string | null; // adcode of the explained region
  explained: Explained | null;
  wayTo: { cluster: string } | { place: [number, number] } | null; // where a way is shown to; null: to the chosen region
  way: NetworkWay | null;
  mode: Mode;
  consensusScenarios: string[]; // scenarios whose consensus is shown
  consensus: Consensus | null;
  policy: string | null; // the pilot whose FTZs are highlighted
  job: Job | null; // the present or last proposal job
  proposal: Proposal | null; // the shown proposal
  often: boolean; // whether the map shows how often land is in several proposals
  piece: Amount; // the index of its piece, added ones before released ones
  view: { lat: number; lng: number; zoom: number } | null; // null: the whole plan
  plan: PlanDocument | null;
  scenarios: ScenarioRow[];
  goingTo: string | null; // the scenario whose changes the map is to show once it has them
  linked: Amount; // the revision of the opened link, if a newer one exists
  listTag: string | null; // the ETag of the list of scenarios
  others: { name: string; editing: boolean }[] | null; // other users of the scenario; null: unknown
  comments: ScenarioComment[]; // on the shown scenario
  comment: Amount; // the selected one
  pin: [number, number] | null; // the place of the comment being written
  figures: Figures | null; // of the scenario
  before: Figures | null; // of the compared scenario; null if it is the same
  regions: RegionRow[] | null;
  regionsBefore: RegionRow[] | null;
  comparison: Comparison | null;
  zonesBase: GeoJSON.FeatureCollection | null; // the scenario's zones as stored
  zonesLayer: GeoJSON.FeatureCollection | null; // the shown zones, with edits
  clustersLayer: GeoJSON.FeatureCollection | null;
  gatewaysLayer: GeoJSON.FeatureCollection | null;
  areas: { [layer: string]: GeoJSON.FeatureCollection }; // customs blocks and exclusions
  regionLayers: { [level: string]: GeoJSON.FeatureCollection }; // coarse, one per level
  problem: Message[] | null; // the last error of the service
  loading: boolean;
  measuring: boolean; // whether the draft's figures are pending
  me: Me | null; // the current user
  draft: Draft | null;
  trial: Trial | null;
  trialEdits: Edit[] | null; // the edits of the shown figures, during a trial
  edited: Edited | null;
  confirmedEdits: Edit[] | null; // the draft's edits that the service has answered
  rejected: { edit: Edit; why: Message[] } | null; // a queued edit that was then refused
  tool: Tool | null;
  counterparts: string[]; // zones that the active tool uses besides the selected one
  outline: { geometry: GeoJSON.Geometry; names: string[] } | null; // from a file, for the form of the active tool
  mend: Edit | null; // an edit that mends a violation, about to be made
  locks: string[]; // zones that the planner has locked
  refused: Message[] | null; // why the present edit is refused
  offline: boolean; // the service does not answer
}

/** options for reading a file; "": detected */
interface Reading {
  layer: string;
  encoding: string;
  source_crs: string;
  axis_order: string;
  columns: { [column: string]: string }; // the file's column for a column of the plan
  repair: boolean;
}

/** how a file was read */
interface FileReport {
  file: string;
  layer: string;
  columns: { [column: string]: string }; // the file's column for each of the plan's
  further_columns: string[];
  assumed: { what: string; value: string; why: Message }[];
  counts: { taken: number; changed: number; noted: number; refused: number };
  records: { row: number; id: string | null; what: string; why: Message | null }[];
}

interface UploadOutline {
  name: string | null;
  names: string[]; // in the file, in any language
  area_km2: number;
  geometry: GeoJSON.Geometry;
}

interface UploadOf {
  outlines: UploadOutline[];
  edits?: Edit[];
  zones?: { zone_id: string; what: string[]; of: string[]; columns: string[] }[];
  rewritten?: number;
  notes?: Message[];
  kept?: string[]; // zones that are not in the file and stay
}

/** answer of /api/uploads */
type UploadPreview = FileReport & UploadOf;

/** the zones and regions of a plan, simplified */
interface Picture {
  extent: Extent;
  zones: { name: string | null; geometry: GeoJSON.Geometry }[];
  regions: GeoJSON.Geometry[];
}

/** The form of a tool. */
interface Form {
  fields: Child[];
  read: (form: Element) => Trial | null; // the trial of the values; null: incomplete
  /** fields that can be filled by drawing; write: other than as text */
  drawable?: {
    name: string;
    shape: "Line" | "Polygon" | "Point";
    write?: (field: HTMLInputElement, drawn: GeoJSON.Point) => void;
  }[];
  needsNoAnswer?: boolean; // it can be applied without input
  counterparts?: (form: Element) => string[]; // zones that are named besides the selected one
  setCounterparts?: (form: Element, counterparts: string[]) => void; // those clicked on the map
}
