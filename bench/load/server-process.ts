import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 20_000;
const KEPT_LINES = 20;

export interface ServerProcessOptions {
  /** Further arguments of the server, e.g. `['--set', 'world.seed=7']`. */
  readonly args?: readonly string[];
  /** Where the world is saved; left out, a directory of its own that goes with the process. */
  readonly dataDirectory?: string;
  /** Told the process id at once: who wants to see a crash during the start cannot wait until it is up. */
  readonly spawned?: (pid: number) => void;
}

/** What a server said about the world it saved when it was stopped. */
export interface SavedWorld {
  readonly tick: number;
  /** Eight hexadecimal digits. */
  readonly hash: string;
}

/** The line a server prints when it is up. */
export interface ServerFacts {
  readonly mapUrl: string;
  readonly socketUrl: string;
  readonly operatorUrl: string;
  readonly entities: number;
  readonly tick: number;
  readonly hash: string;
  readonly restored: boolean;
  readonly dataDirectory: string;
}

export interface ServerProcess {
  readonly pid: number;
  readonly mapUrl: string;
  readonly wsUrl: string;
  readonly operatorUrl: string;
  readonly facts: ServerFacts;
  /** Fulfilled when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Stops it gracefully and tells what it saved. Rejects when it does not end well; it is gone in any case. */
  stop(): Promise<SavedWorld>;
  /** Ends it as a crash would, nothing saved. */
  kill(): Promise<void>;
}

/**
 * Starts the compiled server (`dist/`) on free loopback ports and waits until it is up. Rejects with the server's own
 * words when it refuses to start.
 */
export async function startServer(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const root = projectRoot();
  const ownDirectory =
    options.dataDirectory === undefined ? mkdtempSync(join(tmpdir(), 'marchland-')) : undefined;
  const child = spawn(
    process.execPath,
    [
      ...['dist/server/main.js', '--json', '--data', options.dataDirectory ?? ownDirectory!],
      ...['--set', 'server.network.port=0', '--set', 'server.operator.port=0'],
      ...(options.args ?? []),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const words = new ServerWords(child);
  if (child.pid !== undefined) options.spawned?.(child.pid);
  // Whoever ends without stopping its server would leave it running for good.
  const endWithParent = () => child.kill('SIGKILL');
  process.once('exit', endWithParent);
  void words.closed.then(() => {
    process.off('exit', endWithParent);
    if (ownDirectory !== undefined) rmSync(ownDirectory, { recursive: true, force: true });
  });
  try {
    const facts = (await words.next('mapUrl', START_TIMEOUT_MS)) as unknown as ServerFacts;
    return {
      pid: child.pid!,
      mapUrl: facts.mapUrl,
      wsUrl: facts.socketUrl,
      operatorUrl: facts.operatorUrl,
      facts,
      ended: words.closed,
      stop: () => stop(child, words),
      kill: () => kill(child, words),
    };
  } catch (error) {
    await kill(child, words);
    throw error;
  }
}

async function stop(child: ChildProcess, words: ServerWords): Promise<SavedWorld> {
  const saved = words.next('stopped', STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  try {
    const { tick, hash } = (await saved) as unknown as SavedWorld;
    await inTime(words.closed, STOP_TIMEOUT_MS, 'the server has saved the world but does not end');
    if (child.exitCode !== 0)
      throw words.problem(`the server ended with ${child.exitCode ?? child.signalCode}`);
    return { tick, hash };
  } finally {
    await kill(child, words);
  }
}

async function kill(child: ChildProcess, words: ServerWords): Promise<void> {
  child.kill('SIGKILL');
  await words.closed;
}

/** The JSON lines of a server, and its last words for when something goes wrong. */
class ServerWords {
  /** Fulfilled when the process has ended and all it said was read. */
  readonly closed: Promise<void>;
  readonly #last: string[] = [];
  readonly #facts: Record<string, unknown>[] = [];
  readonly #child: ChildProcess;
  #notify: () => void = () => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    createInterface({ input: child.stdout! }).on('line', (line) => this.#take(line));
    createInterface({ input: child.stderr! }).on('line', (line) => this.#take(line));
    this.closed = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    void this.closed.then(() => this.#notify());
  }

  /** The JSON line that has `key`, past or to come. Rejects when the process ends or the time is up before. */
  next(key: string, timeoutMs: number): Promise<Record<string, unknown>> {
    const found = new Promise<Record<string, unknown>>((resolve, reject) => {
      this.#notify = () => {
        const facts = this.#facts.find((line) => key in line);
        if (facts) resolve(facts);
        else if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
          reject(this.problem(`the server ended with ${this.#child.exitCode ?? this.#child.signalCode}`));
        }
      };
      this.#notify();
    });
    return inTime(found, timeoutMs, `no line with "${key}" from the server within ${timeoutMs / 1000} s`);
  }

  problem(what: string): Error {
    return new Error([what, ...this.#last].join('\n  '));
  }

  #take(line: string): void {
    this.#last.push(line);
    if (this.#last.length > KEPT_LINES) this.#last.shift();
    const facts = jsonObject(line);
    if (facts) this.#facts.push(facts);
    this.#notify();
  }
}

function jsonObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function inTime<T>(promise: Promise<T>, timeoutMs: number, problem: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(problem)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** This file runs from `bench/load` in tests and from `dist/bench/load` when compiled. */
function projectRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return directory;
}
