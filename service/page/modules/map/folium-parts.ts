// The one classic script: Folium's generated script runs before the modules do, makes the map and
// names its parts here; the modules then build them.
window.zonewright = {
  parts: [],
  add(part: string, map: L.Map, settings: MapPart["settings"]) {
    this.parts.push({ part, map, settings });
  },
};
