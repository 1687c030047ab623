/** The bars below the panel: the draft, its phases, and what happened to it elsewhere. */

import { Fragment } from "../../vendor/preact/index.js";
import { h } from "../core/ui/dom.ts";
import {
  DraftBar,
  followDraftBar,
  RejectedEdit,
  StoredDraft,
  TakenOver,
} from "../save/draft-bar.tsx";
import { followSaves, SavedNotice } from "../save/saved-notice.tsx";
import { followPhases, PhaseSlider } from "../scenario/phase-slider.tsx";
import { WhoIsHere } from "../scenario/who-is-here.tsx";

export function followEditing(store: Store) {
  followDraftBar(store);
  followPhases(store);
  followSaves(store);
}

export const EditingBars = ({ store }: { store: Store }) => (
  <>
    <SavedNotice store={store} />
    <StoredDraft store={store} />
    <RejectedEdit store={store} />
    <DraftBar store={store} />
    <PhaseSlider store={store} />
    <TakenOver />
    <WhoIsHere state={store.state} />
  </>
);
