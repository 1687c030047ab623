/** Chinese characters: drawn by the machine's own fonts; where it has none, by the one we bring. */

/** A Chinese character is as wide as it is high; the box that stands for a missing one is not. */
function hasChinese() {
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return false;
  canvas.font = "100px system-ui, sans-serif";
  const width = (/** @type {string} */ text) => canvas.measureText(text).width;
  return Math.abs(width("中") - 100) < 2 && Math.abs(width("中") - width("\uffff")) > 1;
}

/** Fetch the style sheet of our font where it is needed; it then brings what is shown alone. */
export function loadFallbackFont() {
  if (hasChinese()) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = document.body.dataset.font ?? "";
  document.head.append(link);
}
