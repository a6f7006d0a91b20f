import { existsSync, readFileSync } from 'node:fs';

/**
 * SQLite takes the first frame of a write-ahead log that does not check out for the end of the log, and says nothing:
 * after a power cut that is right, after damage it is a silent loss. This looks at what lies behind that point.
 * Layout: https://www.sqlite.org/fileformat2.html#walformat
 */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f_0682;

/** What is wrong with the log beside the database `path`; undefined when nothing is, or there is none. */
export function walProblem(path: string): string | undefined {
  const file = `${path}-wal`;
  if (!existsSync(file)) return undefined;
  const log = readFileSync(file);
  if (log.length === 0) return undefined;
  if (log.length < HEADER_BYTES) return 'its write-ahead log is cut short';
  const magic = log.readUInt32BE(0);
  const checksum = new Checksum((magic & 1) === 1);
  checksum.add(log, 0, FRAME_HEADER_BYTES);
  if ((magic & ~1) >>> 0 !== MAGIC || !checksum.equals(log, 24)) {
    return 'the head of its write-ahead log is damaged';
  }
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8);
  if ((log.length - HEADER_BYTES) % frameBytes !== 0) return 'its write-ahead log is cut short';
  let at = HEADER_BYTES;
  for (; at + frameBytes <= log.length && isOwn(log, at) === 'own'; at += frameBytes) {
    checksum.add(log, at, at + 8);
    checksum.add(log, at + FRAME_HEADER_BYTES, at + frameBytes);
    if (!checksum.equals(log, at + 16)) break;
  }
  // Behind the end there may only be frames of earlier rounds of the log, which have neither of its salts.
  for (; at + FRAME_HEADER_BYTES <= log.length; at += frameBytes) {
    if (isOwn(log, at) !== 'other') return 'the end of its write-ahead log is torn or damaged';
  }
  return undefined;
}

/** Whose frame begins at `at`, by the two salts that the header and every frame of a round share. */
function isOwn(log: Buffer, at: number): 'own' | 'partly' | 'other' {
  const first = log.readUInt32BE(at + 8) === log.readUInt32BE(16);
  const second = log.readUInt32BE(at + 12) === log.readUInt32BE(20);
  if (first && second) return 'own';
  return first || second ? 'partly' : 'other';
}

/** The running checksum of a log; the words' byte order is told by the log's magic number. */
class Checksum {
  readonly #bigEndian: boolean;
  #a = 0;
  #b = 0;

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  add(bytes: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at += 8) {
      this.#a = (this.#a + this.#word(bytes, at) + this.#b) >>> 0;
      this.#b = (this.#b + this.#word(bytes, at + 4) + this.#a) >>> 0;
    }
  }

  /** Whether the checksum stored at `at` is this one; stored ones are big-endian always. */
  equals(bytes: Buffer, at: number): boolean {
    return bytes.readUInt32BE(at) === this.#a && bytes.readUInt32BE(at + 4) === this.#b;
  }

  #word(bytes: Buffer, at: number): number {
    return this.#bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}
