import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/**
 * The worked examples of docs/HACKING.md: whole new files (they lie in test/hacking/ and compile there) and edits of
 * files there are. test/docs-hacking.test.ts applies all of them to a copy of the sources, compiles and runs it.
 */

export interface NewFile {
  /** Where it lies as an example, and where it belongs in the program. */
  readonly source: string;
  readonly target: string;
}

export interface Edit {
  readonly file: string;
  /** Text that the file has exactly once. */
  readonly find: string;
  readonly replace: string;
}

export interface Example {
  readonly adds: readonly NewFile[];
  readonly edits: readonly Edit[];
}

export type ExampleName = 'component' | 'system' | 'message' | 'knob';

const SYSTEM_ROW = `    because: 'a leg ends at the tick it was planned for, before anybody moves on',
  },`;

const JITTER = `  const spread = 2 * GOAL_SPREAD_UNITS;
  const jitterX = randomBelow(seed, tick, id, PURPOSE.legJitterX, spread) - GOAL_SPREAD_UNITS;
  const jitterY = randomBelow(seed, tick, id, PURPOSE.legJitterY, spread) - GOAL_SPREAD_UNITS;`;

export const EXAMPLES: Readonly<Record<ExampleName, Example>> = {
  component: {
    adds: [{ source: 'test/hacking/stamina.ts', target: 'components/stamina.ts' }],
    edits: [
      {
        file: 'components/tables.ts',
        find: `import type { StoreOf } from './store.ts';`,
        replace: `import { Stamina } from './stamina.ts';\nimport type { StoreOf } from './store.ts';`,
      },
      {
        file: 'components/tables.ts',
        find: '  patrol: Patrol,',
        replace: '  patrol: Patrol,\n  stamina: Stamina,',
      },
    ],
  },
  system: {
    adds: [{ source: 'test/hacking/rest-at-night.ts', target: 'systems/rest-at-night.ts' }],
    edits: [
      {
        file: 'systems/schedule.ts',
        find: `import { sealTick } from './seal-tick.ts';`,
        replace: `import { restAtNight } from './rest-at-night.ts';\nimport { sealTick } from './seal-tick.ts';`,
      },
      {
        file: 'systems/schedule.ts',
        find: SYSTEM_ROW,
        replace: `${SYSTEM_ROW}
  {
    phase: 'move',
    name: 'restAtNight',
    run: restAtNight,
    ...ACCESS.restAtNight,
    because: 'after steerPatrols, which would send a resting patrol on its way again',
  },`,
      },
      {
        file: 'systems/schedule-access.ts',
        find: '  steerAvatars: {\n',
        replace: `  restAtNight: {
    reads: ['ledger', 'motion', 'patrol', 'entities'],
    writes: ['motion', 'patrol', 'changes'],
  },
  steerAvatars: {
`,
      },
    ],
  },
  message: {
    adds: [{ source: 'test/hacking/go-home.ts', target: 'systems/actions/go-home.ts' }],
    edits: [
      {
        file: 'src/protocol/orders.ts',
        find: '  absence: 13,\n',
        replace: '  absence: 13,\n  goHome: 14,\n',
      },
      {
        file: 'src/protocol/orders.ts',
        find: `  { op: ORDER.stop, name: 'stop', a: '0', b: '0', meaning: 'stand still' },`,
        replace: `  { op: ORDER.stop, name: 'stop', a: '0', b: '0', meaning: 'stand still' },
  { op: ORDER.goHome, name: 'goHome', a: '0', b: '0', meaning: 'walk to land of the own faction' },`,
      },
      {
        file: 'systems/actions/obey.ts',
        find: `import { equip, useItem } from './items.ts';`,
        replace: `import { goHome } from './go-home.ts';\nimport { equip, useItem } from './items.ts';`,
      },
      {
        file: 'systems/actions/obey.ts',
        find: '    default:\n      return RESULT.unknownOrder;',
        replace:
          '    case ORDER.goHome:\n      goHome(world, id);\n      return RESULT.done;\n' +
          '    default:\n      return RESULT.unknownOrder;',
      },
    ],
  },
  knob: {
    adds: [],
    edits: [
      {
        file: 'src/config/balance-schema.ts',
        find: '    pauseSecondsMax: decimal({',
        replace: `    goalSpreadMeters: wholeNumber({
      unit: 'meters',
      min: 0,
      max: 500,
      default: 60,
      effect: 'How far from a control point a leg may end, where patrols roam territories.',
    }),
    pauseSecondsMax: decimal({`,
      },
      {
        file: 'components/rules.ts',
        find: '  pauseTicksMax: number,',
        replace: '  goalSpreadUnits: number,\n  pauseTicksMax: number,',
      },
      {
        file: 'src/sim/rules.ts',
        find: '    pauseTicksMax: Math.round(patrol.pauseSecondsMax * TICKS_PER_SECOND),',
        replace:
          '    goalSpreadUnits: patrol.goalSpreadMeters * UNITS_PER_METER,\n' +
          '    pauseTicksMax: Math.round(patrol.pauseSecondsMax * TICKS_PER_SECOND),',
      },
      {
        file: 'systems/steer-patrols.ts',
        find: `import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
`,
        replace: '',
      },
      {
        file: 'systems/steer-patrols.ts',
        find: `/** Patrols do not all walk to the same spot of a control point, but to within this distance of it. */
const GOAL_SPREAD_UNITS = 60 * UNITS_PER_METER;

`,
        replace: '',
      },
      {
        file: 'systems/steer-patrols.ts',
        find: JITTER,
        replace: JITTER.replaceAll('GOAL_SPREAD_UNITS', 'rules.goalSpreadUnits'),
      },
    ],
  },
};

