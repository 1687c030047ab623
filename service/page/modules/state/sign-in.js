/** Who uses the page; and the form to sign in, where the service asks for a token. */

import { Problem, ask, request } from "../api.js";
import { byId } from "../ui/dom.js";
import { problemsOf, sayMessages } from "../words/messages.js";

/**
 * @typedef {import("./store.js").Store} Store
 * @typedef {import("../types.js").Me} Me
 */

/**
 * Load who uses the page; where nobody is signed in, ask for a token and reload.
 *
 * @param {Store} store
 */
export async function loadUser(store) {
  try {
    store.set({ me: /** @type {Me} */ (await ask("/api/me")) });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    await signIn(store);
    location.reload();
    await new Promise(() => {});
  }
}

/**
 * Show the sign-in dialog until the service accepts a token.
 *
 * @param {Store} store
 * @returns {Promise<void>}
 */
export function signIn(store) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("sign-in"));
  const form = /** @type {HTMLFormElement} */ (byId("sign-in-form"));
  const field = /** @type {HTMLInputElement} */ (byId("token"));
  const said = byId("sign-in-says");
  said.textContent = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    const take = async (/** @type {Event} */ event) => {
      event.preventDefault();
      try {
        await request("/api/session", { body: { token: field.value.trim() } });
      } catch (error) {
        said.textContent = sayMessages(store.state, problemsOf(error));
        return;
      }
      form.removeEventListener("submit", take);
      dialog.removeEventListener("cancel", stay);
      field.value = "";
      dialog.close();
      resolve();
    };
    const stay = (/** @type {Event} */ event) => event.preventDefault();
    form.addEventListener("submit", take);
    dialog.addEventListener("cancel", stay);
  });
}
