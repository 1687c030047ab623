/** The address of the page: the only module that knows the service's path on its host. */

/** The path from the document to the service: "./" from the page, "../" from a map alone. */
const root = () => document.body.dataset.root ?? "./";

/** The address of a path of the service, such as "/api/plan", relative to the document. */
export const address = (path: string) => root() + path.replace(/^\//, "");

/** The path of the service on its host: "/" at the root. */
const ownPath = () => new URL(root(), document.baseURI).pathname;

/**
 * A browser-wide name that is specific to this plan: storage, locks and channels are shared by a
 * whole host, which may have several plans.
 */
export const ownName = (name: string) => (ownPath() === "/" ? name : `${name} ${ownPath()}`);

/** The address of a plan of a service with several plans, by its name there. */
export const planAddress = (name: string) => `${root()}../${encodeURIComponent(name)}/`;
