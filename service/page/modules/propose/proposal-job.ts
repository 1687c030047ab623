/** The proposal job of the service: start, follow and cancel; earlier ones of this person. */

import { ask, isOffline, request } from "../core/api.ts";
import { reportProblem } from "../core/report-problem.ts";

/** The long-poll timeout of the service, and the retry interval when offline. */
const WAIT_S = 20;
const AGAIN_AFTER_MS = 2_000;

/** The numbers of jobs that were started on this page: the map goes to what these find. */
export const startedHere = new Set<string>();

/** Whether a job waits or runs. */
export const isOpen = (job: Job | null) => job?.state === "waiting" || job?.state === "running";

/** Start a job and follow it. Raises Problem if it is refused. */
export async function startJob(store: Store, question: object) {
  const job = (await ask("/api/jobs", { body: question })) as Job;
  startedHere.add(job.job);
  putAside(store, job);
  void follow(store, job);
}

/** Cancel the job: it returns its best answer so far, if any. */
export async function cancelJob(store: Store) {
  const { job } = store.state;
  if (!job) return;
  const left = (await ask(`/api/jobs/${job.job}`, { method: "DELETE" })) as Job;
  if (isOpen(store.state.job)) store.set({ job: left });
}

/** Find this person's jobs, as after a reload of the page: one that is open is followed. */
export async function findJobs(store: Store) {
  const jobs = (await ask("/api/jobs")) as Job[];
  const found = jobs.filter(({ kind, job }) => kind === "proposal" && job !== store.state.job?.job);
  const open = found.find(isOpen);
  store.set({ earlier: found.filter(({ state }) => state === "done") });
  if (!open || store.state.job) return;
  store.set({ job: open });
  await follow(store, open);
}

/** Show the result of an earlier job. */
export async function showEarlier(store: Store, earlier: Job) {
  const job = (await ask(`/api/jobs/${earlier.job}`)) as Job;
  putAside(store, job);
  if (job.result) store.set({ proposal: firstOf(job.result) });
}

/** Show a job; the one that was shown becomes an earlier one. */
function putAside(store: Store, job: Job) {
  const { job: shown, earlier } = store.state;
  const others = earlier.filter((one) => one.job !== job.job);
  const aside = shown?.result && shown.job !== job.job ? [shown] : [];
  store.set({ job, earlier: [...aside, ...others], proposal: null, piece: null });
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
