/** Files that are dropped on a part of the page; a folder is all files in it. */

const MOST = 10_000; // files of one drop; more are not a data set

/**
 * Handlers of an element that accepts dropped files. `take` receives them; the name of a file in a
 * folder begins with the folder's, as in `zones.gdb/a0001.gdbtable`.
 *
 * @param {(files: Promise<File[]>) => void} take
 */
export const acceptDrop = (take) => ({
  ondragover: (/** @type {DragEvent} */ event) => event.preventDefault(),
  ondrop: (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    const data = event.dataTransfer;
    if (data?.files.length) take(filesOf(data));
  },
});

/** The content of a drop must be read before the first await. @param {DataTransfer} data */
function filesOf(data) {
  const files = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  return inside(
    files,
    entries.filter((entry) => entry?.isDirectory),
  );
}

/** @param {File[]} files @param {(FileSystemEntry | null)[]} folders */
async function inside(files, folders) {
  const names = new Set(folders.map((folder) => folder?.name));
  const all = files.filter(({ name }) => !names.has(name));
  const waiting = folders.slice();
  while (waiting.length && all.length < MOST) {
    const folder = /** @type {FileSystemDirectoryEntry} */ (waiting.pop());
    for (const entry of await entriesOf(folder))
      if (entry.isDirectory) waiting.push(entry);
      else all.push(await fileOf(/** @type {FileSystemFileEntry} */ (entry)));
  }
  return all;
}

/** @param {FileSystemDirectoryEntry} folder @returns {Promise<FileSystemEntry[]>} */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const every = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return every;
    every.push(...some);
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
async function fileOf(entry) {
  const file = await new Promise((done, fail) => entry.file(done, fail));
  return new File([file], entry.fullPath.replace(/^\//, ""));
}
