/**
 * Types of the service's answers about uploaded files.
 *
 * @typedef {import("../types.js").Edit} Edit
 * @typedef {import("../types.js").Extent} Extent
 * @typedef {import("../types.js").Message} Message
 *
 * @typedef {object} Reading options for reading a file; "": detected
 * @property {string} layer
 * @property {string} encoding
 * @property {string} source_crs
 * @property {string} axis_order
 * @property {{[column: string]: string}} columns the file's column for a column of the plan
 * @property {boolean} repair
 *
 * @typedef {object} FileReport how a file was read
 * @property {string} file
 * @property {string} layer
 * @property {{[column: string]: string}} columns the file's column for each of the plan's
 * @property {string[]} further_columns
 * @property {{what: string, value: string, why: Message}[]} assumed
 * @property {{taken: number, changed: number, noted: number, refused: number}} counts
 * @property {{row: number, id: string | null, what: string, why: Message | null}[]} records
 * @typedef {object} UploadOutline
 * @property {string | null} name
 * @property {string[]} names in the file, in any language
 * @property {number} area_km2
 * @property {GeoJSON.Geometry} geometry
 * @typedef {object} UploadOf
 * @property {UploadOutline[]} outlines
 * @property {Edit[]} [edits]
 * @property {{zone_id: string, what: string[], of: string[], columns: string[]}[]} [zones]
 * @property {number} [rewritten]
 * @property {Message[]} [notes]
 * @property {string[]} [kept] zones that are not in the file and stay
 *
 * @typedef {FileReport & UploadOf} UploadPreview answer of /api/uploads
 * @typedef {object} Picture the zones and regions of a plan, simplified
 * @property {Extent} extent
 * @property {{name: string | null, geometry: GeoJSON.Geometry}[]} zones
 * @property {GeoJSON.Geometry[]} regions
 */

export {};
