import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { ServerFacts } from './server.ts';
import { until } from './until.ts';

/** A change of one compiled file: the first `before` becomes `after`. */
export interface Patch {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * A server of its own copy of dist/ with a fault built in: the product has no switch for that. In a patch, `ONCE` is an
 * expression that is true for the first who asks, in whichever thread or life of it.
 */
export class PatchedServer {
  readonly directory = mkdtempSync(join(tmpdir(), 'marchland-patched-'));
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  constructor(patches: readonly Patch[], args: readonly string[] = []) {
    const { directory } = this;
    for (const part of ['src', 'systems', 'components']) {
      cpSync(join('dist', part), join(directory, part), { recursive: true });
    }
    symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
    cpSync('package.json', join(directory, 'package.json'));
    cpSync('dist/web', join(directory, 'web'), { recursive: true });
    for (const { file, before, after } of patches) this.#patch(join(directory, file), before, after);
    this.#child = this.#spawn(args);
  }

  #patch(path: string, before: string, after: string): void {
    const text = readFileSync(path, 'utf8');
    if (!text.includes(before)) throw new Error(`${path}: found no "${before}" to patch`);
    const flag = JSON.stringify(join(this.directory, 'once'));
    const once = `(() => { try { fsForFault.mkdirSync(${flag}); return true; } catch { return false; } })()`;
    const body = text.replace(before, after.replace('ONCE', once));
    writeFileSync(path, `import * as fsForFault from 'node:fs';\n${body}`);
  }

  #spawn(args: readonly string[]): ChildProcess {
    const child = spawn(
      process.execPath,
      [
        ...[join(this.directory, 'src/main.js'), '--json', '--data', join(this.directory, 'data')],
        ...['--set', 'server.network.port=0', '--set', 'server.operator.port=0', ...args],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    return child;
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
