/** What drops from a button: it closes at Esc, outside, and once something in it is chosen. */

import { h } from "./dom.ts";

/** The open one: what has the focus, or is pressed, outside of it closes it. */
let open: HTMLDetailsElement | null = null;

function closeUnlessWithin(target: EventTarget | null) {
  if (open && target instanceof Node && !open.contains(target)) open.open = false;
}

document.addEventListener("pointerdown", (event) => closeUnlessWithin(event.target));

/** Close the menu, with the focus on its button, to which a dialog that is opened from it returns. */
function close(menu: HTMLDetailsElement) {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

export const Dropdown = ({
  id,
  opener,
  label,
  children,
}: {
  id: string;
  opener: Child;
  label?: string;
  children: Child;
}) => (
  <details
    id={id}
    onToggle={({ currentTarget }) => {
      if (currentTarget.open) open = currentTarget;
    }}
    onKeyDown={(event) => {
      if (event.key !== "Escape" || !event.currentTarget.open) return;
      event.stopPropagation();
      close(event.currentTarget);
    }}
    onClickCapture={({ target, currentTarget }) => {
      if (currentTarget.open && target instanceof Element && target.closest("button"))
        close(currentTarget);
    }}
    onFocusOut={(event) => closeUnlessWithin(event.relatedTarget)}
  >
    <summary aria-label={label} title={label}>
      {opener}
    </summary>
    {children}
  </details>
);
