/** Where the page is: the one place that knows under which path of its host the service is seen. */

/** Leads from the document to the service: "./" from the page, "../" from a map alone. */
const root = () => document.body.dataset.root ?? "./";

/**
 * The address of a path of the service, such as "/api/plan", relative to the document.
 *
 * @param {string} path
 */
export const address = (path) => root() + path.replace(/^\//, "");

/** The path under which the service is seen: "/" at the root of its host. */
const ownPath = () => new URL(root(), document.baseURI).pathname;

/**
 * The name under which this browser keeps what is of this plan alone: storage, locks and channels
 * are those of a whole host, which may have several plans.
 *
 * @param {string} name
 */
export const ownName = (name) => (ownPath() === "/" ? name : `${name} ${ownPath()}`);

/**
 * The address of a plan of a service that has several, by its name there.
 *
 * @param {string} name
 */
export const planAddress = (name) => `${root()}../${encodeURIComponent(name)}/`;
