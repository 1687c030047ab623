/**
 * Files for the service, which returns a preview and stores nothing. Data sets of several files, such
 * as a shapefile, are sent as one ZIP archive, uncompressed, so that no file is held whole in memory.
 */

import { Problem, ask } from "../core/api.ts";
import { messageOf } from "../core/words/messages.ts";

export const AS_DETECTED: Reading = {
  layer: "",
  encoding: "",
  source_crs: "",
  axis_order: "",
  columns: {},
  repair: false,
};

/**
 * Request the preview of a file.
 *
 * @param missing the service's option for zones that are missing from it
 * @param scenario that the edits replace, whose phases they keep
 */
export function previewUpload(
  file: File,
  become: "scenario" | "outline",
  reading: Reading,
  missing: string,
  scenario: string,
  signal?: AbortSignal,
): Promise<UploadPreview> {
  const options = [
    ["as", become],
    ["missing", missing],
    ["scenario", scenario],
    ...readingParameters(file, reading),
  ];
  return ask(`/api/uploads?${new URLSearchParams(options)}`, { body: file, signal });
}

/** The reading options of a file, as query parameters. */
function readingParameters(file: File, { columns, repair, ...texts }: Reading) {
  const given = Object.entries(texts).filter(([, text]) => text);
  const mapped = Object.entries(columns).filter(([, column]) => column);
  return [
    ["name", file.name],
    ...given,
    ...mapped.map(([own, column]) => ["map_column", `${own}=${column}`]),
    ...(repair ? [["repair", "true"]] : []),
  ];
}

/**
 * Whether a file is the main one of several, or a folder is a data set, by the formats' suffixes.
 */
const isOf = (kind: "heads" | "folders", name: string) =>
  (document.body.dataset[kind] ?? "").split(" ").includes(suffixOf(name));

const UTF8_NAMES = 0x800;
const VERSION = 20;
const FIRST_OF_1980 = 0x21;

/**
 * The given file, or a data set's files in one archive; null: none was given.
 *
 * Raises Problem for several files that are not a data set.
 */
export async function oneFileOf(given: Iterable<File> | null | undefined): Promise<File | null> {
  const files = [...(given ?? [])];
  if (!files.length) return null;
  for (const file of files) await checkReadable(file);
  const folder = folderOf(files);
  if (folder && isOf("folders", folder)) return new File(await zipOf(files), `${folder}.zip`);
  const loose = files.map((file) => new File([file], file.name.replace(/^.*\//, "")));
  if (loose.length === 1) return loose[0];
  const head = loose.find(({ name }) => isOf("heads", name));
  if (!head) throw new Problem([messageOf("page-upload-several")], 422, {});
  return new File(await zipOf(loose), `${head.name.slice(0, -suffixOf(head.name).length)}.zip`);
}

/** The common folder of all files, at any depth; "": none. */
function folderOf(files: File[]) {
  const folders = new Set(files.map(({ name }) => /^([^/]*)\//.exec(name)?.[1] ?? ""));
  return folders.size === 1 ? [...folders][0] : "";
}

/** Raises Problem if a file cannot be read: it was deleted or changed, or is a folder. */
async function checkReadable(file: File) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new Problem([messageOf("page-upload-unreadable", { file: file.name })], 422, {});
  }
}

const suffixOf = (name: string) => (/\.[^.]*$/.exec(name)?.[0] ?? "").toLowerCase();

/** The parts of a ZIP archive of files. */
async function zipOf(files: File[]): Promise<BlobPart[]> {
  const members: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let at = 0;
  let listed = 0;
  for (const file of files) {
    const name = new TextEncoder().encode(file.name);
    const about = [VERSION, UTF8_NAMES, 0, 0, FIRST_OF_1980].map(two);
    about.push(four(await crcOf(file)), four(file.size), four(file.size), two(name.length));
    const member = bytes(four(0x04034b50), ...about, two(0), [...name]);
    const entry = bytes(
      four(0x02014b50),
      two(VERSION),
      ...about,
      ...[0, 0, 0, 0].map(two),
      four(0),
      four(at),
      [...name],
    );
    members.push(member, file);
    directory.push(entry);
    at += member.length + file.size;
    listed += entry.length;
  }
  const count = two(files.length);
  const end = bytes(four(0x06054b50), two(0), two(0), count, count, four(listed), four(at), two(0));
  return [...members, ...directory, end];
}

const two = (value: number) => [value & 0xff, (value >> 8) & 0xff];
const four = (value: number) => [...two(value), ...two(value >>> 16)];
const bytes = (...parts: number[][]) => new Uint8Array(parts.flat());

/** The CRC table of ZIP's polynomial. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The checksum of a file, read block by block. */
async function crcOf(file: Blob) {
  const reader = file.stream().getReader();
  let crc = 0xffffffff;
  for (let block = await reader.read(); !block.done; block = await reader.read())
    for (const byte of block.value) crc = REMAINDERS[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}
