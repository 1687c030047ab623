/** The tools of the toolbar, in their order, each with its icon. */

/** An icon for each tool, in a 16 × 16 box. */
export const TOOL_ICONS = {
  drag: "M3 12L8 3l5 9zM3 12h0M8 3h0M13 12h0",
  grow: "M2 5h7v9H2zM12 2v6M9 5h6",
  cut: "M2 2h12v5H9v7H2zM11 11h4",
  swap: "M2 5h11M10 2l3 3-3 3M14 11H3M6 8l-3 3 3 3",
  resize: "M2 6V2h4M10 14h4v-4M2 2l5 5M14 14L9 9",
  transfer: "M2 3h4v10H2zM10 3h4v10h-4zM5 8h6M9 6l2 2-2 2",
  move: "M8 1v14M1 8h14M8 1L6 3M8 1l2 2M8 15l-2-2M8 15l2-2M1 8l2-2M1 8l2 2M15 8l-2-2M15 8l-2 2",
  split: "M3 3h4v10H3zM9 3h4v10H9zM8 1v14",
  draw: "M3 13l1-4L11 2l3 3-7 7zM10 3l3 3",
  merge: "M1 8h5M4 6l2 2-2 2M15 8h-5M12 6l-2 2 2 2M8 2v12",
  add: "M8 2v12M2 8h12",
  remove: "M3 4h10M6 4V2h4v2M4 4l1 10h6l1-10",
  set: "M2 4h7M2 8h5M2 12h5M9 12l5-5M12 5l3 3",
  lock: "M4 7h8v7H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
} as { [tool in Tool]: string };

/** The tools of a zone; a new one is the menu's. */
export const TOOLS = (Object.keys(TOOL_ICONS) as Tool[]).filter((tool): boolean => tool !== "add");

/** The verbs that are there at once; the others follow at *More*. */
export const FIRST_TOOLS = TOOLS.slice(0, 4);
export const MORE_ICON = "M2.6 7.4h1.2v1.2H2.6zM7.4 7.4h1.2v1.2H7.4zM12.2 7.4h1.2v1.2h-1.2z";
