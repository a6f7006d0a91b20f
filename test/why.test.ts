import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { arenaWorld } from '../bench/tournament/arena-world.ts';
import { beginGame } from '../bench/tournament/game.ts';
import { Play } from '../bench/why-check/stage.ts';
import { LAYER } from '../components/ai-rules.ts';
import { OPERATION_EVENT } from '../components/chronicle.ts';
import { STANCE } from '../components/convoys.ts';
import type { World } from '../components/world.ts';
import { ConvoyWatch } from '../scripts/why/convoy-watch.ts';
import { main } from '../scripts/why.ts';
import { isChosen, type Trace } from '../src/ai/explain-trace.ts';
import { allocateChronicleRing, ChronicleRing } from '../src/memory/chronicle-ring.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { HistoryKeeper } from '../src/storage/history-keeper.ts';
import type { OperationRow } from '../src/storage/history-minds.ts';
import { worldFingerprint } from '../src/storage/saved-world.ts';
import { SavedRun, TINY_WORLD } from './support/saved-run.ts';

const TICKS = 3600;
const PACE = ['factions.minds.strategicSeconds=30', 'factions.minds.tacticalSeconds=10'];

const directory = mkdtempSync(join(tmpdir(), 'why-minds-'));
const worldFile = join(directory, 'arena.json');
const traces: Trace[] = [];
const operations: OperationRow[] = [];
let world: World;
let printed = '';
let errors = '';
const output = {
  print: (text: string) => void (printed += text),
  printError: (text: string) => void (errors += text),
};

/** The arena of games with borders, which world files must have: a square around the center of each district. */
function drawnArena(): object {
  const arena = arenaWorld(1);
  const side = 600;
  const arcs = arena.districts.map(({ center: [x, y] }) => {
    return [x - side / 2, y - side / 2, side, 0, 0, side, -side, 0, 0, -side];
  });
  const districts = arena.districts.map((one, i) => ({ ...one, polygons: [[[i]]] }));
  return { ...arena, arcs, districts, provenance: { ...arena.provenance, object: 'none' } };
}

beforeAll(() => {
  writeFileSync(worldFile, JSON.stringify(drawnArena()));
  world = beginGame({ worldFile, patrols: 280, config: 'config', settings: PACE }, 1);
  const ring = new ChronicleRing(allocateChronicleRing());
  const nothing = () => {};
  const keeper = new HistoryKeeper(
    ring,
    {
      ...{ directory: join(directory, world.graph.name), ground: world.graph, fromTick: 0, historyDays: 30 },
      world: worldFingerprint(worldFile, world.graph.name),
    },
    {
      ...{ log: nothing, wrote: nothing, lost: nothing, pruned: nothing, nowMicros: () => 0 },
      failed: () => expect.fail('a write failed'),
    },
  );
  const play = new Play(world);
  for (let tick = 0; tick < TICKS; tick++) {
    const told = play.step();
    traces.push(...told.traces);
    operations.push(...told.operations);
    ring.push(play.tick, world.chronicle);
  }
  keeper.finish();
}, 60_000);

afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  printed = '';
  errors = '';
});

/** Asks the history of the game, with the personas it was played with. */
const ask = (...argv: string[]) =>
  main(
    [...argv, '--data', directory, '--world', worldFile, ...PACE.flatMap((one) => ['--set', one])],
    output,
  );

function answered(...argv: string[]) {
  expect(ask(...argv, '--json'), errors).toBe(0);
  return JSON.parse(printed);
}

/** An operation for a goal, with the decision that began it. */
function anAttack(): { began: OperationRow; trace: Trace } {
  const found = operations
    .filter(({ event }) => event === OPERATION_EVENT.began)
    .flatMap((began) => {
      const trace = traces.find(
        ({ decision }) => decision.faction === began.faction && decision.number === began.number,
      )!;
      return trace.decision.layer === LAYER.tactical && trace.decision.origin !== 0 ? [{ began, trace }] : [];
    });
  return found.at(-1)!;
}

