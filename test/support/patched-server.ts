import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../../scripts/build-server.mjs';
import type { ServerFacts } from './server.ts';
import { until } from './until.ts';

/** A change of one compiled module: the first `before` becomes `after`. */
export interface Patch {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

const BUNDLES = 'dist/server';
/** What bundles find by their place. */
const BESIDE_BUNDLES = ['src', 'web'];

/**
 * A server with a fault built in: the product has no switch for that. It has its own copy of the bundles, and those
 * threads that run what is patched are bundled anew. In a patch, `ONCE` is an expression that is true for the first who
 * asks, in whichever thread or life of it.
 */
export class PatchedServer {
  readonly directory: string;
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, directory: string) {
    this.directory = directory;
    this.#child = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
  }

  /** Rejects when there is no such text to patch. */
  static async start(patches: readonly Patch[], args: readonly string[] = []): Promise<PatchedServer> {
    const directory = mkdtempSync(join(tmpdir(), 'marchland-patched-'));
    const bundles = join(directory, BUNDLES);
    cpSync(BUNDLES, bundles, { recursive: true });
    for (const name of BESIDE_BUNDLES) symlinkSync(resolve('dist', name), join(directory, 'dist', name));
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    cpSync('package.json', join(directory, 'package.json'));
    for (const entry of holders(patches, bundles)) await bundle(entry, bundles, patching(patches, bundles));
    const data = ['--data', join(directory, 'data')];
    const ports = ['--set', 'server.network.port=0', '--set', 'server.operator.port=0'];
    const command = [join(bundles, 'main.js'), '--json', ...data, ...ports, ...args];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    return new PatchedServer(child, directory);
  }

  /** The line with `text` in it, past or to come. Rejects with all that was said when it does not come. */
  async line(text: string, timeoutMs = 20_000): Promise<string> {
    const find = () => this.lines.find((line) => line.includes(text));
    await until(`a line with "${text}"`, () => find() !== undefined || this.hasEnded, timeoutMs).catch(
      () => {},
    );
    const found = find();
    if (found === undefined) throw new Error([`no line with "${text}"`, ...this.lines].join('\n  '));
    return found;
  }

  async facts(): Promise<Pick<ServerFacts, 'dataDirectory' | 'hash' | 'operatorUrl' | 'socketUrl' | 'tick'>> {
    return JSON.parse(await this.line('socketUrl'));
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Ends it with a signal. Returns the exit code, null when the signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.#child.kill(signal);
    await until('the server has ended', () => this.hasEnded, 30_000);
    return this.#child.exitCode;
  }

  /** Ends it if it runs, and removes all it left. */
  async remove(): Promise<void> {
    if (!this.hasEnded) await this.end('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The bundles that have a patched module: those of threads, or that of the main thread if no other has it. */
function holders(patches: readonly Patch[], bundles: string): Set<string> {
  const all = readdirSync(bundles, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.js'),
  );
  const entries = patches.flatMap(({ file }) => {
    const holding = all.filter((path) =>
      readFileSync(join(bundles, path), 'utf8').includes(`\n// dist/${file}\n`),
    );
    if (holding.length === 0) throw new Error(`${file}: found in no bundle of the server`);
    const threads = holding.filter((path) => path !== 'main.js');
    return threads.length > 0 ? threads : holding;
  });
  return new Set(entries);
}

/** Patches the text of a module. Throws when there is nothing to patch in it. */
function patching(patches: readonly Patch[], bundles: string) {
  const flag = JSON.stringify(join(bundles, 'once'));
  const once = `(() => { try { fsForFault.mkdirSync(${flag}); return true; } catch { return false; } })()`;
  return (path: string, text: string): string => {
    let patched = text;
    for (const { file, before, after } of patches) {
      if (file !== path) continue;
      if (!patched.includes(before)) throw new Error(`${path}: found no "${before}" to patch`);
      patched = patched.replace(before, after.replace('ONCE', once));
    }
    return patched === text ? text : `import * as fsForFault from 'node:fs';\n${patched}`;
  };
}
