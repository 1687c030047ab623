/**
 * The dialog to import a file: its kind, how it was read, the changes it would make. Nothing
 * is stored before it is applied.
 */

import { computed, Fragment, signal } from "../../vendor/preact/index.js";
import { abortPrevious, isAborted, isOffline, Problem } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";
import { closeAround, Dialog } from "../core/ui/dialog.tsx";
import { announce, h } from "../core/ui/dom.ts";
import { Button, Choice, Field, Note } from "../core/ui/elements.tsx";
import { zoneName } from "../core/words/names.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { EditsOfFile, OutlineChoice, takeOver } from "./upload-changes.tsx";
import { showUploadOutlines } from "./upload-outlines.ts";
import { ReadingFields, Report } from "./upload-report.tsx";
import { AS_DETECTED, oneFileOf, previewUpload } from "./uploads.ts";

/** A file that is being imported. */
interface Upload {
  file: File | null;
  dropped: string; // its name, where it was not chosen in the dialog's field
  become: "scenario" | "zone" | "new";
  preview: UploadPreview | null;
  chosen: number; // which of its outlines
  reading: Reading;
  missing: string; // what becomes of zones that are not in it
  says: string[];
  isQuiet: boolean; // progress, not an alert
  isReading: boolean; // the preview is outdated
}

const EMPTY: Upload = {
  file: null,
  dropped: "",
  become: "scenario",
  preview: null,
  chosen: 0,
  reading: AS_DETECTED,
  missing: "decide", // by the service, unless the user decides
  says: [],
  isQuiet: false,
  isReading: false,
};

/** null: the dialog is closed */
const upload = signal<Upload | null>(null);
const preview = computed(() => upload.value?.preview ?? null);

const set = (changed: Partial<Upload>) => {
  if (upload.value) upload.value = { ...upload.value, ...changed };
};

/** Whether there is anything to apply. */
const hasSomething = computed(
  () => !!(preview.value?.edits ? preview.value.edits : preview.value?.outlines)?.length,
);

/** Show the outlines of the file on the map while it is previewed. */
export function followUpload({ store, map }: Page) {
  let clear = () => {};
  store.watch(() => {
    clear();
    clear = preview.value ? showUploadOutlines(map, preview.value.outlines) : () => {};
  });
}

export function openUploadDialog(store: Store, dropped: Promise<File[]> | null) {
  upload.value = EMPTY;
  if (dropped) void begin(store, dropped, true);
}

async function begin(
  store: Store,
  files: Iterable<File> | Promise<File[]> | null,
  areDropped: boolean,
) {
  const signal = abortPrevious("upload");
  set({ ...EMPTY, become: upload.value?.become });
  try {
    const file = await oneFileOf(await files);
    if (signal.aborted) return;
    set({ file, dropped: areDropped ? (file?.name ?? "") : "" });
  } catch (error) {
    set({ says: whyNot(store.state, error) });
  }
  await read(store);
}

/** @param turned why it becomes an outline instead of edits */
async function read(store: Store, turned: string[] = []) {
  if (!upload.value?.file) return;
  const { file, become, reading, missing } = upload.value;
  const signal = abortPrevious("upload");
  const says = [say("page-upload-reading", { file: file.name })];
  set({ says, isQuiet: true, isReading: true });
  try {
    const kind = become === "scenario" ? "scenario" : "outline";
    const { scenario } = store.state;
    const read = await previewUpload(file, kind, reading, missing, scenario, signal);
    set({ preview: read, chosen: 0, says: turned, isReading: false });
    announce(say("page-upload-read", { file: file.name }));
  } catch (error) {
    if (isAborted(error)) return;
    if (hasNoZone(error)) {
      set({ become: "new" });
      const why = whyNot(store.state, error);
      return read(store, [say("page-upload-turned"), ...why, say("page-upload-turned-back")]);
    }
    set({ preview: null, isReading: false, isQuiet: false });
    if (isOffline(error)) store.set({ offline: true });
    else if (!(error instanceof Problem) || error.status === 401)
      return reportProblem(store, error);
    set({ says: whyNot(store.state, error) });
  }
}

