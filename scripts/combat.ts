import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { GEAR } from '../components/combat-rules.ts';
import { OptionError } from '../src/command-line.ts';
import { loadConfig } from '../src/config/load.ts';
import { type Duel, duel } from './combat/duel.ts';
import { type Fighter, fighterOf, type NamedRules, namedRules, type UnitName } from './combat/fighter.ts';
import { type CombatOptions, HELP, readOptions, type SideOptions } from './combat/options.ts';
import { type Row, tableText } from './combat/table-text.ts';
import type { CommandOutput } from './territory/output.ts';

const EXIT_BAD_INPUT = 2;

const CONSOLE: CommandOutput = {
  print: (text) => process.stdout.write(text),
  printError: (text) => process.stderr.write(text),
};

/** Prints the table with command-line arguments and returns the exit code. */
export function main(argv: readonly string[], output: CommandOutput = CONSOLE): number {
  let options: CombatOptions;
  let rows: Row[];
  try {
    options = readOptions(argv);
    if (options.help) {
      output.print(HELP);
      return 0;
    }
    rows = rowsOf(options);
  } catch (error) {
    for (const problem of (error as Error).message.split('\n')) {
      output.printError(`combat: ${problem.replace('--set balance.combat', '--diff combat')}\n`);
    }
    return EXIT_BAD_INPUT;
  }
  if (options.json) output.print(`${JSON.stringify(facts(rows, options))}\n`);
  else output.print(tableText(rows, headline(options)));
  return 0;
}

function rowsOf(options: CombatOptions): Row[] {
  const { attackers, changes, configDirectory, settings, striker, target } = options;
  const now = namedRules(loadConfig(configDirectory, settings));
  const changed =
    changes.length === 0
      ? undefined
      : namedRules(
          loadConfig(configDirectory, [...settings, ...changes.map((change) => `balance.${change}`)]),
        );
  const fight = (named: NamedRules, one: UnitName, other: UnitName): Duel =>
    duel(
      named.rules,
      sideOf(named, striker, one, 'striker'),
      sideOf(named, target, other, 'target'),
      attackers,
    );
  return striker.units.flatMap((one) =>
    target.units.map((other) => ({
      ...{ striker: one, target: other },
      now: fight(now, one, other),
      after: changed && fight(changed, one, other),
    })),
  );
}

/** The item that a side is given by --weapon or --armor, and the words by --striker-with or --target-with. */
function sideOf(
  named: NamedRules,
  { item, level, words }: SideOptions,
  unit: UnitName,
  side: 'striker' | 'target',
): Fighter {
  const gear = side === 'striker' ? 'weapon' : 'armor';
  if (item !== undefined) {
    const fitting = named.items.filter((_, kind) => named.rules.itemGear[kind] === GEAR[gear]);
    if (!fitting.includes(item)) throw new OptionError(gear, `"${item}"`, fitting.join(', '));
  }
  try {
    return fighterOf(named, { unit, level, words: item === undefined ? words : [item, ...words] });
  } catch (error) {
    throw new Error(`--${side}-with: ${(error as Error).message}`);
  }
}

function headline({ attackers, changes, striker, target }: CombatOptions): string {
  const side = ({ item, level, words }: SideOptions) =>
    [...(item === undefined ? [] : [item]), ...words, `level ${level}`].join(', ');
  const count = attackers === 1 ? 'one striker' : `${attackers} strikers at once`;
  const lines = [`Strikes of ${count} (${side(striker)}) at a target (${side(target)}).`];
  if (changes.length > 0) lines.push(`Before and after ${changes.join(', ')}.`);
  return lines.join('\n');
}

function facts(rows: readonly Row[], { attackers, changes }: CombatOptions): object {
  return {
    ...{ attackers, diff: changes },
    rows: rows.map(({ striker, target, now, after }) => {
      const row = { striker, target, ...rounded(now) };
      return after === undefined ? row : { ...row, after: rounded(after) };
    }),
  };
}

/** Numbers to four places; what never happens is null. */
function rounded(duel: Duel): object {
  const text = JSON.stringify(duel, (_, value) =>
    typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value,
  );
  return JSON.parse(text);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = main(process.argv.slice(2));
}
