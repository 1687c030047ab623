/** Types that all modules know: the page's state. Those of the service's answers: service/api_types.py. */

type Store = import("./core/store.ts").Store;
/** second: the second map of a comparison */
type Page = { store: Store; map: L.Map; second?: boolean };
type Later = typeof import("./later.ts");
/** parts: those that are loaded on demand; later: loads them, raises OfflineError */
type WholePage = Page & {
  parts: import("../vendor/preact/index.js").Signal<Later | null>;
  later: () => Promise<Later>;
};
type VNode = import("../vendor/preact/index.js").VNode<any>;
type Child = import("../vendor/preact/index.js").ComponentChild;
interface Window {
  zonewright: { map: L.Map }; // for scripts of tests
}
/** west, south, east (may pass 180°), north */
type Extent = [number, number, number, number];
type Amount = number | null; // null: no data
type Land = { area_km2: number; geometry: GeoJSON.Geometry };

/** a parameter of a message: it may be a message, a place in a document or a list */
type Param = string | number | Message | { place: (string | number)[] } | any[];

type Edited = Omit<EditedDocument, "comparison"> & { comparison: Comparison };

/** tables of /api/measure, by rows and without regions, as the page asks for them */
type Figures = Omit<
  MeasureDocument,
  "totals" | "ftzs" | "zones" | "sectors" | "violations" | "targets"
> & {
  totals: TotalRow[];
  ftzs: FtzRow[];
  zones: ZoneRow[];
  sectors: SectorRow[];
  violations: Violation[];
  targets?: Target[];
};
/** the tables of /api/compare that the page asks for */
type Comparison = CompareDocument & { zones: ZoneChange[]; clusters: Crossings };

/** a scenario as the page knows it; parts of a new one are missing */
type ScenarioRow = Pick<ScenarioSummary, "scenario" | "title" | "revision"> & {
  status: string;
  gone?: boolean; // it is no longer readable, and its last known state is shown
} & Partial<Omit<ScenarioSummary, "status">>;

type Verdict = ScoredPurpose["verdicts"][string];
/** how a file was read */
type FileReport = Omit<UploadPreview, "outlines" | "edits" | "zones" | "notes" | "kept">;

/** a proposal that is worked out; the page asks for no other long work by its number */
type Job = Omit<JobDocument, "result"> & { result: Proposed | null };

/** the zones and regions of a plan, simplified */
interface Picture {
  extent: Extent;
  zones: { name: string | null; geometry: GeoJSON.Geometry }[];
  regions: GeoJSON.Geometry[];
}

/** one verb with its options */
type Edit = { [verb: string]: { [option: string]: any } };

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
  uncut: Edit[]; // outlines drawn offline, whose neighbours the service must still re-cut
  sent?: Save | null; // the last save, if its outcome is unknown
}

type Save = { path: string; method: string; body: ScenarioDocument; ifMatch?: string | null };

/** a tentative edit: an outline being drawn, or edits of a form */
interface Trial {
  edits?: Edit[];
  drawn?: { zone: string; geometry: GeoJSON.Geometry; part?: "added" | "cut" }; // part: the geometry is land to add or to cut, not the whole outline
  dropped?: boolean; // whether the pointer was released: it is about to become an edit
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
/** what zones are tinted by: the class of each zone and its figure, and the bounds of the classes */
interface ZoneTints {
  tint: Tint;
  of: Map<string, { token: string; text: string }>;
  bounds: string[];
  unit: string;
}

/** the measure that tints districts: one of `tintsOf` in state/tints.ts */
type Tint = string;
/** how distances are measured: in km, or in minutes */
type By = "line" | "road" | "road_min";
/** a folder of the catalogue */
type Language = string;
type Tab =
  | "coverage"
  | "regions"
  | "zones"
  | "sectors"
  | "rules"
  | "compare"
  | "propose"
  | "history"
  | "background";

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
  zoneTints: ZoneTints | null; // of the shown tint, if it is of zones
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
  earlier: Job[]; // this person's finished proposal jobs besides, the newest first, without results
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
