import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A journal file by its name: which boot of the world wrote it, and the tick after which it begins. */
export interface JournalFile {
  readonly path: string;
  readonly epoch: number;
  readonly baseTick: number;
}

const NAME = /^journal-(\d+)-(\d+)\.db$/;

/** The name of a journal file; padded so that names sort as they follow each other. */
export function journalPath(directory: string, epoch: number, baseTick: number): string {
  return join(
    directory,
    `journal-${String(epoch).padStart(6, '0')}-${String(baseTick).padStart(10, '0')}.db`,
  );
}

/** All journal files of a world, oldest first. */
export function journalFiles(directory: string): JournalFile[] {
  if (!existsSync(directory)) return [];
  const files: JournalFile[] = [];
  for (const name of readdirSync(directory).sort()) {
    const match = NAME.exec(name);
    if (match)
      files.push({ path: join(directory, name), epoch: Number(match[1]), baseTick: Number(match[2]) });
  }
  return files;
}

/** SQLite's own files beside a database. */
const COMPANIONS = ['', '-wal', '-shm'];

export function removeJournal(file: JournalFile): void {
  for (const suffix of COMPANIONS) rmSync(`${file.path}${suffix}`, { force: true });
}

/** Puts a damaged journal out of the way without losing it: somebody may want to look. */
export function setAside(file: JournalFile): void {
  for (const suffix of COMPANIONS) {
    if (existsSync(`${file.path}${suffix}`))
      renameSync(`${file.path}${suffix}`, `${file.path}.damaged${suffix}`);
  }
}

/** Removes what no kept snapshot needs: files whose successor begins at or before the oldest of them. */
export function removeOutdated(directory: string, oldestSnapshotTick: number): void {
  const files = journalFiles(directory);
  for (let i = 0; i + 1 < files.length; i++) {
    if (files[i + 1].baseTick <= oldestSnapshotTick) removeJournal(files[i]);
  }
}
