import { parseArgs } from 'node:util';
import { LEVEL_MAX } from '../../components/combat-rules.ts';
import { choice, OptionError, wholeNumber } from '../../src/command-line.ts';
import { UNIT_NAMES, type UnitName } from './fighter.ts';

/** Attackers of one target that the table goes up to. */
const ATTACKERS_MAX = 100;

export const HELP = `npm run combat -- [--striker KIND] [--target KIND] [--weapon NAME] [--armor NAME]
                  [--striker-with WORD]... [--target-with WORD]... [--striker-level N] [--target-level N]
                  [--attackers N] [--diff combat.KNOB=VALUE]... [--config DIR] [--set FILE.PATH=VALUE]... [--json]

Prints what comes of a strike, step by step: how likely each outcome is, what is left of the damage after each step,
what a strike does on average, and how long the target stands. The figures come from the functions of the tick, with
every draw counted. Nothing comes back meanwhile, and what hits have for effects is left out.

  --striker KIND      ${UNIT_NAMES.join(', ')}; all of them without it
  --target KIND       likewise
  --weapon NAME       what the striker has in hand; avatars have what new ones have, all others nothing
  --armor NAME        what the target wears
  --striker-with WORD something else that counts for the striker: an item, an effect, a posture (hold, attack, retreat)
                      or ground (open, own, hostile), by name; may be given several times
  --target-with WORD  likewise for the target; of a convoy also its vehicle
  --striker-level N   1-${LEVEL_MAX} (1)
  --target-level N    1-${LEVEL_MAX} (1)
  --attackers N       how many like the striker attack the target at once, 1-${ATTACKERS_MAX} (1)
  --diff KNOB=VALUE   print what the change of a knob of balance.yaml does besides; may be given several times
  --config DIR        the configuration directory (config)
  --set PATH=VALUE    override a knob of the configuration, as at the start of a server
  --json              one JSON object as the last line of stdout: rows with chance, damage, hitMean, criticalMean,
                      damagePerStrike, damagePerSecond, strikesToFall, secondsToFall; with --diff also after

Exit code: 0 printed, 2 bad usage or a value that the configuration refuses.
`;

/** One side of the table. */
export interface SideOptions {
  readonly units: readonly UnitName[];
  readonly level: number;
  readonly words: readonly string[];
  /** What --weapon or --armor names, if it is given. */
  readonly item: string | undefined;
}

export interface CombatOptions {
  readonly help: boolean;
  readonly striker: SideOptions;
  readonly target: SideOptions;
  readonly attackers: number;
  readonly changes: readonly string[];
  readonly configDirectory: string;
  readonly settings: readonly string[];
  readonly json: boolean;
}

/** Options of the command line. Throws with what was found and what is allowed. */
export function readOptions(argv: readonly string[]): CombatOptions {
  const many = { type: 'string', multiple: true, default: [] } as {
    type: 'string';
    multiple: true;
    default: string[];
  };
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', default: false },
      striker: { type: 'string' },
      target: { type: 'string' },
      weapon: { type: 'string' },
      armor: { type: 'string' },
      'striker-with': many,
      'target-with': many,
      'striker-level': { type: 'string', default: '1' },
      'target-level': { type: 'string', default: '1' },
      attackers: { type: 'string', default: '1' },
      diff: many,
      config: { type: 'string', default: 'config' },
      set: many,
      json: { type: 'boolean', default: false },
    },
  });
  const side = (name: 'striker' | 'target', item: string | undefined): SideOptions => {
    const unit = values[name];
    return {
      units: unit === undefined ? UNIT_NAMES : [choice(name, unit, UNIT_NAMES)],
      level: wholeNumber(`${name}-level`, values[`${name}-level`], 1, LEVEL_MAX),
      words: values[`${name}-with`],
      item,
    };
  };
  const changes = values.diff.map((text) => text.replace(/^balance\./, ''));
  for (const text of changes) {
    if (text.startsWith('combat.') || text.startsWith('convoys.vehicles.')) continue;
    throw new OptionError('diff', `"${text}"`, 'a knob of combat, as in combat.strike.missPercent=20');
  }
  return {
    help: values.help,
    striker: side('striker', values.weapon),
    target: side('target', values.armor),
    attackers: wholeNumber('attackers', values.attackers, 1, ATTACKERS_MAX),
    changes,
    configDirectory: values.config,
    settings: values.set,
    json: values.json,
  };
}
