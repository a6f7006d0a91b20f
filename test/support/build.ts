import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Before the first test: brings up to date what tests run. */
export default function build(): void {
  const script = join(import.meta.dirname, '../../scripts/build.mjs');
  execFileSync(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit'] });
}
