/** The proposal job of the service: start, follow and cancel. */

import { ask, isOffline, request } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";

/** The long-poll timeout of the service, and the retry interval when offline. */
const WAIT_S = 20;
const AGAIN_AFTER_MS = 2_000;

/** Whether a job waits or runs. */
export const isOpen = (job: Job | null) => job?.state === "waiting" || job?.state === "running";

/** Start a job and follow it. Raises Problem if it is refused. */
export async function startJob(store: Store, question: object) {
  const job = (await ask("/api/jobs", { body: question })) as Job;
  store.set({ job, proposal: null, piece: null });
  void follow(store, job);
}

/** Cancel the job: it returns its best answer so far, if any. */
export async function cancelJob(store: Store) {
  const { job } = store.state;
  if (!job) return;
  const left = (await ask(`/api/jobs/${job.job}`, { method: "DELETE" })) as Job;
  if (isOpen(store.state.job)) store.set({ job: left });
}

/** Follow this person's last job, as after a reload of the page. */
export async function resumeJob(store: Store) {
  const jobs = (await ask("/api/jobs")) as Job[];
  const last = jobs.find(({ kind, state }) => kind === "proposal" && state !== "cancelled");
  if (!last || store.state.job || last.state === "failed") return;
  store.set({ job: last });
  await follow(store, last);
}

/** The first of several proposals, or the one. */
const firstOf = (result: Proposed) => result.answers?.[0] ?? result.front?.points[0] ?? result;

/** Show a job's progress until it has ended, or another is shown. */
async function follow(store: Store, started: Job) {
  const path = `/api/jobs/${started.job}`;
  const isShown = () => store.state.job?.job === started.job;
  try {
    for (let open = isOpen(started); isShown();) {
      const { body: job }: { body: Job } = await request(open ? `${path}?wait_s=${WAIT_S}` : path);
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
