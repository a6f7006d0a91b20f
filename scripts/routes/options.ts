import { parseArgs } from 'node:util';
import { OptionError, wholeNumber } from '../../src/command-line.ts';
import type { WorldSource } from './opened-world.ts';

export const HELP = `npm run routes -- --from A --to B --faction F [--hops N] [--security S] [--alternatives K]
                  [WORLD] [--json]
npm run routes -- --list [--faction F] [--near A [--meters N]] [WORLD] [--json]
npm run routes -- --choke N [--faction F] [WORLD] [--json]

The first tells the cheapest way of a faction between two districts: its path, what its cost is made of, what would
change it, and what other ways cost. The second lists the routes that a saved world keeps between depots. The third
lists the districts that most of the ways between the depots of each faction pass, and who drives through them.

  --from A, --to B   the id, name or index of a district
  --faction F        number or name of the faction that asks
  --hops N           most steps of the path, 1-255; 0 = any number (the knob hopsMax of the rules)
  --security S       least security of every step, 0-1; 0 = any (the knob securityMin of the rules)
  --alternatives K   other ways, 0-8 (3)
  --list             the routes a saved world keeps
  --near A           only those that pass near the center of a district
  --meters N         how near, 0-100000 (500)
  --choke N          choke points, 1-1000

WORLD is the saved world of the configuration's data directory, or a fresh one where nothing is saved.
  --data DIR         the data directory of one world, as in data/us-counties, or the one it lies in; its server may
                     be running, and nothing in it is changed
  --fresh            a world that begins now, whatever is saved
  --config DIR       the configuration directory (config)
  --world FILE       the world file, in place of the configuration's
  --set PATH=VALUE   override a knob of the configuration; may be given several times
  --json             one JSON object as the last line of stdout: path, cost, security, costParts, alternatives ...

Costs are in meters of good, safe road. Exit code: 0 answered, also when there is no way; 2 bad usage, no such district
or faction, or nothing saved that can be read.
`;

const HOPS_MAX = 255;
const ALTERNATIVES_MAX = 8;
const CHOKE_MAX = 1000;
const NEAR_METERS_MAX = 100_000;

/** A place, by the id, name or index of its district, and how far around it. */
export interface Near {
  readonly district: string;
  readonly meters: number;
}

/** What is asked. */
export type Question =
  | { readonly kind: 'path'; readonly from: string; readonly to: string; readonly faction: string }
  | { readonly kind: 'list'; readonly faction: string | undefined; readonly near: Near | undefined }
  | { readonly kind: 'choke'; readonly faction: string | undefined; readonly count: number };

export interface RoutesOptions {
  readonly question: Question;
  readonly source: WorldSource;
  /** Undefined: as the rules of the world say. */
  readonly hopsMax: number | undefined;
  /** Thousandths; undefined: as the rules of the world say. */
  readonly securityMin: number | undefined;
  readonly alternatives: number;
  readonly asJson: boolean;
}

/** Reads the command line. Throws with what was found and what is allowed. */
export function readRoutesOptions(argv: readonly string[]): RoutesOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      faction: { type: 'string' },
      hops: { type: 'string' },
      security: { type: 'string' },
      alternatives: { type: 'string', default: '3' },
      list: { type: 'boolean', default: false },
      near: { type: 'string' },
      meters: { type: 'string' },
      choke: { type: 'string' },
      data: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      config: { type: 'string', default: 'config' },
      world: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.fresh && values.data !== undefined) throw new OptionError('fresh', 'with --data', 'one of them');
  return {
    question: questionOf(values),
    source: {
      ...{ data: values.data, isFresh: values.fresh, config: values.config },
      ...{ worldFile: values.world, settings: values.set },
    },
    hopsMax: values.hops === undefined ? undefined : wholeNumber('hops', values.hops, 0, HOPS_MAX),
    securityMin: values.security === undefined ? undefined : thousandths(values.security),
    alternatives: wholeNumber('alternatives', values.alternatives, 0, ALTERNATIVES_MAX),
    asJson: values.json,
  };
}

interface QuestionValues {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly faction?: string | undefined;
  readonly list: boolean;
  readonly choke?: string | undefined;
  readonly near?: string | undefined;
  readonly meters?: string | undefined;
}

function questionOf({ choke, faction, from, list, meters, near, to }: QuestionValues): Question {
  if (near !== undefined && !list) throw new OptionError('near', 'without --list', '--list --near A');
  if (meters !== undefined && near === undefined) {
    throw new OptionError('meters', 'without --near', '--list --near A --meters N');
  }
  const isPath = from !== undefined || to !== undefined;
  if (Number(isPath) + Number(list) + Number(choke !== undefined) > 1) {
    throw new Error('found several questions, allowed: --from and --to, --list, or --choke; see --help');
  }
  if (list) {
    const around = wholeNumber('meters', meters ?? '500', 0, NEAR_METERS_MAX);
    return {
      kind: 'list',
      faction,
      near: near === undefined ? undefined : { district: near, meters: around },
    };
  }
  if (choke !== undefined) {
    return { kind: 'choke', faction, count: wholeNumber('choke', choke, 1, CHOKE_MAX) };
  }
  if (from === undefined || to === undefined || faction === undefined) {
    const missing = Object.entries({ from, to, faction }).flatMap(([name, text]) =>
      text === undefined ? [`--${name}`] : [],
    );
    throw new Error(
      `found no ${missing.join(' and no ')}, allowed: --from A --to B --faction F, --list, or --choke N; see --help`,
    );
  }
  return { kind: 'path', from, to, faction };
}

function thousandths(text: string): number {
  const value = /^\d(?:\.\d{1,3})?$/.test(text) ? Math.round(Number(text) * 1000) : Number.NaN;
  if (value >= 0 && value <= 1000) return value;
  throw new OptionError('security', `"${text}"`, '0-1, as in 0.3');
}
