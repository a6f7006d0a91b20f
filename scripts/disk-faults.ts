import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectNode } from '../client/node.ts';

const HELP = `Breaks the disk under a running server and looks whether it does what it should.

npm run faults -- [options]

  --only NAME   eio, slow or full instead of all three
  --json        one JSON object as the last line
  --help        this text

eio and slow need strace (apt-get install -y strace); full needs root, for a small file system of its own.
Exit codes: 0 all as it should be, 1 not, 2 bad usage or something is missing.
`;

const LINE_TIMEOUT_MS = 60_000;
const ORDER_INTERVAL_MS = 50;
/** Room for a server's snapshots, and soon full. */
const SMALL_DISK_MB = 32;

/** A server with a client that keeps ordering, so that there is always something to be made safe. */
class Bench {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  #client: ReturnType<typeof connectNode> | undefined;
  #orders: NodeJS.Timeout | undefined;

  constructor(directory: string) {
    const ports = ['--set', 'server.network.port=0', '--set', 'server.operator.port=0'];
    const args = ['dist/server/main.js', '--json', '--data', directory, ...ports];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        say(`  ${line}`);
      });
    }
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get reconnects(): number {
    return this.#client?.diagnostics().reconnects ?? 0;
  }

  async begin(): Promise<void> {
    const { socketUrl } = JSON.parse(await this.line('socketUrl')) as { socketUrl: string };
    const client = connectNode({ url: socketUrl, backoff: { firstMs: 50, maxMs: 200 } });
    this.#client = client;
    let step = 0;
    this.#orders = setInterval(() => {
      if (client.avatar !== undefined) client.moveTo(1000 + (step++ % 2), 1000);
    }, ORDER_INTERVAL_MS);
    await this.#until('the client has its avatar', () => client.avatar !== undefined);
  }

  /** The first line from number `from` on with `text` in it. */
  async line(text: string, from = 0): Promise<string> {
    const find = () => this.lines.slice(from).find((line) => line.includes(text));
    await this.#until(`a line with "${text}"`, () => find() !== undefined);
    return find()!;
  }

  /** The client is served again and its mirror is exact. */
  async served(): Promise<void> {
    const checks = this.#client!.diagnostics().hashChecks;
    await this.#until('the client is served and exact', () => {
      const { exact, hashChecks } = this.#client!.diagnostics();
      return exact && hashChecks > checks;
    });
  }

  /** Status and findings of /readyz. */
  async ready(): Promise<{ status: number; missing: string[] }> {
    const { operatorUrl } = JSON.parse(await this.line('socketUrl')) as { operatorUrl: string };
    const response = await fetch(new URL('/readyz', operatorUrl));
    return { status: response.status, missing: ((await response.json()) as { missing: string[] }).missing };
  }

  async end(): Promise<number | null> {
    clearInterval(this.#orders);
    this.#client?.close();
    this.#child.kill('SIGTERM');
    await this.#until('the server has ended', () => this.#child.exitCode !== null).catch(() => {
      this.#child.kill('SIGKILL');
    });
    return this.#child.exitCode;
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + LINE_TIMEOUT_MS; !holds(); await sleep(20)) {
      if (Date.now() > end) throw new Error(`not within ${LINE_TIMEOUT_MS / 1000} s: ${what}`);
    }
  }
}

/** Makes the syncs of a running process fail or wait, until `stop`. */
async function inject(pid: number, rule: string): Promise<{ stop(): Promise<void> }> {
  // Which of the two SQLite uses is decided when it is compiled.
  const calls = 'fsync,fdatasync';
  const args = ['-f', '-q', '-p', String(pid), '-e', `trace=${calls}`, '-e', `inject=${calls}:${rule}`];
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = new Promise((resolve) => tracer.once('exit', resolve));
  return {
    stop: async () => {
      tracer.kill('SIGINT');
      await ended;
    },
  };
}

type Facts = Record<string, number | string | null>;

const CASES: Readonly<
  Record<string, { needs: 'strace' | 'root'; run: (directory: string) => Promise<Facts> }>
> = {
  eio: { needs: 'strace', run: failedSync },
  slow: { needs: 'strace', run: slowDisk },
  full: { needs: 'root', run: fullDisk },
};

