// The one classic script: Folium's generated script runs before the modules do, makes the map and
// names its parts here; the modules then build them.
// @ts-nocheck
window.zonewright = {
  parts: [],
  add(part, map, settings) {
    this.parts.push({ part, map, settings });
  },
};
