/** Loads Leaflet-Geoman (handles, snapping, drawing) when the first boundary is edited. */

import { loadModule } from "../core/api.ts";

let loading: Promise<unknown> | null = null;

/** The map with Geoman enabled; only layers that opt in can be edited. */
export async function loadGeoman(map: L.Map): Promise<L.Map> {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  await loading;
  if (!map.pm) {
    map.options.pmIgnore = false;
    const { Map } = L.PM as any;
    map.pm = new Map(map);
  }
  return map;
}

async function load() {
  const folder = new URL("../vendor/geoman/", import.meta.url).href;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = `${folder}leaflet-geoman.css`;
  document.head.prepend(sheet);
  await loadModule(() => import(`${folder}leaflet-geoman.min.js`));
  L.PM.setOptIn(true);
}
