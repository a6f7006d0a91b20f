import { parseArgs } from 'node:util';
import type { Rules } from '../../components/rules.ts';
import { loadConfig } from '../../src/config/load.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { territoryRulesFrom } from '../../src/sim/territory-rules.ts';
import { gainMicro } from '../../src/territory/gain.ts';
import {
  type CaptureTime,
  captureTime,
  LIMIT_SECONDS,
  OWNER_CARES,
  type OwnerCare,
  ownerMilli,
} from './capture-time.ts';
import type { CommandOutput } from './output.ts';
import { type Cell, textTable } from './table-text.ts';

const LIMIT_HOURS = LIMIT_SECONDS / 3600;

const HELP = `npm run territory -- table [--diff territory.KNOB=VALUE]... [--config DIR] [--set FILE.PATH=VALUE]...
                            [--faction 1-7] [--owner kept|idle|cut-off] [--json]

Prints how long 1 to 8 attackers take a control point of another faction, by the support of the land around (0 to
100 %) and by the owner's defence (1 to 6, how much its activity divides their gains). Nobody disturbs them. The figures
come from the functions of the tick, run second by second.

  --diff KNOB=VALUE  print what the change of a knob of balance.yaml does besides; may be given several times
  --config DIR       the configuration directory (config)
  --set PATH=VALUE   override a knob of the configuration, as at the start of a server
  --faction N        who attacks (2); factions gain differently, see presence.factionPercent
  --owner CARE       kept: the owner looks after its land, and nothing fades; idle: nobody has looked after it since
                     the attack began; cut-off: it is cut off from its hub besides (kept)
  --json             one JSON object as the last line of stdout: rows with claimSeconds (the claim is good) and
                     captureSeconds (it was held), null for more than ${LIMIT_HOURS} hours; with --diff also after

Exit code: 0 printed, 2 bad usage or a value that the configuration refuses.
`;

const EXIT_BAD_INPUT = 2;

const UNITS = [1, 2, 3, 4, 5, 6, 7, 8];
/** 33 % is a third: the table of the sources means one neighbor of three. */
const SUPPORT_MILLI = [0, 10_000, 25_000, 33_333, 50_000, 75_000, 100_000];
const DEFENCES = [1, 2, 3, 4, 5, 6];

/** Defence with an owner as active as can be, thousandths of activity. */
const ACTIVITY_FULL = 1000;

interface Options {
  readonly configDirectory: string;
  readonly settings: readonly string[];
  readonly changes: readonly string[];
  readonly faction: number;
  readonly ownerCare: OwnerCare;
  readonly asJson: boolean;
}

/** Runs `territory table` with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput): number {
  if (argv.includes('--help')) {
    output.print(HELP);
    return 0;
  }
  let options: Options;
  let rules: Rules['territory'];
  let changed: Rules['territory'] | undefined;
  try {
    options = readOptions(argv);
    rules = rulesWith(options.configDirectory, options.settings);
    if (options.changes.length > 0) {
      const settings = [...options.settings, ...options.changes.map((change) => `balance.${change}`)];
      changed = rulesWith(options.configDirectory, settings);
    }
  } catch (error) {
    for (const problem of (error as Error).message.split('\n')) {
      output.printError(
        `territory table: ${problem.replace('--set balance.territory', '--diff territory')}\n`,
      );
    }
    return EXIT_BAD_INPUT;
  }
  const before = timesOf(rules, options);
  const after = changed && timesOf(changed, options);
  const cells = before.map((cell, index) => ({ ...cell, after: after?.[index].time }));
  if (options.asJson) output.print(`${JSON.stringify(facts(cells, options))}\n`);
  else output.print(textTable(cells, headline(options, rules)));
  return 0;
}

function rulesWith(configDirectory: string, settings: readonly string[]): Rules['territory'] {
  return territoryRulesFrom(loadConfig(configDirectory, settings).balance.territory);
}

/** The time in every cell of the table; none where no owner can defend so well. */
function timesOf(rules: Rules['territory'], { faction, ownerCare }: Options): Cell[] {
  // Many cells have the same gain, and the same gain always takes the same time.
  const byGain = new Map<number, CaptureTime>();
  const timeWith = (gain: number): CaptureTime => {
    const time = byGain.get(gain) ?? captureTime({ faction, gainMicro: gain, ownerCare }, rules);
    byGain.set(gain, time);
    return time;
  };
  return DEFENCES.flatMap((defence) => {
    const activity = activityFor(defence, rules.defenceMax);
    return SUPPORT_MILLI.flatMap((supportMilli) =>
      UNITS.map((units) => {
        const cell = { units, supportPercent: supportMilli / 1000, defence };
        if (activity === undefined) return { ...cell, time: undefined };
        const gain = gainMicro(units, faction, false, false, supportMilli, activity, 100, rules);
        return { ...cell, time: timeWith(gain) };
      }),
    );
  });
}

function activityFor(defence: number, defenceMax: number): number | undefined {
  if (defence > defenceMax) return undefined;
  return defence === 1 ? 0 : Math.round(((defence - 1) * ACTIVITY_FULL) / (defenceMax - 1));
}

function headline(options: Options, rules: Rules['territory']): string {
  const { faction, ownerCare, changes } = options;
  const held = `held with ${ownerMilli(rules) / 1000} points (owner: ${ownerCare})`;
  const lines = [`Time in which faction ${faction} takes a control point ${held}.`];
  if (changes.length > 0) lines.push(`Before and after ${changes.join(', ')}.`);
  if (rules.siegeValueMin <= 100) {
    lines.push(`In districts of value ${rules.siegeValueMin} and more the phases of a siege come on top.`);
  }
  return lines.join('\n');
}

function facts(cells: readonly Cell[], { faction, ownerCare, changes }: Options): object {
  const rows = cells.map(({ units, supportPercent, defence, time, after }) => {
    const row = { attackers: units, supportPercent, defence, ...time };
    return changes.length === 0 ? row : { ...row, after, changePercent: change(time, after) };
  });
  return { faction, owner: ownerCare, limitSeconds: LIMIT_SECONDS, diff: changes, rows };
}

function change(before: CaptureTime | undefined, after: CaptureTime | undefined): number | undefined {
  if (!before?.captureSeconds || !after?.captureSeconds) return undefined;
  return Math.round((after.captureSeconds / before.captureSeconds - 1) * 1000) / 10;
}

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      config: { type: 'string', default: 'config' },
      set: { type: 'string', multiple: true, default: [] },
      diff: { type: 'string', multiple: true, default: [] },
      faction: { type: 'string', default: '2' },
      owner: { type: 'string', default: 'kept' },
      json: { type: 'boolean', default: false },
    },
  });
  const faction = Number(values.faction);
  if (!/^\d$/.test(values.faction) || faction < 1 || faction >= SIDE_COUNT) {
    throw new Error(`--faction: found "${values.faction}", allowed: 1 to ${SIDE_COUNT - 1}`);
  }
  const ownerCare = OWNER_CARES.find((care) => care === values.owner);
  if (ownerCare === undefined) {
    throw new Error(`--owner: found "${values.owner}", allowed: ${OWNER_CARES.join(', ')}`);
  }
  const changes = values.diff.map((text) => text.replace(/^balance\./, ''));
  for (const text of changes) {
    if (text.startsWith('territory.')) continue;
    throw new Error(
      `--diff: found "${text}", allowed: a knob of territory, as in territory.presence.pointsPerMinute=20`,
    );
  }
  return {
    ...{ configDirectory: values.config, settings: values.set, changes, faction, ownerCare },
    asJson: values.json,
  };
}
