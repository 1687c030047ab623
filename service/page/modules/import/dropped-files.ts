/** Files that are dropped on a part of the page; a folder is all files in it. */

const MOST = 10_000; // files of one drop; more are not a data set

/**
 * Handlers of an element that accepts dropped files. `take` receives them; the name of a file in a
 * folder begins with the folder's, as in `zones.gdb/a0001.gdbtable`.
 */
export const acceptDrop = (take: (files: Promise<File[]>) => void) => ({
  ondragover: (event: DragEvent) => event.preventDefault(),
  ondrop: (event: DragEvent) => {
    event.preventDefault();
    const data = event.dataTransfer;
    if (data?.files.length) take(filesOf(data));
  },
});

/** The content of a drop must be read before the first await. */
function filesOf(data: DataTransfer) {
  const files = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  return inside(
    files,
    entries.filter((entry) => entry?.isDirectory),
  );
}

async function inside(files: File[], folders: (FileSystemEntry | null)[]) {
  const names = new Set(folders.map((folder) => folder?.name));
  const all = files.filter(({ name }) => !names.has(name));
  const waiting = folders.slice();
  while (waiting.length && all.length < MOST) {
    const folder = waiting.pop() as FileSystemDirectoryEntry;
    for (const entry of await entriesOf(folder))
      if (entry.isDirectory) waiting.push(entry);
      else all.push(await fileOf(entry as FileSystemFileEntry));
  }
  return all;
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const every: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, fail),
    );
    if (!some.length) return every;
    every.push(...some);
  }
}

async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  const file = await new Promise<File>((done, fail) => entry.file(done, fail));
  return new File([file], entry.fullPath.replace(/^\//, ""));
}
