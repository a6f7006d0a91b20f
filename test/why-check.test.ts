import { beforeAll, describe, expect, test } from 'vitest';
import { beginGame } from '../bench/tournament/game.ts';
import type { GameSettings } from '../bench/tournament/options.ts';
import { type Attack, AttackWatch, type Decided } from '../bench/why-check/attacks.ts';
import { checkWhy } from '../bench/why-check/check.ts';
import { MomentNote, Play, Stage } from '../bench/why-check/stage.ts';
import { forOne, verify } from '../bench/why-check/verify.ts';
import { TRAIT, TRAIT_COUNT } from '../components/ai-rules.ts';
import { OPTION_FLAG } from '../components/chronicle.ts';
import type { World } from '../components/world.ts';
import { withKnob } from '../src/ai/explain-change.ts';
import { worldHash } from '../src/memory/used-rows.ts';

/** A game in an arena in which decisions come quickly. */
const GAME: GameSettings = {
  ...{ worldFile: undefined, patrols: 280, config: 'config' },
  settings: ['factions.minds.strategicSeconds=60', 'factions.minds.tacticalSeconds=20'],
};
const TICKS_MAX = 6000;

test('attacks of a game are explained by their traces, and what is said to change them does', () => {
  const result = checkWhy({ game: GAME, firstSeed: 3, seeds: 1, sample: 3, minutes: 10 });
  expect(result.failures).toEqual([]);
  expect(result).toMatchObject({ sample: 3, explained: 3, verified: 3 });
  expect(Object.keys(result.changes).length).toBeGreaterThan(0);
});

describe('an attack that is held against', () => {
  let world: World;
  let stage: Stage;
  let attack: Attack;
  let cause: Decided;

  beforeAll(() => {
    world = beginGame(GAME, 5);
    stage = new Stage(world);
    const watch = new AttackWatch(new Play(world));
    for (let tick = 0; tick < TICKS_MAX && attack === undefined; tick++) {
      attack = watch.step().find((one) => one.cause !== undefined && one.origin !== undefined)!;
    }
    cause = attack.cause!;
  });

  const failuresOf = (changed: Partial<Attack>) => verify({ ...attack, ...changed }, stage, world).failures;

  test('its own trace is fine', () => {
    expect(failuresOf({})).toEqual([]);
  });

  test('a trace with another score is not', () => {
    const { trace } = cause;
    const options = trace.options.map((one, i) => (i === 0 ? { ...one, score: one.score + 1 } : one));
    const failures = failuresOf({ cause: { ...cause, trace: { ...trace, options } } });
    expect(failures).toEqual([expect.stringContaining('its scores cannot be found again')]);
  });

  test('a trace that says another option was chosen is not', () => {
    const { trace } = cause;
    const worst = trace.options.length - 1;
    const options = trace.options.map((one, i) => ({ ...one, flags: i === worst ? OPTION_FLAG.chosen : 0 }));
    const option = options[worst];
    const failures = failuresOf({ cause: { ...cause, option, trace: { ...trace, options } } });
    expect(failures).toEqual([expect.stringContaining('does not win by the rules of choice')]);
  });

  test('no trace is not', () => {
    expect(failuresOf({ cause: undefined })).toEqual([expect.stringContaining('no decision began')]);
    expect(failuresOf({ origin: undefined })).toEqual([
      expect.stringContaining('no decision chose the goal'),
    ]);
  });

  test('a moment at which something else was decided is not', () => {
    const note = new MomentNote();
    note.take(beginGame(GAME, 6));
    const failures = failuresOf({ cause: { ...cause, before: note.moment } });
    expect(failures.join()).toContain('does not come out the same');
  });

  test('a world whose personas were changed since is not', () => {
    const { rules } = world;
    const place = attack.faction * TRAIT_COUNT + TRAIT.aggression;
    const value = rules.ai.trait[place] > 500 ? 0 : 1000;
    world.rules = { ...rules, ai: withKnob(rules.ai, { list: 'trait', place, name: '', max: 1000 }, value) };
    expect(failuresOf({})[0]).toContain('its scores cannot be found again');
    world.rules = rules;
  });
});

test('a kept moment goes on as the world did', () => {
  const play = new Play(beginGame(GAME, 4));
  for (let tick = 0; tick < 300; tick++) play.step();
  const note = new MomentNote();
  note.take(play.world);
  const again = new Stage(play.world).playFrom(note.moment, () => play.world.rules.ai);
  for (let tick = 0; tick < 300; tick++) {
    play.step();
    again.step();
  }
  const { districtCount } = play.world.graph;
  expect(worldHash(again.world, districtCount)).toBe(worldHash(play.world, districtCount));
});

test('a change for one decision is in force while that one is made', () => {
  const { ai } = beginGame(GAME, 4).rules;
  const changed = { ...ai, weight: ai.weight.map(() => 7) };
  const decisions = new Uint32Array(8);
  const decision = {
    tick: 0,
    faction: 2,
    number: 29,
    layer: 1,
    chosen: 0,
    district: 0,
    weighed: 0,
    origin: 0,
    score: 0,
  };
  const only = forOne({ decision }, ai, changed, { decisions });
  decisions[2] = 27;
  expect(only).toEqual(ai);
  decisions[2] = 28;
  expect(only.weight).toBe(changed.weight);
  expect(only.trait).toBe(ai.trait);
  decisions[2] = 29;
  expect(only.weight).toBe(ai.weight);
});