export function UploadDialog({ page }: { page: Page }) {
  if (!upload.value) return null;
  const { store } = page;
  const { state } = store;
  const { file, become, reading, says, isQuiet, isReading, chosen } = upload.value;
  const closed = () => {
    abortPrevious("upload");
    upload.value = null;
  };
  const readAgain = (changed: Partial<Upload>) => {
    set(changed);
    void read(store);
  };
  const take = (event: { currentTarget: HTMLElement }) => {
    const taken = preview.value;
    closeAround(event);
    if (taken) void takeOver(page, become, taken, chosen);
  };
  return (
    <Dialog id="upload" class="aside" title={say("page-upload-title")} closed={closed}>
      <Note word="page-upload-what" />
      <form
        id="upload-form"
        onSubmit={(event) => {
          event.preventDefault();
          void read(store);
        }}
      >
        <FileFields state={state} store={store} readAgain={readAgain} />
        <div id="upload-says" role="alert" class={isQuiet ? "quiet" : ""}>
          {says.map((line) => (
            <p>{line}</p>
          ))}
        </div>
        <Preview state={state} settle={(missing) => readAgain({ missing })} />
        <fieldset id="upload-reading" hidden={!file}>
          <legend>{say("page-upload-otherwise")}</legend>
          <ReadingFields
            wanted={columnsOf(state)}
            reading={reading}
            report={preview.value}
            change={(changed) => set({ reading: changed })}
          />
          <label class="check">
            <input
              type="checkbox"
              name="repair"
              checked={reading.repair}
              onChange={({ currentTarget: { checked } }) =>
                set({ reading: { ...reading, repair: checked } })
              }
            />
            {say("page-upload-repair")}
          </label>
          <div class="buttons">
            <Button type="submit" word="page-upload-again" />
          </div>
        </fieldset>
        <div class="buttons">
          <Button
            id="upload-take"
            class="primary"
            word="page-upload-take"
            disabled={isReading || !hasSomething.value}
            onClick={take}
          />
          <Button id="upload-cancel" word="page-form-cancel" onClick={closeAround} />
        </div>
      </form>
    </Dialog>
  );
}

/** The file, and what it becomes. */
function FileFields({
  state,
  store,
  readAgain,
}: {
  state: State;
  store: Store;
  readAgain: (changed: Partial<Upload>) => void;
}) {
  const { dropped, become } = upload.value ?? EMPTY;
  const { zone, draft, scenario } = state;
  const options = ["scenario", ...(zone ? ["zone"] : []), "new"].map((value) => [
    value,
    say(`page-upload-as-${value}`, { zone: zone ? zoneName(state, zone) : "" }),
  ]);
  return (
    <>
      <Field word="page-upload-file">
        <input
          type="file"
          id="upload-file"
          multiple
          onChange={({ currentTarget: { files } }) => void begin(store, files, false)}
        />
      </Field>
      <p id="upload-dropped" class="note">
        {dropped}
      </p>
      <Choice
        id="upload-as"
        word="page-upload-as"
        options={options}
        value={become}
        onChange={({ currentTarget: { value } }) =>
          readAgain({ become: value as Upload["become"], preview: null })
        }
      />
      {become === "scenario" && (draft || scenario !== "baseline") && (
        <Note id="upload-replaces" word="page-upload-replaces" />
      )}
    </>
  );
}

function Preview({ state, settle }: { state: State; settle: (missing: string) => void }) {
  const { become, chosen } = upload.value ?? EMPTY;
  const read = preview.value;
  return (
    <div id="upload-preview">
      {read && become === "scenario" && <EditsOfFile {...{ state, settle }} preview={read} />}
      {read && become !== "scenario" && (
        <OutlineChoice
          outlines={read.outlines}
          chosen={chosen}
          choose={(index) => set({ chosen: index })}
        />
      )}
      {read && <Report report={read} speak={(message) => sayMessage(state, message)} />}
    </div>
  );
}

/** Columns of the plan that may have other names in a file. */
const columnsOf = ({ plan }: State) => [
  "zone_id",
  "ftz_id",
  ...(plan?.languages ?? []).map((language) => (language === "en" ? "name" : `name_${language}`)),
];

/** Whether a file was read as edits, and none of its rows is a zone. */
const hasNoZone = (error: unknown) =>
  error instanceof Problem && error.problems.some((one) => isOf(one, "infer-no-zone-found"));

/** Whether a message, or one inside it, has a code. */
const isOf = (message: any, code: string): boolean =>
  message?.code === code || Object.values(message?.params ?? {}).some((part) => isOf(part, code));

/** Why a file could not be read. */
const whyNot = (state: State, error: unknown) =>
  error instanceof Problem
    ? error.problems.map((problem) => sayMessage(state, problem))
    : [say("page-upload-offline")];
