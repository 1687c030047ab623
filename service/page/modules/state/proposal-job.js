/** The proposal job of the service: start, follow and cancel. */

import { ask, isOffline, request } from "../api.js";
import { reportProblem } from "./report-problem.js";

/** The long-poll timeout of the service, and the retry interval when offline. */
const WAIT_S = 20;
const AGAIN_AFTER_MS = 2_000;

/** Whether a job waits or runs. @param {Job | null} job */
export const isOpen = (job) => job?.state === "waiting" || job?.state === "running";

/**
 * Start a job and follow it. Raises Problem if it is refused.
 *
 * @param {Store} store
 * @param {object} question
 */
export async function startJob(store, question) {
  const job = /** @type {Job} */ (await ask("/api/jobs", { body: question }));
  store.set({ job, proposal: null, piece: null });
  void follow(store, job);
}

/** Cancel the job: it returns its best answer so far, if any. @param {Store} store */
export async function cancelJob(store) {
  const { job } = store.state;
  if (!job) return;
  const left = /** @type {Job} */ (await ask(`/api/jobs/${job.job}`, { method: "DELETE" }));
  if (isOpen(store.state.job)) store.set({ job: left });
}

/** Follow this person's last job, as after a reload of the page. @param {Store} store */
export async function resumeJob(store) {
  const jobs = /** @type {Job[]} */ (await ask("/api/jobs"));
  const last = jobs.find(({ kind, state }) => kind === "proposal" && state !== "cancelled");
  if (!last || store.state.job || last.state === "failed") return;
  store.set({ job: last });
  await follow(store, last);
}

/** The first of several proposals, or the one. @param {Proposed} result */
const firstOf = (result) => result.answers?.[0] ?? result.front?.points[0] ?? result;

/** Show a job's progress until it has ended, or another is shown. @param {Store} store @param {Job} started */
async function follow(store, started) {
  const path = `/api/jobs/${started.job}`;
  const isShown = () => store.state.job?.job === started.job;
  try {
    for (let open = isOpen(started); isShown();) {
      /** @type {{body: Job}} */
      const { body: job } = await request(open ? `${path}?wait_s=${WAIT_S}` : path);
      if (!isShown()) return;
      store.set({ job, ...(job.result ? { proposal: firstOf(job.result), piece: null } : {}) });
      open = isOpen(job);
      if (!open) return;
    }
  } catch (error) {
    if (!isOffline(error)) return reportProblem(store, error);
    await new Promise((done) => setTimeout(done, AGAIN_AFTER_MS));
    void follow(store, started);
  }
}
