/** Classes of shares, sectors and gateways; their colours are in styles/core/palette.css. */

/** Upper bounds of the five classes of a covered share, used for every share shown. */
export const SHARE_BREAKS = [0.2, 0.4, 0.6, 0.8, 1];

/** Class of a share: 0 not reached, 1–5, or null if data are missing. */
export function shareClass(share: number | null | undefined) {
  if (share == null) return null;
  if (share <= 0) return 0;
  const index = SHARE_BREAKS.findIndex((bound) => share <= bound);
  return index < 0 ? SHARE_BREAKS.length : index + 1;
}

export const classToken = (index: number | null) => (index == null ? "none" : String(index));

/** Known sectors in a fixed order, so that each keeps its hue and shape. */
export const SECTORS = [
  "biopharma",
  "advanced_equipment",
  "marine_economy",
  "shipping_logistics",
  "finance_digital",
  "semiconductors",
  "new_energy_materials",
];

/** Number of a sector's hue and shape, 1–7; custom sectors take them in turn. */
export function sectorNumber(sector: string, all: string[] = []) {
  const known = SECTORS.indexOf(sector);
  if (known >= 0) return known + 1;
  return (Math.max(0, all.indexOf(sector)) % SECTORS.length) + 1;
}

export const GATEWAY_KINDS = ["seaport", "airport", "railport", "border"];

/** Two kinds of the domain tables, mapped to the four shown kinds. */
export const gatewayKind = (kind: string) =>
  kind.startsWith("airport") ? "airport" : kind.startsWith("border") ? "border" : kind;

/** Lines of maps, as layers/palette.py has them, the first lowest: colour, width and dashes in px. */
export const LINES: { [kind: string]: { color: string; weight: number; dashArray?: string } } = {
  coast: { color: "coast", weight: 0.9 },
  province: { color: "outline", weight: 0.9, dashArray: "5 2.5 1 2.5" },
  special: { color: "outline", weight: 1, dashArray: "3 2" },
  south_sea: { color: "national", weight: 2.2 },
  undetermined: { color: "national", weight: 1.8, dashArray: "4 4" },
  national: { color: "national", weight: 1.8, dashArray: "8 3 1.5 3" },
};

/** The sign of a kind of line; of one that is not known, that of a province's border. */
export const lineSign = (kind: string) => LINES[kind] ?? LINES.province;

/**
 * A colour of the present theme.
 *
 * @param token such as "share-3"
 */
export const themeColour = (token: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
