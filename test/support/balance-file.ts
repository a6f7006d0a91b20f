import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Rules } from '../../components/rules.ts';
import { ConfigError, loadConfig } from '../../src/config/load.ts';
import { rulesFrom } from '../../src/sim/rules.ts';

/** A directory with nothing but a balance.yaml, for each test of the file that calls this. */
export function balanceFile() {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'balance-file-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Rules as they come of a balance.yaml of these lines. */
  function rulesOf(...lines: string[]): Rules {
    writeFileSync(join(directory, 'balance.yaml'), [...lines, ''].join('\n'));
    return rulesFrom(loadConfig(directory));
  }

  /** What is wrong with a balance.yaml of these lines. */
  function problemsOf(...lines: string[]): string[] {
    try {
      rulesOf(...lines);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.problems.map((problem) => problem.replace(`${directory}/`, ''));
    }
    return [];
  }

  return { rulesOf, problemsOf };
}
