/**
 * The dialog to import a file: its kind, how it was read, the changes it would make. Nothing
 * is stored before it is applied.
 */

import { abortPrevious, isAborted, isOffline, Problem } from "../core/api.ts";
import { showUploadOutlines } from "./upload-outlines.ts";
import { reportProblem } from "../core/report-problem.ts";
import { AS_DETECTED, previewUpload, oneFileOf } from "./uploads.ts";
import { announce, byId, fill, h } from "../core/ui/dom.ts";
import { readingFields, reportOf } from "./upload-report.ts";
import { zoneName } from "../core/words/names.ts";
import { sayMessage } from "../core/words/messages.ts";
import { say } from "../core/words/words.ts";
import { consequencesOf, takeOver } from "./upload-changes.ts";

const dialog = () => byId("upload") as HTMLDialogElement;
const fileField = () => byId("upload-file") as HTMLInputElement;
const becomeField = () => byId("upload-as") as HTMLSelectElement;
const takeButton = () => byId("upload-take") as HTMLButtonElement;

/** The service decides about zones that are missing from a file, unless the user does. */
const DECIDE = "decide";

/** @returns opens it */
export function addUploadDialog(page: Page): (dropped: Promise<File[]> | null) => void {
  const { store, map } = page;
  const upload: {
    file: File | null;
    preview: UploadPreview | null;
    reading: Reading;
    missing: string;
  } = { file: null, preview: null, reading: AS_DETECTED, missing: DECIDE };
  let clear = () => {};
  let readFields = () => upload.reading;

  const show = () => {
    const { preview } = upload;
    const become = becomeField().value;
    clear();
    clear = preview ? showUploadOutlines(map, preview.outlines) : () => {};
    const speak = (message: Message) => sayMessage(store.state, message);
    const { fields, repair, read } = readingFields(columnsOf(store.state), upload.reading, preview);
    readFields = () => read(byId("upload-reading-fields"));
    fill(byId("upload-reading-fields"), ...fields, repair);
    byId("upload-reading").hidden = !upload.file;
    const { draft, scenario } = store.state;
    byId("upload-replaces").hidden = become !== "scenario" || (!draft && scenario === "baseline");
    fill(
      byId("upload-preview"),
      ...(preview ? consequencesOf(store.state, become, preview, settle) : []),
      ...(preview ? reportOf(preview, speak) : []),
    );
    const some = preview?.edits ? preview.edits.length : preview?.outlines.length;
    takeButton().disabled = !some;
  };

  const settle = (missing: string) => {
    Object.assign(upload, { missing });
    void read().then(() => document.getElementById("upload-missing")?.focus());
  };

  /** @param turned why it becomes an outline instead of edits */
  const read = async (turned: string[] = []) => {
    const { file } = upload;
    if (!file) return;
    const signal = abortPrevious("upload");
    tell(say("page-upload-reading", { file: file.name }), true);
    takeButton().disabled = true; // the shown preview is outdated
    try {
      const become = becomeField().value === "scenario" ? "scenario" : "outline";
      const { scenario } = store.state;
      const { reading, missing } = upload;
      upload.preview = await previewUpload(file, become, reading, missing, scenario, signal);
      tell(...turned, true);
      announce(say("page-upload-read", { file: file.name }));
    } catch (error) {
      if (isAborted(error)) return;
      if (hasNoZone(error)) {
        becomeField().value = "new";
        const why = whyNot(store.state, error);
        return read([say("page-upload-turned"), ...why, say("page-upload-turned-back")]);
      }
      upload.preview = null;
      if (isOffline(error)) store.set({ offline: true });
      else if (!(error instanceof Problem) || error.status === 401)
        return reportProblem(store, error);
      tell(...whyNot(store.state, error));
    }
    show();
  };

  const begin = async (files: Iterable<File> | Promise<File[]> | null) => {
    Object.assign(upload, { file: null, preview: null, reading: AS_DETECTED, missing: DECIDE });
    const signal = abortPrevious("upload");
    tell("");
    byId("upload-dropped").textContent = "";
    try {
      const file = await oneFileOf(await files);
      if (signal.aborted) return;
      upload.file = file;
      if (!fileField().files?.length) byId("upload-dropped").textContent = file?.name ?? "";
    } catch (error) {
      tell(...whyNot(store.state, error));
    }
    show();
    void read();
  };

  const open = (dropped: Promise<File[]> | null) => {
    const { zone } = store.state;
    fileField().value = "";
    const named = zone ? zoneName(store.state, zone) : "";
    fill(
      becomeField(),
      h("option", { value: "scenario" }, say("page-upload-as-scenario")),
      zone && h("option", { value: "zone" }, say("page-upload-as-zone", { zone: named })),
      h("option", { value: "new" }, say("page-upload-as-new")),
    );
    becomeField().value = "scenario";
    void begin(dropped);
    dialog().showModal();
  };

  byId("upload-form").addEventListener("submit", (event) => {
    event.preventDefault();
    upload.reading = readFields();
    void read();
  });
  fileField().addEventListener("change", () => void begin(fileField().files));
  becomeField().addEventListener("change", () => {
    Object.assign(upload, { reading: readFields(), preview: null });
    show();
    void read();
  });
  byId("upload-take").addEventListener("click", () => {
    const { preview } = upload;
    const become = becomeField().value;
    const chosen = Number(
      (document.getElementById("upload-outline") as HTMLSelectElement | null)?.value ?? 0,
    );
    dialog().close();
    if (preview) void takeOver(page, become, preview, chosen);
  });
  byId("upload-cancel").addEventListener("click", () => dialog().close());
  dialog().addEventListener("close", () => {
    abortPrevious("upload");
    clear();
    clear = () => {};
    Object.assign(upload, { file: null, preview: null });
  });
  return open;
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

/** Show lines in the dialog; progress is not an alert. */
function tell(...lines: (string | boolean)[]) {
  const quiet = lines.at(-1) === true;
  const texts = lines.filter((line) => typeof line === "string" && line);
  byId("upload-says").classList.toggle("quiet", quiet);
  fill(byId("upload-says"), ...texts.map((line) => h("p", {}, String(line))));
}