/** The text of an example file as it reads at its target: its imports are told from there. */
export function atTarget(text: string, { source, target }: NewFile): string {
  return text.replace(/from '(\.[^']+)'/g, (_, path: string) => {
    const whole = posix.join(dirname(source), path);
    const short = posix.relative(dirname(target), whole);
    return `from '${short.startsWith('.') ? short : `./${short}`}'`;
  });
}

/** `text` with an edit made. Throws when what the edit looks for is not there exactly once. */
export function edited(text: string, { file, find, replace }: Edit): string {
  const found = text.split(find).length - 1;
  if (found !== 1) {
    throw new Error(
      `${file}: found ${found} times what an example of docs/HACKING.md edits, allowed: once. ` +
        `Adapt scripts/docs/hacking-examples.ts. It looks for:\n${find}`,
    );
  }
  return text.replace(find, () => replace);
}

/** An example as Markdown: new files whole, edits as differences. */
export function exampleText(root: string, name: ExampleName): string {
  const { adds, edits } = EXAMPLES[name];
  const files = adds.map((file) => {
    const text = atTarget(readFileSync(join(root, file.source), 'utf8'), file);
    return `New file \`${file.target}\`:\n\n\`\`\`ts\n${text.trimEnd()}\n\`\`\``;
  });
  const changed = [...new Set(edits.map((edit) => edit.file))].map((file) => {
    const hunks = edits.filter((edit) => edit.file === file).map(difference);
    return `In \`${file}\`:\n\n\`\`\`diff\n${hunks.join('\n@@\n')}\n\`\`\``;
  });
  return [...files, ...changed].join('\n\n');
}

/** The lines of an edit, those that stay without a sign. */
function difference({ find, replace }: Edit): string {
  const before = find.replace(/\n$/, '').split('\n');
  const after = replace === '' ? [] : replace.split('\n');
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  return [
    ...before.slice(0, head).map((line) => `  ${line}`),
    ...before.slice(head, before.length - tail).map((line) => `- ${line}`),
    ...after.slice(head, after.length - tail).map((line) => `+ ${line}`),
    ...before.slice(before.length - tail).map((line) => `  ${line}`),
  ].join('\n');
}
