/** The form to sign in: by a token, or at the identity provider if the service has one. */

import { useSignal, useSignalEffect } from "../../vendor/preact/index.js";
import { address } from "./address.ts";
import { ask, request } from "./api.ts";
import { isSigningIn } from "./sign-in.ts";
import { Dialog } from "./ui/dialog.tsx";
import { Button, Field, Note, Says } from "./ui/elements.tsx";
import { h } from "./ui/dom.ts";
import { problemsOf, sayMessages } from "./words/messages.ts";
import { say } from "./words/words.ts";

export const SignInDialog = ({ state }: { state: State }) =>
  isSigningIn.value ? <SignIn state={state} /> : null;

function SignIn({ state }: { state: State }) {
  const says = useSignal("");
  const provider = useSignal(null as string | null);
  useSignalEffect(() => {
    void ask("/api/session").then((session) => (provider.value = session.provider));
  });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const token = (new FormData(form).get("token") as string).trim();
    try {
      await request("/api/session", { body: { token } });
      form.closest("dialog")?.close();
    } catch (error) {
      says.value = sayMessages(state, problemsOf(error));
    }
  };
  return (
    <Dialog
      id="sign-in"
      title={say("page-signin-title")}
      closed={() => (isSigningIn.value = false)}
      onCancel={(event) => event.preventDefault()}
    >
      <form id="sign-in-form" onSubmit={submit}>
        {provider.value != null && (
          <p class="buttons">
            <button
              id="sign-in-provider"
              type="button"
              onClick={() => location.assign(address("/api/sign-in"))}
            >
              {say("page-signin-provider", { provider: provider.value })}
            </button>
          </p>
        )}
        <Note word="page-signin-what" />
        <input
          class="unseen"
          type="text"
          name="username"
          defaultValue="token"
          autocomplete="username"
          tabIndex={-1}
          aria-hidden="true"
          readonly
        />
        <Field
          word="page-signin-token"
          id="token"
          name="token"
          type="password"
          required
          autofocus
          autocomplete="current-password"
          spellcheck={false}
        />
        <Says id="sign-in-says" text={says.value} />
        <div class="buttons">
          <Button type="submit" class="primary" word="page-signin-enter" />
        </div>
      </form>
    </Dialog>
  );
}