/** A sync of the journal fails: the world has to come back from disk. */
async function failedSync(directory: string): Promise<Facts> {
  return withServer(directory, async (bench) => {
    const fault = await inject(bench.pid, 'error=EIO:when=20');
    const died = await bench.line('the world is restarted from disk').finally(() => fault.stop());
    const back = await bench.line('the world runs again');
    await bench.served();
    return { died, back, reconnects: bench.reconnects, readyStatus: (await bench.ready()).status };
  });
}

/** Every sync takes six seconds: first the operator is told, then players. */
async function slowDisk(directory: string): Promise<Facts> {
  return withServer(directory, async (bench) => {
    const fault = await inject(bench.pid, 'delay_enter=6000000');
    const alarm = await bench.line('the disk is slow').finally(() => sleep(5500));
    const { missing } = await bench.ready();
    await fault.stop();
    const over = await bench.line('the disk has caught up');
    await bench.served();
    return { alarm, whileSlow: missing.join('; '), over, readyStatus: (await bench.ready()).status };
  });
}

/** The disk fills up, stays full for longer than the world may run on, and gets room again. */
async function fullDisk(directory: string): Promise<Facts> {
  const disk = join(directory, 'disk');
  mkdirSync(disk);
  const size = `size=${SMALL_DISK_MB}m`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', disk]).status !== 0) {
    throw new Error('the small file system cannot be mounted');
  }
  try {
    return await withServer(disk, async (bench) => {
      const ballast = join(disk, 'ballast');
      const { bavail, bsize } = statfsSync(disk);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4096));
      const full = await bench.line('nothing is confirmed');
      const paused = await bench.line('the world stands still');
      const { missing } = await bench.ready();
      rmSync(ballast);
      const over = await bench.line('there is room again');
      await bench.served();
      const { status } = await bench.ready();
      return {
        full,
        paused,
        whileFull: missing.join('; '),
        over,
        reconnects: bench.reconnects,
        readyStatus: status,
      };
    });
  } finally {
    spawnSync('umount', [disk]);
  }
}

async function withServer(directory: string, run: (bench: Bench) => Promise<Facts>): Promise<Facts> {
  const bench = new Bench(directory);
  let exitCode: number | null = null;
  try {
    await bench.begin();
    const facts = await run(bench);
    exitCode = await bench.end();
    return { ...facts, exitCode };
  } finally {
    if (exitCode === null) await bench.end();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function missingTool(names: readonly string[]): string | undefined {
  const needs = names.map((name) => CASES[name].needs);
  if (needs.includes('strace') && spawnSync('strace', ['-V']).status !== 0) {
    return 'found no strace; apt-get install -y strace';
  }
  if (needs.includes('root') && process.getuid?.() !== 0)
    return 'full: needs root; leave it out with --only eio';
  return undefined;
}

async function main(argv: readonly string[]): Promise<number> {
  const options = { only: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  let values: { only?: string; json?: boolean; help?: boolean };
  try {
    ({ values } = parseArgs({ args: [...argv], options }));
  } catch (error) {
    say(`faults: ${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const names = values.only === undefined ? Object.keys(CASES) : [values.only];
  const unknown = names.find((name) => CASES[name] === undefined);
  const lack =
    unknown === undefined
      ? missingTool(names)
      : `--only: found ${unknown}, allowed: ${Object.keys(CASES).join(', ')}`;
  if (lack !== undefined) {
    say(`faults: ${lack}`);
    return 2;
  }
  const results: Record<string, Facts> = {};
  let exitCode = 0;
  for (const name of names) {
    const directory = mkdtempSync(join(tmpdir(), 'marchland-faults-'));
    say(`== ${name}`);
    try {
      results[name] = await CASES[name].run(directory);
    } catch (error) {
      results[name] = { problem: (error as Error).message };
      exitCode = 1;
    }
    rmSync(directory, { recursive: true, force: true });
    if (!values.json) process.stdout.write(`${name}: ${results[name].problem ?? 'as it should be'}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ ok: exitCode === 0, cases: results })}\n`);
  return exitCode;
}

process.exitCode = await main(process.argv.slice(2));
