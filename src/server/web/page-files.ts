import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** Encodings of files that are compressed already, best first, with the ending of their names. */
const encodings = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Names with a hash of the content: a hyphen or a dot, at least eight characters, and the ending. */
const hashedName = /[-.][\w-]{8,}\.\w+$/;

/** One form of a file, as it goes out. */
export interface FileForm {
  /** Undefined: as it is. */
  readonly encoding: string | undefined;
  readonly bytes: Buffer;
  /** Names these very bytes (RFC 9110, section 8.8.3). */
  readonly etag: string;
}

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  /** Its name changes with its content, so that whoever has it need not ask again. */
  readonly isImmutable: boolean;
  /** The file as it is, and its compressed forms before it. */
  readonly forms: readonly FileForm[];
}

/**
 * The files of the page, all in memory: a request is a look-up by its path among them, so that none can lead to
 * another file. `index.html` is `/`; a file that lies beside one of the same name with `.br` or `.gz` behind it is
 * sent compressed to who takes that.
 */
export class PageFiles {
  readonly #files: ReadonlyMap<string, PageFile>;

  constructor(files: ReadonlyMap<string, PageFile>) {
    this.#files = files;
  }

  /**
   * Reads a folder and those within it.
   *
   * @throws Error of the system (by rejection) when it cannot be read
   */
  static async read(folder: string): Promise<PageFiles> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const present = new Set(paths);
    const isForm = (path: string) =>
      encodings.some(({ ending }) => path.endsWith(ending) && present.has(withoutEnding(path)));
    const files = new Map<string, PageFile>();
    for (const path of paths) {
      if (!isForm(path)) files.set(addressOf(relative(folder, path)), await fileAt(path, present));
    }
    return new PageFiles(files);
  }

  /** @param path of a request, without what follows a question mark */
  at(path: string): PageFile | undefined {
    return this.#files.get(path);
  }
}

/** The form of a file for a client that takes these encodings (RFC 9110, section 12.5.3). */
export function formFor(file: PageFile, acceptEncoding = ''): FileForm {
  const taken = acceptEncoding
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(';')[0]);
  const isTaken = ({ encoding }: FileForm) => encoding === undefined || taken.includes(encoding);
  return file.forms.find(isTaken) as FileForm;
}

async function fileAt(path: string, present: ReadonlySet<string>): Promise<PageFile> {
  const compressed = encodings.filter(({ ending }) => present.has(path + ending));
  const forms = [...compressed, { encoding: undefined, ending: '' }];
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    isImmutable: hashedName.test(path),
    forms: await Promise.all(
      forms.map(async ({ encoding, ending }) => formOf(encoding, await readFile(path + ending))),
    ),
  };
}

function formOf(encoding: string | undefined, bytes: Buffer): FileForm {
  return { encoding, bytes, etag: `"${hash('sha256', bytes, 'base64url').slice(0, 22)}"` };
}

function addressOf(path: string): string {
  const address = `/${path.split(sep).join('/')}`;
  return address === '/index.html' ? '/' : address;
}

function withoutEnding(path: string): string {
  return path.slice(0, -extname(path).length);
}
