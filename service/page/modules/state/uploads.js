/** Sends a file to the service, which returns a preview and stores nothing. */

import { fetchFromService, Problem } from "../api.js";

/** @type {Reading} */
export const AS_DETECTED = {
  layer: "",
  encoding: "",
  source_crs: "",
  axis_order: "",
  columns: {},
  repair: false,
};

/**
 * Send a raw file. Raises Problem if it is refused, OfflineError without an answer.
 *
 * @template T
 * @param {string} path
 * @param {File} file
 * @param {URLSearchParams} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function sendFile(path, file, query, signal) {
  const response = await fetchFromService(`${path}?${query}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
    signal,
  });
  const answered = await response.json().catch(() => ({}));
  if (response.ok) return answered;
  const unexplained = { code: "text", params: { text: `${response.status} ${path}` } };
  throw new Problem(answered.problems ?? [unexplained], response.status, answered);
}

/**
 * Request the preview of a file.
 *
 * @param {File} file
 * @param {"scenario" | "outline"} become
 * @param {Reading} reading
 * @param {string} missing the service's option for zones that are missing from it
 * @param {AbortSignal} [signal]
 * @returns {Promise<UploadPreview>}
 */
export const previewUpload = (file, become, reading, missing, signal) =>
  sendFile(
    "/api/uploads",
    file,
    new URLSearchParams([
      ["as", become],
      ["missing", missing],
      ...readingParameters(file, reading),
    ]),
    signal,
  );

/**
 * The reading options of a file, as query parameters.
 *
 * @param {File} file
 * @param {Reading} reading
 */
function readingParameters(file, { columns, repair, ...texts }) {
  const given = Object.entries(texts).filter(([, text]) => text);
  const mapped = Object.entries(columns).filter(([, column]) => column);
  return [
    ["name", file.name],
    ...given,
    ...mapped.map(([own, column]) => ["map_column", `${own}=${column}`]),
    ...(repair ? [["repair", "true"]] : []),
  ];
}
