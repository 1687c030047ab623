/** The Chinese web font, loaded if the machine has no Chinese font. */

import { address } from "../address.ts";

/** A Chinese character is square; the placeholder of a missing one is not. */
function hasChinese() {
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return false;
  canvas.font = "100px system-ui, sans-serif";
  const width = (text: string) => canvas.measureText(text).width;
  return Math.abs(width("中") - 100) < 2 && Math.abs(width("中") - width("\uffff")) > 1;
}

/** Add the font's style sheet if needed; browsers load only the shown subsets. */
export function loadFallbackFont() {
  if (hasChinese()) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address(document.body.dataset.font ?? "");
  document.head.append(link);
}