test('a faction is out for what its newest strategic decision chose, each with reasons and what would change', () => {
  const newest = traces.findLast(({ decision }) => decision.layer === LAYER.strategic)!;
  const { faction } = newest.decision;
  const { answer, causes, decisions, name } = answered('faction', `${faction}`, '--last', '4');
  const chosen = newest.options.filter(isChosen).map(({ district }) => (district < 0 ? null : district));
  expect(causes.map(({ district }: { district: number }) => district)).toEqual(chosen);
  expect(causes.every(({ isOfToday }: { isOfToday: boolean }) => isOfToday)).toBe(true);
  expect(causes.flatMap(({ changes }: { changes: unknown[] }) => changes).length).toBeGreaterThan(0);
  const numbers = traces
    .filter(({ decision }) => decision.faction === faction)
    .map(({ decision }) => decision.number);
  const last = decisions.map(({ number }: { number: number }) => number);
  expect(last.toSorted()).toEqual(numbers.slice(-4).toSorted());
  expect(answer).toContain('and is out to: ');
  printed = '';
  expect(answered('faction', name.toLowerCase()).faction).toBe(faction);
});

test('a decision is told with every option, and its operation', () => {
  const { began, trace } = anAttack();
  const { causes, operation, options } = answered('decision', `${began.faction}/${began.number}`);
  expect(options).toHaveLength(trace.options.length);
  for (const [i, { inputs, factors, score }] of options.entries()) {
    expect(inputs).toEqual([...trace.options[i].inputs!]);
    expect(score).toBe(trace.options[i].score);
    expect(factors.length).toBeGreaterThan(16);
  }
  expect(operation[0]).toMatchObject({ event: OPERATION_EVENT.began, word: began.word });
  // The goal that it serves, and what chose that.
  expect(causes.map(({ layer }: { layer: string }) => layer)).toEqual(['tactical', 'strategic']);
  printed = '';
  expect(ask('decision', `${began.faction}/${began.number}`), errors).toBe(0);
  expect(printed).toMatch(/^\d\. .*: \d\.\d{3}, chosen$/m);
  expect(printed).toMatch(/^ {3}own strength there +\d+ .*×\d\.\d\d {2}█/m);
});

test('a territory that is fought for names the goal, the operation and its steps', () => {
  const { began } = anAttack();
  const id = world.graph.districtIds[began.district];
  const { answer, causes } = answered('territory', id);
  const name = `${began.faction}/${began.number}`;
  expect(causes.filter(({ decision }: { decision: string }) => decision === name).length).toBeGreaterThan(1);
  expect(causes.some(({ layer }: { layer: string }) => layer === 'strategic')).toBe(true);
  expect(answer).toContain('  The goal:\n');
  // What moved the influence there is what `territory why` tells.
  expect(answer).toMatch(/is held by/);
});

test('why not tells what stood against a district, or that it is not among the best', () => {
  const newest = traces.findLast(({ decision, options }) => {
    return decision.layer === LAYER.strategic && options.some((one) => !isChosen(one) && one.district >= 0);
  })!;
  const { faction } = newest.decision;
  const last = traces.findLast(
    ({ decision }) => decision.layer === LAYER.strategic && decision.faction === faction,
  )!;
  const missing = Array.from(world.graph.districtIds.keys()).find((district) => {
    return last.options.every((option) => option.district !== district);
  })!;
  const none = answered('not', world.graph.districtIds[missing], '--faction', `${faction}`);
  expect(none.answer).toContain('is not among the options kept');
  printed = '';
  const left = last.options.find((option) => !isChosen(option) && option.district >= 0);
  if (left === undefined) return;
  const found = answered('not', world.graph.districtIds[left.district], '--faction', `${faction}`);
  expect(found.causes.length).toBeGreaterThan(0);
  expect(found.causes[0].hurdle).not.toBe('chosen');
});

