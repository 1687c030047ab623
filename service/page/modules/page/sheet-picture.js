/**
 * Draws the page on a canvas: backgrounds, borders, SVG and text of plain elements, in stacking
 * order. Enough for the map and its legend; images of other hosts are left out, because browsers do
 * not let a page save them.
 */

const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "stroke-linejoin",
  "opacity",
  "filter",
  "font",
  "text-anchor",
  "visibility",
];

/**
 * @param {HTMLElement} root
 * @param {number} scale pixels of the picture for one of the page
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function paintPage(root, scale) {
  const frame = root.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(frame.width * scale);
  canvas.height = Math.round(frame.height * scale);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(scale, scale);
  pen.translate(-frame.x, -frame.y);
  await paintElement(pen, root);
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Element} element
 */
async function paintElement(pen, element) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || element.tagName === "IMG")
    return;
  const box = element.getBoundingClientRect();
  pen.save();
  pen.globalAlpha *= Number(style.opacity);
  const inset = insetOf(style, box);
  if (inset) clipTo(pen, inset);
  if (element instanceof SVGSVGElement) await paintSvg(pen, element, box);
  else if (element instanceof HTMLCanvasElement) {
    if (element.width) pen.drawImage(element, box.x, box.y, box.width, box.height);
  } else {
    paintBox(pen, style, box);
    for (const which of ["::before", "::after"])
      paintPseudoElement(pen, getComputedStyle(element, which), box);
    if (style.overflow !== "visible" && box.width) clipTo(pen, box);
    for (const child of inStackingOrder(element)) {
      if (child instanceof Element) await paintElement(pen, child);
      else if (child.nodeType === Node.TEXT_NODE)
        paintText(pen, style, /** @type {Text} */ (child));
    }
  }
  pen.restore();
}

/** @param {CanvasRenderingContext2D} pen @param {DOMRect} box */
function clipTo(pen, { x, y, width, height }) {
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
}

/**
 * The part of a box that `clip-path: inset(…)` keeps.
 *
 * @param {CSSStyleDeclaration} style
 * @param {DOMRect} box
 */
function insetOf({ clipPath }, { x, y, width, height }) {
  const sides = /^inset\(([^)]*)\)$/.exec(clipPath)?.[1].split(" ");
  if (!sides) return null;
  const [top, right = top, bottom = top, left = right] = sides.map(
    (side, index) =>
      Number.parseFloat(side) * (side.endsWith("%") ? [height, width][index % 2] / 100 : 1),
  );
  return new DOMRect(x + left, y + top, width - left - right, height - top - bottom);
}

/**
 * Draw a pseudo-element (::before, ::after) of an element without its own size.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} style
 * @param {DOMRect} beside
 */
function paintPseudoElement(pen, style, { x, y }) {
  if (style.content === "none" || style.content === "normal" || style.position !== "absolute")
    return;
  const [left, top, width, height] = [style.left, style.top, style.width, style.height].map(
    Number.parseFloat,
  );
  const box = new DOMRect(x + left, y + top, width, height);
  paintBox(pen, style, box);
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.fillStyle = style.color;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(style.content.slice(1, -1), box.x + width / 2, box.y + height / 2 + 0.5);
  pen.textAlign = "start";
}

/** Children from ground to top. @param {Element} element */
function inStackingOrder(element) {
  const height = (/** @type {Node} */ node) =>
    node instanceof Element ? Number(getComputedStyle(node).zIndex) || 0 : 0;
  return [...element.childNodes].sort((a, b) => height(a) - height(b));
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} style
 * @param {DOMRect} box
 */
