import { spawn } from 'node:child_process';

/** Runs the compiled load generator and returns its exit code, its words, and the object in the last line of stdout. */
export async function load(...args: string[]) {
  const child = spawn(process.execPath, ['dist/scripts/load.js', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let words = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (words += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const last = out.trimEnd().split('\n').at(-1) ?? '';
  return { code, words, result: last.startsWith('{') ? JSON.parse(last) : undefined };
}