describe('what is asked for wrongly is refused with 2, what was found and what is allowed', () => {
  test.each([
    [[], /found nothing, allowed: faction, territory, convoy/],
    [['whom'], /found "whom", allowed: faction/],
    [['faction'], /faction: found nothing to ask about/],
    [['faction', '8'], /8/],
    [['faction', '1', '2'], /found "2" besides, allowed: one subject/],
    [['decision', '17'], /found "17", allowed: FACTION\/NUMBER/],
    [['decision', '1/99999'], /found no number 99999 of faction 1, allowed: numbers up to \d+/],
    [['not', 'a-1'], /--faction: found nothing, allowed: the number or name/],
    [['territory', 'nowhere'], /found no district "nowhere"/],
    [['convoy', 'x'], /convoy: found "x", allowed: the number of an entity/],
    [['faction', '1', '--last', '0'], /--last: found "0", allowed: 1-1000/],
    [['check', '--sample', 'all'], /--sample: found "all"/],
  ])('%j', (argv, words) => {
    expect(ask(...argv)).toBe(2);
    expect(errors).toMatch(words);
    expect(printed).toBe('');
  });

  test('help is printed and nothing else done', () => {
    expect(main(['--help'], output)).toBe(0);
    expect(printed).toContain('npm run why -- what-if');
  });
});

describe('a saved world', () => {
  const saved = join(directory, 'saved');

  beforeAll(() => {
    mkdirSync(saved, { recursive: true });
    const run = new SavedRun(join(saved, 'tiny'), { patrols: 80 });
    run.play(300);
    run.snapshot();
    run.close();
  });

  const askSaved = (...argv: string[]) => main([...argv, '--world', TINY_WORLD, '--json'], output);

  test('goes on otherwise with another persona, and only then', () => {
    const change = ['--set', 'factions.factions.0.mind.goals.take=0'];
    const argv = ['--faction', '1', '--minutes', '1'];
    expect(askSaved('what-if', saved, ...argv, ...change), errors).toBe(0);
    const { causes, fromTick, land } = JSON.parse(printed);
    expect(fromTick).toBe(300);
    expect(causes.length).toBeGreaterThan(0);
    expect(land.today).toHaveLength(8);
    expect(askSaved('what-if', saved, ...argv)).toBe(2);
    expect(errors).toContain('what-if: found no --set');
    errors = '';
    expect(askSaved('what-if', saved, ...argv, '--set', 'balance.avatar.speedMetersPerSecond=7')).toBe(2);
    expect(errors).toContain('allowed: settings that change a persona');
  });

  test('has no convoy of a number that none ever had', () => {
    expect(askSaved('convoy', '60000', '--data', saved)).toBe(2);
    expect(errors).toMatch(/found no convoy with the number 60000, allowed: .*ticks 0 to 300 are kept/);
  });
});

test('a convoy is followed: who attacks it and by which decision, its guard, and that it turns around', () => {
  const { convoy, fighter, identity, operation, soldier, squad } = world;
  const [id, attacker] = [40_000, 2];
  const watch = new ConvoyWatch(id, ['nobody', 'A', 'B', 'C']);
  Object.assign(identity.kind, { [id]: ENTITY_KIND.convoy, [attacker]: ENTITY_KIND.patrol });
  Object.assign(identity.faction, { [id]: 2, [attacker]: 3 });
  convoy.bornTick[id] = 9;
  watch.look(world);
  Object.assign(fighter.attackers, { [id]: 1 });
  fighter.target[attacker] = id;
  soldier.squad[attacker] = 5;
  squad.operation[4] = 50;
  operation.decision[49] = 31;
  watch.look(world);
  watch.look(world);
  const guard = 2 * 16 + 15;
  Object.assign(operation.template, { [guard]: 7 });
  operation.convoy[guard] = id;
  operation.convoyUse[guard] = identity.generation[id];
  operation.decision[guard] = 77;
  convoy.stance[id] = STANCE.retreat;
  watch.look(world);
  identity.kind[id] = ENTITY_KIND.none;
  watch.look(world);
  expect(watch.events.map(({ decision, words }) => [words.replace(/, in .*/, ''), decision?.number])).toEqual(
    [
      ['a convoy of B is under way', undefined],
      ['a squad with an operation of C attacks it', 31],
      ['it was told to turn around', undefined],
      ['its faction sends squads to guard it', 77],
      ['it is gone: it arrived, or was lost', undefined],
    ],
  );
});