function paintBox(pen, style, box) {
  if (!box.width || !box.height) return;
  const allSides = SIDES.every((side) => hasBorder(style, side));
  const width = allSides ? Number.parseFloat(style.borderTopWidth) : 0;
  const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, box.width / 2);
  const round = style.borderTopLeftRadius.endsWith("%") ? box.width / 2 : radius;
  pen.beginPath();
  pen.roundRect(box.x + width / 2, box.y + width / 2, box.width - width, box.height - width, round);
  pen.fillStyle = style.backgroundColor;
  pen.fill();
  pen.setLineDash({ dashed: [4, 3], dotted: [1.5, 1.5] }[style.borderBottomStyle] ?? []);
  if (allSides) strokeBorder(pen, style, "top");
  else
    for (const side of SIDES.filter((one) => hasBorder(style, one)))
      strokeSide(pen, style, box, side);
}

const SIDES = /** @type {const} */ (["top", "right", "bottom", "left"]);

/** @typedef {typeof SIDES[number]} Side */

const hasBorder = (/** @type {CSSStyleDeclaration} */ style, /** @type {Side} */ side) =>
  style.getPropertyValue(`border-${side}-style`) !== "none" &&
  Number.parseFloat(style.getPropertyValue(`border-${side}-width`)) > 0;

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} style
 * @param {Side} side
 */
function strokeBorder(pen, style, side) {
  pen.lineWidth = Number.parseFloat(style.getPropertyValue(`border-${side}-width`));
  pen.strokeStyle = style.getPropertyValue(`border-${side}-color`);
  pen.stroke();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} style
 * @param {DOMRect} box
 * @param {Side} side
 */
function strokeSide(pen, style, { left, right, top, bottom }, side) {
  const [x0, x1] = {
    top: [left, right],
    bottom: [left, right],
    left: [left, left],
    right: [right, right],
  }[side];
  const [y0, y1] = {
    top: [top, top],
    bottom: [bottom, bottom],
    left: [top, bottom],
    right: [top, bottom],
  }[side];
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  strokeBorder(pen, style, side);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} style
 * @param {Text} text
 */
function paintText(pen, style, text) {
  pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textBaseline = "alphabetic";
  const shadow = style.textShadow === "none" ? "" : /^rgba?\([^)]*\)/.exec(style.textShadow)?.[0];
  const stroked = Number.parseFloat(style.getPropertyValue("-webkit-text-stroke-width")) > 0;
  const halo = stroked ? style.getPropertyValue("-webkit-text-stroke-color") : shadow;
  for (const { words, box } of linesOf(text)) {
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText(words);
    const baseline = box.y + (box.height + up - down) / 2;
    if (halo) {
      pen.strokeStyle = halo;
      pen.lineWidth = 3;
      pen.lineJoin = "round";
      pen.strokeText(words, box.x, baseline);
    }
    pen.fillStyle = style.color;
    pen.fillText(words, box.x, baseline);
  }
}

/** A text by its rendered lines. @param {Text} text */
function linesOf(text) {
  const range = document.createRange();
  /** @type {{words: string, box: DOMRect}[]} */
  const lines = [];
  for (let at = 0; at < text.data.length; at += 1) {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const [box] = range.getClientRects();
    if (!box?.width) continue;
    const last = lines.at(-1);
    if (last && Math.abs(last.box.y - box.y) < 2) last.words += text.data[at];
    else lines.push({ words: text.data[at], box });
  }
  return lines;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {SVGSVGElement} drawing
 * @param {DOMRect} box
 */
async function paintSvg(pen, drawing, box) {
  if (!box.width || !box.height) return;
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const originals = drawing.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, index) => {
    const style = getComputedStyle(originals[index]);
    if (style.display === "none") element.setAttribute("display", "none");
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
  });
  for (const used of document.querySelectorAll(".patterns pattern"))
    copy.append(withInlineColours(/** @type {SVGElement} */ (used)));
  copy.removeAttribute("style");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  const image = new Image();
  const text = new XMLSerializer().serializeToString(copy);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  pen.drawImage(image, box.x, box.y, box.width, box.height);
}

/** A pattern with its colours written into it. @param {SVGElement} pattern */
function withInlineColours(pattern) {
  const copy = /** @type {SVGElement} */ (pattern.cloneNode(true));
  const originals = pattern.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, index) => {
    const style = getComputedStyle(originals[index]);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
  });
  return copy;
}
