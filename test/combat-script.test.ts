import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { POSTURE, PROPERTY } from '../components/combat-rules.ts';
import { ALL_PROPERTIES } from '../components/fights.ts';
import { duel } from '../scripts/combat/duel.ts';
import { fighterOf, namedRules, UNIT_NAMES } from '../scripts/combat/fighter.ts';
import { main } from '../scripts/combat.ts';
import { resolveStrikes } from '../src/combat/resolve.ts';
import { loadConfig } from '../src/config/load.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { addEffect } from '../systems/actions/effects.ts';
import { startKit } from '../systems/actions/items.ts';
import { markDirty, propertyOf } from '../systems/actions/properties.ts';
import { spawn } from '../systems/actions/spawn.ts';
import { cast, pit, strikeStage } from './support/strike-stage.ts';
import { startWorld } from './support/world-harness.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'combat-script-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function run(...argv: string[]): { code: number; printed: string; errors: string } {
  let [printed, errors] = ['', ''];
  const code = main(['--config', directory, ...argv], {
    print: (text) => (printed += text),
    printError: (text) => (errors += text),
  });
  return { code, printed, errors };
}

interface Row {
  striker: string;
  target: string;
  chance: Record<string, number>;
  damage: Record<string, number>;
  damagePerStrike: number;
  damagePerSecond: number;
  targetHealth: number;
  strikesToFall: number | null;
  secondsToFall: number | null;
  after?: Row;
}

function table(...argv: string[]): { rows: Row[]; diff: string[] } {
  const { code, printed, errors } = run(...argv, '--json');
  expect([code, errors]).toEqual([0, '']);
  return JSON.parse(printed.trimEnd().split('\n').at(-1)!);
}

const PATROLS = ['--striker', 'patrol', '--target', 'patrol'];
const AVATARS = ['--striker', 'avatar', '--target', 'avatar'];
const rowOf = (...argv: string[]): Row => table(...argv).rows[0];

/** Plain numbers, to be checked by hand. */
const PLAIN = [
  'combat:',
  '  strike: { missPercent: 20, missPerLevelPercent: 2, blockRangedPercent: 10, crowdPercent: 50, armorScale: 100,',
  '    variancePercentMin: 100, variancePercentMax: 100, criticalBonusPercentMin: 100,',
  '    criticalBonusPercentMax: 100 }',
  '  units:',
  '    patrol: { health: 1000, power: 100, swingSeconds: 2, evadePercent: 10, parryPercent: 50, blockPercent: 30,',
  '      armor: 25, absorbPercent: 10, resist: { kineticPercent: 50 }, criticalPercent: 25 }',
];

function writePlain(): void {
  writeFileSync(join(directory, 'balance.yaml'), [...PLAIN, ''].join('\n'));
}

