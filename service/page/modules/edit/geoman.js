/** Loads Leaflet-Geoman (handles, snapping, drawing) when the first boundary is edited. */

/** @type {Promise<unknown> | null} */
let loading = null;

/**
 * The map with Geoman enabled; only layers that opt in can be edited.
 *
 * @param {L.Map} map
 * @returns {Promise<L.Map>}
 */
export async function loadGeoman(map) {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  await loading;
  if (!map.pm) {
    map.options.pmIgnore = false;
    const { Map } = /** @type {any} */ (L.PM);
    map.pm = new Map(map);
  }
  return map;
}

async function load() {
  // A module is served from its own folder, the bundle from modules/: both beside vendor/.
  const folder = import.meta.url.replace(/modules\/.*$/, "vendor/geoman/");
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `${folder}leaflet-geoman.css`;
  document.head.prepend(sheet);
  await import(`${folder}leaflet-geoman.min.js`);
  L.PM.setOptIn(true);
}
