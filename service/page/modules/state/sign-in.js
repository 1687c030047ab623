/** The current user; and the form to sign in, if the service requires a token. */

import { address } from "../address.js";
import { Problem, ask, request } from "../api.js";
import { byId } from "../ui/dom.js";
import { forgetDrafts } from "./draft-storage.js";
import { problemsOf, sayMessages } from "../words/messages.js";
import { say } from "../words/words.js";

/** Load the current user; without a session, show the sign-in form. @param {Store} store */
export async function loadUser(store) {
  try {
    store.set({ me: /** @type {Me} */ (await ask("/api/me")) });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    await signIn(store);
  }
}

/**
 * Sign in, as there is no session any more: the same user goes on where they were. For another one
 * the page is loaded again, because drafts and what may be seen are theirs.
 *
 * @param {Store} store
 */
export async function signIn(store) {
  await showDialog(store);
  const { name } = /** @type {Me} */ (await ask("/api/me"));
  if (name === store.state.me?.name) return;
  location.reload();
  await new Promise(() => {});
}

/**
 * Show the sign-in dialog until the service accepts a token.
 *
 * @param {Store} store
 * @returns {Promise<void>}
 */
function showDialog(store) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("sign-in"));
  const form = /** @type {HTMLFormElement} */ (byId("sign-in-form"));
  const field = /** @type {HTMLInputElement} */ (byId("token"));
  const status = byId("sign-in-says");
  status.textContent = "";
  void offerProvider();
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    const take = async (/** @type {Event} */ event) => {
      event.preventDefault();
      try {
        await request("/api/session", { body: { token: field.value.trim() } });
      } catch (error) {
        status.textContent = sayMessages(store.state, problemsOf(error));
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

/** Offer to sign in through the identity provider, if the service has one. */
async function offerProvider() {
  const { provider } = /** @type {{provider: string | null}} */ (await ask("/api/session"));
  const offer = /** @type {HTMLButtonElement} */ (byId("sign-in-provider"));
  offer.hidden = provider === null;
  offer.textContent = say("page-signin-provider", { provider: provider ?? "" });
  offer.onclick = () => location.assign(address("/api/sign-in"));
}

/**
 * Sign out, of the identity provider too if it supports that; drafts are deleted.
 *
 * @param {Store} store
 */
export async function signOut(store) {
  const { body } = await request("/api/session", { method: "DELETE" });
  forgetDrafts(store);
  if (body.next) location.assign(body.next);
  else location.reload();
}
