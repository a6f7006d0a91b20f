import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

export interface TraceOptions {
  readonly file: string;
  /** Where journal and snapshot lie; beside the file unless told. */
  readonly directory: string;
  /** Undefined for the tick that the trace is about. */
  readonly tick: number | undefined;
  readonly runs: number;
  readonly outFile: string | undefined;
  readonly configDirectory: string;
  readonly worldFile: string | undefined;
  readonly asJson: boolean;
}

const RUNS_MAX = 100;
const TRACE_NAME = /\.json$/;

/** Reads the arguments of --trace. Throws with what was found and what is allowed. */
export function readTraceOptions(argv: readonly string[]): TraceOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      trace: { type: 'string' },
      tick: { type: 'string' },
      runs: { type: 'string', default: '3' },
      out: { type: 'string' },
      config: { type: 'string', default: 'config' },
      world: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const file = values.trace ?? '';
  // The directory beside it has the same name without the ending; a file without one would be its own directory.
  if (!TRACE_NAME.test(file)) throw new Error(`--trace: found "${file}", allowed: a name that ends in .json`);
  if (positionals.length > 1) {
    throw new Error(`found ${positionals.length} directories, allowed: --trace FILE and at most one`);
  }
  if (values.out !== undefined) checkOut(values.out, file);
  const runs = whole('--runs', values.runs)!;
  if (runs < 1 || runs > RUNS_MAX) throw new Error(`--runs: found ${runs}, allowed: 1 to ${RUNS_MAX}`);
  return {
    file,
    directory: positionals[0] ?? file.replace(TRACE_NAME, ''),
    tick: whole('--tick', values.tick),
    runs,
    outFile: values.out,
    configDirectory: values.config,
    worldFile: values.world,
    asJson: values.json,
  };
}

/** Looks before the replay, which may take a while. */
function checkOut(outFile: string, file: string): void {
  if (!TRACE_NAME.test(outFile) || outFile === file) {
    throw new Error(`--out: found "${outFile}", allowed: another name that ends in .json`);
  }
  if (!existsSync(dirname(outFile))) throw new Error(`--out: ${dirname(outFile)}: no such directory`);
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text)) throw new Error(`${name}: found "${text}", allowed: a whole number from 0`);
  return Number(text);
}
