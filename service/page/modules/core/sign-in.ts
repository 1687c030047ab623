/** The current user, who signs in if the service requires a token. */

import { signal } from "../../vendor/preact/index.js";
import { Problem, ask } from "./api.ts";

/** Whether the page waits for a token: the dialog of `sign-in-dialog.tsx` is open. */
export const isSigningIn = signal(false);

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
 * Sign in after the session has ended: the same user goes on where they were. For another one
 * the page is loaded again, because drafts and what may be seen are theirs.
 */
export async function signIn(store: Store) {
  isSigningIn.value = true;
  await store.when(() => !isSigningIn.value);
  const { name } = (await ask("/api/me")) as Me;
  if (name === store.state.me?.name) return;
  location.reload();
  await new Promise(() => {});
}
