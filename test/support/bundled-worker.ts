import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';

/** A real thread that runs TypeScript, with modules of ours in it. */
export interface BundledWorker {
  readonly worker: Worker;
  /** Its exit code; rejects with what it threw. */
  readonly ended: Promise<number>;
}

/** Starts a thread on `source`, which finds our modules below `./src/`. */
export function startBundled(source: string, workerData: unknown): BundledWorker {
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const worker = new Worker(outputFiles[0].text, { eval: true, workerData });
  const ended = new Promise<number>((resolve, reject) => {
    worker.on('error', reject).on('exit', resolve);
  });
  return { worker, ended };
}