describe('the table of strikes', () => {
  test('has every kind against every kind, or the two that are named', () => {
    const { rows } = table();
    expect(rows.map(({ striker, target }) => `${striker} ${target}`)).toEqual(
      UNIT_NAMES.flatMap((striker) => UNIT_NAMES.map((target) => `${striker} ${target}`)),
    );
    for (const { chance } of rows) {
      expect(Object.values(chance).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
    }
    expect(table('--striker', 'fort').rows).toHaveLength(UNIT_NAMES.length);
    expect(table(...PATROLS).rows).toMatchObject([{ striker: 'patrol', target: 'patrol' }]);
  });

  test('tells each step as it is worked out by hand', () => {
    writePlain();
    const row = rowOf(...PATROLS);
    // Of all strikes 20 % miss; of the rest 10 % are evaded; none is parried; of the rest 40 % are blocked; and so on.
    const [evade, block] = [0.8 * 0.1, 0.8 * 0.9 * 0.4];
    const struck = 1 - 0.2 - evade - block;
    expect(row.chance).toEqual({
      ...{ miss: 0.2, evade: expect.closeTo(evade, 4), parry: 0, block: expect.closeTo(block, 4) },
      ...{ hit: expect.closeTo(struck * 0.75, 4), critical: expect.closeTo(struck * 0.25, 4) },
    });
    expect(row.damage).toEqual({ power: 100, armor: 80, absorb: 72, resist: 36 });
    const perStrike = struck * (0.75 * 36 + 0.25 * 72);
    expect(row.damagePerStrike).toBeCloseTo(perStrike, 3);
    expect(row.damagePerSecond).toBeCloseTo(perStrike / 2, 3);
  });

  test('lets several attackers wear the defense of a target down', () => {
    writePlain();
    const row = rowOf(...PATROLS, '--attackers', '3');
    expect(row.chance['evade']).toBeCloseTo(0.8 * 0.05, 4);
    expect(row.chance['block']).toBeCloseTo(0.8 * 0.95 * 0.2, 4);
    const alone = rowOf(...PATROLS);
    expect(row.secondsToFall!).toBeLessThan(alone.secondsToFall! / 3);
  });

  test('goes by level', () => {
    writePlain();
    const up = rowOf(...PATROLS, '--target-level', '4');
    expect(up.chance['miss']).toBeCloseTo(0.26, 4);
    expect(up.targetHealth).toBe(1150);
    const down = rowOf(...PATROLS, '--striker-level', '4');
    expect(down.chance['miss']).toBeCloseTo(0.14, 4);
    expect(down.damage['power']).toBe(115);
  });

  test('goes by what both sides wear, suffer, drive, and where they stand', () => {
    const bare = rowOf(...AVATARS);
    expect(rowOf(...AVATARS, '--weapon', 'carbine', '--armor', 'light vest')).toEqual(bare);
    expect(rowOf(...AVATARS, '--weapon', 'blade').chance['parry']).toBeGreaterThan(0);
    expect(rowOf(...AVATARS, '--armor', 'heavy plate').damage['armor']).toBeLessThan(bare.damage['armor']);
    const better = (...words: string[]) => rowOf(...AVATARS, ...words).damagePerSecond / bare.damagePerSecond;
    expect(better('--striker-with', 'stimulated')).toBeCloseTo(1.2, 1);
    expect(better('--striker-with', 'suppressed')).toBeLessThan(1);
    expect(better('--striker-with', 'attack')).toBeGreaterThan(1.05);
    expect(better('--striker-with', 'hostile')).toBeLessThan(1);
    expect(better('--target-with', 'shielded')).toBeLessThan(0.85);
    expect(better('--target-with', 'cracked', '--target-with', 'cracked')).toBeGreaterThan(
      better('--target-with', 'cracked'),
    );
    const convoy = (...words: string[]) => rowOf('--striker', 'patrol', '--target', 'convoy', ...words);
    expect(convoy('--target-with', 'armored carrier').damagePerStrike).toBeLessThan(convoy().damagePerStrike);
  });

  test('says null for a target that never falls', () => {
    const never = ['strike.missPercent=100', 'strike.missPercentMax=100', 'units.patrol.accuracyPercent=0'];
    const row = rowOf(...PATROLS, ...never.flatMap((one) => ['--set', `balance.combat.${one}`]));
    expect(row).toMatchObject({ damagePerStrike: 0, strikesToFall: null, secondsToFall: null });
    const text = run(...PATROLS, ...never.flatMap((one) => ['--set', `balance.combat.${one}`])).printed;
    expect(text).toMatch(/never$/m);
  });

  test('reads well', () => {
    writePlain();
    const { printed } = run(...PATROLS);
    expect(printed).toContain('Strikes of one striker (level 1) at a target (level 1).');
    expect(printed).toMatch(/^striker {2}target {4}miss {2}evade {2}parry {3}block +hit +critical$/m);
    expect(printed).toMatch(/^patrol {3}patrol +20\.0 % +8\.0 % +0\.0 % +28\.8 %/m);
    expect(printed).toMatch(/^patrol {3}patrol +100 +80 +72 +36 +72\.0$/m);
  });
});

describe('the table and the tick say the same', () => {
  const named = namedRules(loadConfig('config'));

  test('of what fighters can do', () => {
    const { world } = startWorld({ rules: {} });
    const spawned = (kind: number) => spawn(world, kind, 1, 4096, 4096);
    const patrol = spawned(ENTITY_KIND.patrol);
    const avatar = spawned(ENTITY_KIND.avatar);
    startKit(world, avatar);
    world.fighter.posture[avatar] = POSTURE.attack;
    world.fighter.experience[avatar] = world.rules.combat.levelExperience[2];
    markDirty(world, avatar, ALL_PROPERTIES);
    addEffect(world, avatar, named.effects.indexOf('stimulated'));
    const convoy = spawned(ENTITY_KIND.convoy);
    world.convoy.vehicle[convoy] = 1;
    markDirty(world, convoy, ALL_PROPERTIES);
    const builds = [
      [patrol, { unit: 'patrol', level: 1, words: [] }],
      [avatar, { unit: 'avatar', level: 3, words: ['attack', 'stimulated'] }],
      [convoy, { unit: 'convoy', level: 1, words: [named.vehicles[1].name] }],
      [spawned(ENTITY_KIND.fort), { unit: 'fort', level: 1, words: [] }],
      [spawned(ENTITY_KIND.base), { unit: 'base', level: 1, words: [] }],
    ] as const;
    for (const [id, build] of builds) {
      const { properties, style, damageKind } = fighterOf(named, build);
      const inWorld = Object.values(PROPERTY).map((property) => propertyOf(world, id, property));
      expect([build.unit, properties]).toEqual([build.unit, inWorld]);
      expect([style, damageKind]).toEqual([world.fights.style[id], world.fights.damageKind[id]]);
    }
  });

  test.each([
    ['avatar', 'avatar', 1, 0.01],
    ['avatar', 'patrol', 1, 0.03],
    ['patrol', 'avatar', 3, 0.01],
    ['base', 'patrol', 1, 0.03],
  ] as const)('of how long a fight lasts: %s against %s, %i at once', (one, other, attackers, within) => {
    const striker = fighterOf(named, { unit: one, level: 1, words: [] });
    const target = fighterOf(named, { unit: other, level: 1, words: [] });
    const wanted = duel(named.rules, striker, target, attackers);
    const stage = strikeStage(named.rules, 7);
    const { fights, ledger } = stage;
    const victim = attackers + 1;
    for (let id = 1; id <= attackers; id++) cast(stage, id, striker);
    cast(stage, victim, target);
    for (let id = 1; id <= attackers; id++) pit(stage, id, victim);
    const FIGHTS = 1500;
    let [strikes, rounds] = [0, 0];
    for (let fight = 0; fight < FIGHTS; fight++) {
      for (let health = wanted.targetHealth; health > 0; rounds++) {
        ledger.tick[0]++;
        resolveStrikes(stage, 0, fights.strikerCount);
        for (let i = 0; i < attackers && health > 0; i++, strikes++) health -= fights.damage[i];
      }
    }
    const seconds = ((rounds / FIGHTS - 1) * striker.properties[PROPERTY.swing]) / 60;
    // The seed is fixed: what is left is a standard error of about half a percent.
    expect(Math.abs(strikes / FIGHTS / wanted.strikesToFall - 1)).toBeLessThan(within);
    expect(Math.abs(seconds / wanted.secondsToFall - 1)).toBeLessThan(within);
  });
});

describe('--diff', () => {
  const DEARER = 'combat.units.patrol.power=200';

  test('gives both, and the text shows what changes', () => {
    writePlain();
    const { rows, diff } = table(...PATROLS, '--diff', DEARER);
    expect(diff).toEqual([DEARER]);
    expect([rows[0].damage['resist'], rows[0].after!.damage['resist']]).toEqual([36, 72]);
    const { printed } = run(...PATROLS, '--diff', DEARER);
    expect(printed).toContain(`Before and after ${DEARER}.`);
    expect(printed).toContain('36 → 72');
    expect(printed).not.toContain('20.0 % →');
  });

  test('shows nothing where nothing changes', () => {
    expect(run('--diff', 'combat.spoils.wreckMinutes=1').printed).not.toContain('→');
  });

  const refused: [string, string][] = [
    ['combat.strike.mispercent=2', 'unknown key "mispercent"; did you mean "missPercent"?'],
    ['combat.strike.missPercent=-1', '--diff combat.strike.missPercent: found -1, allowed:'],
    ['server.network.port=1', '--diff: found "server.network.port=1", allowed: a knob of combat'],
  ];
  test.each(refused)('%s is refused', (setting, words) => {
    const { code, errors, printed } = run('--diff', setting);
    expect([code, printed]).toEqual([2, '']);
    expect(errors).toContain(words);
  });
});

test('docs/COMBAT.md shows what is printed', () => {
  const page = readFileSync('docs/COMBAT.md', 'utf8');
  const [, words, shown] = /^ {4}npm run combat -- (.*)\n\n```\n([\s\S]*?)```$/m.exec(page)!;
  expect(run('--config', 'config', ...words.split(' ')).printed).toBe(shown);
});

describe('bad usage', () => {
  test.each([
    [['--striker', 'tank'], '--striker: found "tank", allowed: patrol, avatar, convoy, fort, base'],
    [['--weapon', 'scope'], '--weapon: found "scope", allowed: carbine, blade, launcher'],
    [['--armor', 'blade'], '--armor: found "blade", allowed: light vest, heavy plate'],
    [['--target-with', 'field kit'], '--target-with: found "field kit", allowed: carbine'],
    [
      ['--target', 'avatar', '--target-with', 'technical'],
      '--target-with: found "technical", allowed: carbine',
    ],
    [['--striker-level', '11'], '--striker-level: found "11", allowed: 1-10'],
    [['--attackers', '0'], '--attackers: found "0", allowed: 1-100'],
    [['--config', 'nowhere'], 'nowhere: no such configuration directory'],
  ])('%j exits with 2', (argv, words) => {
    const { code, errors, printed } = run(...argv);
    expect([code, printed]).toEqual([2, '']);
    expect(errors).toContain(words);
  });

  test('--help is no bad usage', () => {
    const { code, printed } = run('--help');
    expect(code).toBe(0);
    expect(printed).toContain('npm run combat --');
  });
});
