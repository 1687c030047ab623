/** What drops from a button: it closes at Esc, outside, and once something in it is chosen. */

export function addDropdown(menu: HTMLDetailsElement) {
  const opener = menu.querySelector("summary") as HTMLElement;
  const close = () => {
    menu.open = false;
    opener.focus(); // to which a dialog that is opened from it returns
  };
  const closeUnlessWithin = (target: EventTarget | null) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
  });
  menu.addEventListener(
    "click",
    ({ target }) => {
      if (menu.open && target instanceof Element && target.closest("button")) close();
    },
    true,
  );
  menu.addEventListener("focusout", (event) => closeUnlessWithin(event.relatedTarget));
  document.addEventListener("pointerdown", (event) => closeUnlessWithin(event.target));
}
