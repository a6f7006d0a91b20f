import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzip } from 'node:zlib';

/** The live map's files, held in memory: there are few, and a gateway must not wait for a disk. */

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Below this, gzip saves less than its header costs. */
const GZIP_BYTES_MIN = 1_024;

export interface Page {
  readonly type: string;
  readonly body: Uint8Array;
  readonly gzip: boolean;
}

export class StaticSite {
  readonly #plain = new Map<string, Page>();
  readonly #gzipped = new Map<string, Page>();

  /** Takes every known kind of file in `directory` (not below it); a missing directory gives an empty site. */
  constructor(directory: string) {
    if (!existsSync(directory)) return;
    for (const name of readdirSync(directory)) {
      if (TYPES[extname(name)]) this.add(`/${name}`, readFileSync(join(directory, name)));
    }
    const index = this.#plain.get('/index.html');
    if (index) this.add('/', index.body, '.html');
  }

  /** A page, in place of one at the same path. It is served as it is until a thread of the pool has compressed it. */
  add(path: string, body: Uint8Array, extension = extname(path)): void {
    const type = TYPES[extension];
    const plain = { type, body, gzip: false };
    this.#plain.set(path, plain);
    this.#gzipped.delete(path);
    if (body.length < GZIP_BYTES_MIN) return;
    gzip(body, (error, packed) => {
      const isStill = this.#plain.get(path) === plain;
      if (!error && isStill) this.#gzipped.set(path, { type, body: packed, gzip: true });
    });
  }

  /**
   * The page at `path`; compressed when the reader says it can take that. Only whole known paths exist: no path is
   * ever joined.
   */
  page(path: string, acceptEncoding: string): Page | undefined {
    if (acceptEncoding.includes('gzip')) return this.#gzipped.get(path) ?? this.#plain.get(path);
    return this.#plain.get(path);
  }
}
