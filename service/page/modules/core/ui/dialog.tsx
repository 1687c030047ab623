/** Modal dialogs: each is drawn while it is open only. */

import { h } from "./dom.ts";

/** Show a dialog that has just been drawn; the text of its first field is selected. */
function show(dialog: HTMLDialogElement | null) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const { activeElement } = document;
  if (activeElement instanceof HTMLInputElement) activeElement.select();
}

/** Close the dialog around an element, which returns the focus to where it was. */
export const closeAround = ({ currentTarget }: { currentTarget: Element }) =>
  currentTarget.closest("dialog")?.close();

/** @param closed called once it is closed: draw it no longer */
export function Dialog({
  id,
  title,
  closed,
  closesOutside = false,
  children,
  ...more
}: {
  id: string;
  title: string;
  closed: () => void;
  closesOutside?: boolean;
  children: Child;
  class?: string;
  onCancel?: (event: Event) => void;
}) {
  const isOutside = ({ target, currentTarget }: MouseEvent) => target === currentTarget;
  return (
    <dialog
      id={id}
      aria-labelledby={`${id}-title`}
      ref={show}
      onClose={closed}
      onClick={(event) => closesOutside && isOutside(event) && event.currentTarget.close()}
      {...more}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </dialog>
  );
}
