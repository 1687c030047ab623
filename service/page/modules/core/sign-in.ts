/** The current user; and the form to sign in, if the service requires a token. */

import { address } from "./address.ts";
import { Problem, ask, request } from "./api.ts";
import { byId } from "./ui/dom.ts";
import { problemsOf, sayMessages } from "./words/messages.ts";
import { say } from "./words/words.ts";

/** Load the current user; without a session, show the sign-in form. */
export async function loadUser(store: Store) {
  try {
    store.set({ me: (await ask("/api/me")) as Me });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    await signIn(store);
  }
}

/**
 * Sign in, as there is no session any more: the same user goes on where they were. For another one
 * the page is loaded again, because drafts and what may be seen are theirs.
 */
export async function signIn(store: Store) {
  await showDialog(store);
  const { name } = (await ask("/api/me")) as Me;
  if (name === store.state.me?.name) return;
  location.reload();
  await new Promise(() => {});
}

/** Show the sign-in dialog until the service accepts a token. */
function showDialog(store: Store): Promise<void> {
  const dialog = byId("sign-in") as HTMLDialogElement;
  const form = byId("sign-in-form") as HTMLFormElement;
  const field = byId("token") as HTMLInputElement;
  const status = byId("sign-in-says");
  status.textContent = "";
  void offerProvider();
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    const take = async (event: Event) => {
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
    const stay = (event: Event) => event.preventDefault();
    form.addEventListener("submit", take);
    dialog.addEventListener("cancel", stay);
  });
}

/** Offer to sign in through the identity provider, if the service has one. */
async function offerProvider() {
  const { provider } = (await ask("/api/session")) as { provider: string | null };
  const offer = byId("sign-in-provider") as HTMLButtonElement;
  offer.hidden = provider === null;
  offer.textContent = say("page-signin-provider", { provider: provider ?? "" });
  offer.onclick = () => location.assign(address("/api/sign-in"));
}
