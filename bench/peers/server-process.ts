import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 30_000;
const KEPT_LINES = 20;

export interface PeerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
}

export interface PeerServer {
  readonly port: number;
  /** Processor seconds of all its threads so far, from Linux's scheduler. */
  cpuSeconds(): number;
  residentMb(): number;
  /** Undefined as long as it runs; then its last words. */
  readonly ended: () => string | undefined;
  /** Ends the process as it is; nothing it knows is needed any more. */
  end(): Promise<void>;
}

/**
 * Starts a peer's server and waits for the JSON line that tells its port, or its `socketUrl`. Rejects with the last
 * words of a server that ends before, or that has not said so after 30 s.
 */
export async function startPeer({ file, args, directory }: PeerCommand): Promise<PeerServer> {
  const child = spawn(file, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const lastWords: string[] = [];
  let isOver = false;
  const closed = new Promise<void>((resolve) => {
    const over = () => {
      isOver = true;
      resolve();
    };
    child.once('close', over);
    child.once('error', (error) => {
      lastWords.push(error.message);
      over();
    });
  });
  // Whoever ends without ending its server would leave it running for good.
  const endWithParent = () => child.kill('SIGKILL');
  process.once('exit', endWithParent);
  void closed.then(() => process.off('exit', endWithParent));
  const end = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  try {
    const port = await announcedPort(child, lastWords, closed);
    return {
      port,
      cpuSeconds: () => cpuSeconds(child.pid!),
      residentMb: () => residentMb(child.pid!),
      ended: () => (isOver ? ['the server has ended', ...lastWords].join('\n  ') : undefined),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function announcedPort(child: ChildProcess, lastWords: string[], closed: Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error([what, ...lastWords].join('\n  ')));
    const timer = setTimeout(() => fail(`no port within ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
    const take = (line: string) => {
      lastWords.push(line);
      if (lastWords.length > KEPT_LINES) lastWords.shift();
      const port = portOf(line);
      if (port !== undefined) {
        clearTimeout(timer);
        resolve(port);
      }
    };
    for (const stream of [child.stdout!, child.stderr!]) createInterface({ input: stream }).on('line', take);
    void closed.then(() => {
      clearTimeout(timer);
      fail(`the server ended with ${child.exitCode ?? child.signalCode}`);
    });
  });
}

function portOf(line: string): number | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { port, socketUrl } = JSON.parse(line) as { port?: number; socketUrl?: string };
    return port ?? (socketUrl === undefined ? undefined : Number(new URL(socketUrl).port));
  } catch {
    return undefined;
  }
}

/** Nanoseconds on a processor stand first in schedstat (Linux, Documentation/scheduler/sched-stats). */
function cpuSeconds(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  let nanos = 0;
  for (const thread of readdirSync(tasks)) {
    nanos += Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')[0]);
  }
  return nanos / 1e9;
}

function residentMb(pid: number): number {
  const kilobytes = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)?.[1];
  return Number(kilobytes ?? 0) / 1024;
}
