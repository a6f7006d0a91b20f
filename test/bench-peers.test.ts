import { describe, expect, test } from 'vitest';
import { Bench } from '../bench/peers/bench.ts';
import { changeProfile } from '../bench/peers/change-profile.ts';
import { comparisonChart } from '../bench/peers/chart.ts';
import { PeerTally } from '../bench/peers/load/peer-tally.ts';
import { Truth } from '../bench/peers/load/truth.ts';
import { readPeersOptions } from '../bench/peers/options.ts';
import { PatrolWorld } from '../bench/peers/patrol-world.ts';
import {
  floorRatio,
  isHeld,
  type Measured,
  medians,
  mostHeld,
  type PeerResults,
  ratios,
  type Trial,
} from '../bench/peers/results.ts';
import { comparisonRows } from '../bench/peers/summary-text.ts';
import { runTrial } from '../bench/peers/trial.ts';
import { peersSection } from '../scripts/docs/peers-section.ts';

/**
 * What the comparison with other servers rests on: the world that all of them play, the judgement of what their clients
 * see, and how runs become figures. The peers themselves need packages that only the bench installs.
 */

const MEASURED: Measured = {
  ...{ joined: 300, seconds: 8, ticksPerSecond: 60, messagesPerClientPerSecond: 60 },
  ...{ bytesPerClientPerSecond: 500, delayMsP50: 2, delayMsP99: 9, delayMsMax: 12 },
  ...{ serverCores: 0.1, loadCores: 0.1, otherCores: 0, machineCores: 0.2, serverRssMb: 100 },
  ...{ verified: 5, checks: 40, checkedUnits: 3600, wrong: 0, unreadable: 0, losses: {} },
};

function trial(plan: Partial<Trial>, measured: Partial<Measured> = {}): Trial {
  const whole = { ...MEASURED, ...measured };
  return { peer: 'marchland', clients: 300, purpose: 'all', round: 1, held: true, measured: whole, ...plan };
}

function resultsOf(trials: readonly Trial[]): PeerResults {
  return {
    ...{ date: '2026-01-02', machine: 'a machine', versions: { ws: '8' }, command: 'npm run bench:peers' },
    ...{ clients: 300, floorClients: 2000, seconds: 8, trials },
  };
}

describe('the patrol world', () => {
  test('is a function of seed and tick', () => {
    const [one, same, other] = [new PatrolWorld(50, 7), new PatrolWorld(50, 7), new PatrolWorld(50, 8)];
    for (let tick = 0; tick < 500; tick++) for (const world of [one, same, other]) world.step();
    expect(same.x).toEqual(one.x);
    expect(same.y).toEqual(one.y);
    expect(other.x).not.toEqual(one.x);
  });

  test('keeps everybody inside, in the sector that is told, and each follower in sight of its unit', () => {
    const world = new PatrolWorld(200, 1);
    for (let tick = 0; tick < 3000; tick++) {
      world.step();
      for (let unit = 0; unit < world.count; unit++) {
        const column = Math.floor(world.x[unit] / 409_600);
        const row = Math.floor(world.y[unit] / 409_600);
        if (column < 0 || column >= world.columns || row < 0 || row >= world.columns) expect.fail('outside');
        if (world.sector[unit] !== row * world.columns + column) expect.fail('another sector');
        if (!world.sees(unit, unit)) expect.fail('out of its own view');
      }
    }
  });

  test('has some 90 in view, who turn every 2.5 s at 5 m/s', () => {
    const world = new PatrolWorld(2000, 1);
    let turns = 0;
    // In the first tick everybody sets out.
    while (world.tick < 600) world.step();
    while (world.tick < 1200) {
      world.step();
      turns += world.turned.length;
    }
    let seen = 0;
    for (let follower = 0; follower < 100; follower++) {
      for (let unit = 0; unit < world.count; unit++) if (world.sees(follower, unit)) seen++;
    }
    expect(seen / 100).toBeGreaterThan(70);
    expect(seen / 100).toBeLessThan(95);
    // Legs of 1 to 300 ticks, and some that the edge turns back.
    expect(turns / 2000 / 10).toBeGreaterThan(0.38);
    expect(turns / 2000 / 10).toBeLessThan(0.46);
    expect(Math.sqrt(world.vx[0] ** 2 + world.vy[0] ** 2) * 60).toBeCloseTo(5 * 4096, -2);
  });

  test('names who crossed and whose view moved, which is who is a fifth of a sector outside', () => {
    const world = new PatrolWorld(300, 3);
    const sectors = world.sector.slice();
    const centers = world.viewCenter.slice();
    let moved = 0;
    for (let tick = 0; tick < 2000; tick++) {
      world.step();
      for (let unit = 0; unit < world.count; unit++) {
        const column = centers[unit] % world.columns;
        const row = Math.floor(centers[unit] / world.columns);
        const isFar = isOutside(world.x[unit], column) || isOutside(world.y[unit], row);
        if (isFar !== world.viewMoved.includes(unit)) expect.fail(`unit ${unit} in tick ${tick}`);
      }
      for (const unit of world.crossed) sectors[unit] = world.sector[unit];
      for (const unit of world.viewMoved) centers[unit] = world.viewCenter[unit];
      moved += world.viewMoved.length;
    }
    expect(moved).toBeGreaterThan(100);
    expect(sectors).toEqual(world.sector);
    expect(centers).toEqual(world.viewCenter);
  });

  /** Whether a place is outside of the column or row of sectors by a fifth of a sector or more. */
  function isOutside(at: number, index: number): boolean {
    return at < 409_600 * index - 81_920 || at >= 409_600 * (index + 1) + 81_920;
  }
});

describe('the truth', () => {
  const CLIENTS = 300;
  const TICK = 90;
  const follower = 4;

  /** What a client sees that is sent everything as it should be. */
  function rightView(): Map<number, { x: number; y: number }> {
    const world = new PatrolWorld(CLIENTS, 1);
    while (world.tick < TICK) world.step();
    const view = new Map<number, { x: number; y: number }>();
    for (let unit = 0; unit < CLIENTS; unit++) {
      if (world.sees(follower, unit)) view.set(unit, { x: world.x[unit], y: world.y[unit] });
    }
    return view;
  }

  function wrongOf(view: Map<number, { x: number; y: number }>, tick = TICK): number {
    const tally = new PeerTally();
    new Truth(CLIENTS, 1).check(tally, follower, tick, view.size, (unit) => view.get(unit));
    expect(tally.checks).toBe(1);
    return tally.wrong;
  }

  test('finds nothing wrong with a right view', () => {
    expect(rightView().size).toBeGreaterThan(30);
    expect(wrongOf(rightView())).toBe(0);
  });

  test('notices a unit that is off by the smallest step', () => {
    const view = rightView();
    view.get(follower)!.x += 1;
    expect(wrongOf(view)).toBe(1);
  });

  test('notices a unit that is missing, and one that should not be seen', () => {
    const missing = rightView();
    missing.delete(follower);
    expect(wrongOf(missing)).toBe(1);
    const many = rightView();
    const hidden = Array.from({ length: CLIENTS }, (_, unit) => unit).find((unit) => !many.has(unit))!;
    many.set(hidden, { x: 0, y: 0 });
    expect(wrongOf(many)).toBe(1);
  });

  test('notices a view that is a tick late', () => {
    expect(wrongOf(rightView(), TICK + 1)).toBeGreaterThan(30);
  });

  test('judges clients that read at different times, and none by a tick that it has forgotten', () => {
    const truth = new Truth(CLIENTS, 1);
    const [late, early] = [truth.at(100), truth.at(95)];
    expect(early).toBeDefined();
    expect(early!.x).not.toEqual(late!.x);
    truth.at(1000);
    expect(truth.at(100)).toBeUndefined();
  });
});

describe('figures', () => {
  const expected = { clients: 300, everyTick: true };

  test('a peer is held when all is well', () => {
    expect(isHeld(expected, MEASURED)).toBe(true);
  });

  test.each([
    ['a slow tick', { ticksPerSecond: 59.4 }],
    ['a late message', { delayMsP99: 51 }],
    ['too few messages', { messagesPerClientPerSecond: 58 }],
    ['a unit that is wrong', { wrong: 1 }],
    ['a message that cannot be read', { unreadable: 1 }],
    ['a client that did not get in', { joined: 299 }],
    ['a client that was lost', { losses: { 'close 1006': 1 } }],
    ['nothing verified', { checks: 0 }],
  ])('%s is not held', (_, change) => {
    expect(isHeld(expected, { ...MEASURED, ...change })).toBe(false);
  });

  test('who tells changes only may send fewer messages, and bare sends verify nothing', () => {
    expect(isHeld({ clients: 300, everyTick: false }, { ...MEASURED, messagesPerClientPerSecond: 30 })).toBe(
      true,
    );
    expect(isHeld(expected, { ...MEASURED, verified: 0, checks: 0 })).toBe(true);
  });

  test('are medians of runs for one purpose, and failures are counted', () => {
    const failed: Trial = { ...trial({ held: false, failure: 'it did not start' }) };
    const results = resultsOf([
      trial({}, { serverCores: 0.1 }),
      trial({ round: 2 }, { serverCores: 0.3 }),
      trial({ round: 3 }, { serverCores: 0.2 }),
      trial({ purpose: 'ladder' }, { serverCores: 9 }),
      { peer: 'marchland', clients: 300, purpose: 'all', round: 4, held: false, failure: failed.failure! },
    ]);
    expect(medians(results, 'marchland', 'all')).toMatchObject({ serverCores: 0.2, trials: 4, failures: 1 });
    expect(medians(results, 'msgpack', 'all')).toBeUndefined();
  });

  test('the most clients held are those of the last step that was', () => {
    const step = (clients: number, held: boolean) =>
      trial({ peer: 'colyseus', purpose: 'ladder', clients, held });
    const results = resultsOf([step(250, true), step(300, false), step(300, true), step(350, false)]);
    expect(mostHeld(results, 'colyseus')).toEqual({ clients: 300, isLadderEnd: false });
    expect(mostHeld(resultsOf([step(250, true)]), 'colyseus')).toEqual({ clients: 250, isLadderEnd: true });
    expect(mostHeld(resultsOf([step(250, false)]), 'colyseus')).toEqual({ clients: 0, isLadderEnd: false });
    expect(mostHeld(results, 'marchland')).toBeUndefined();
  });

  test('who tells each change when it comes sends something in four of ten ticks', () => {
    const { messagesPerClientPerTick, sizes } = changeProfile(300, 1);
    expect(messagesPerClientPerTick).toBeGreaterThan(0.3);
    expect(messagesPerClientPerTick).toBeLessThan(0.5);
    expect([sizes.length, sizes[0], sizes.at(-1)! > 8, sizes.at(-1)! < 100]).toEqual([100, 8, true, true]);
  });

  test('ratios are those of Marchland to the peer', () => {
    const results = resultsOf([
      trial({}, { serverCores: 0.1, bytesPerClientPerSecond: 400 }),
      trial({ peer: 'colyseus' }, { serverCores: 0.8, bytesPerClientPerSecond: 60_000 }),
      trial({ purpose: 'ladder', clients: 5000 }),
      trial({ peer: 'colyseus', purpose: 'ladder', clients: 250 }),
      trial({ purpose: 'floor' }, { serverCores: 0.42 }),
      trial({ peer: 'floor', purpose: 'floor' }, { serverCores: 0.35 }),
      trial({ peer: 'floor-changes', purpose: 'floor' }, { serverCores: 0.84 }),
    ]);
    const { bytes, clients, cores } = ratios(results, 'colyseus');
    expect([bytes, clients]).toEqual([150, 20]);
    expect(cores).toBeCloseTo(8);
    expect(floorRatio(results, 'floor')).toBeCloseTo(1.2);
    expect(floorRatio(results, 'floor-changes')).toBeCloseTo(0.5);
    expect(peersSection(JSON.stringify(results))).toContain(
      '20 times the clients, 8.0 times less CPU, 150 times fewer bytes.',
    );
    expect(peersSection(JSON.stringify(results))).toContain(
      '1.20 times the CPU of bare sends of the same number',
    );
    expect(peersSection(JSON.stringify(results))).toContain(
      '0.50 times the CPU of bare sends of a message for each',
    );
  });

  test('a peer without figures has a row all the same, and a chart can be drawn', () => {
    const results = resultsOf([
      trial({}),
      { peer: 'msgpack', clients: 300, purpose: 'all', round: 1, held: false, failure: 'it did not start' },
    ]);
    expect(comparisonRows(results).rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ['Marchland', '1, 0, 0'],
      ['ws + msgpackr', '0, 0, 1'],
    ]);
    const chart = comparisonChart(results);
    expect(chart.match(/<rect/g)).toHaveLength(4);
    expect(chart).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('the clock of a tick is that of the read that told it first', () => {
    const tally = new PeerTally();
    for (const [nowMicros, tick] of [
      [100, 30],
      [200, 30],
      [300, 29],
      [400, 31],
      [500, 31],
    ]) {
      tally.nowMicros = nowMicros;
      tally.told(tick);
    }
    expect([tally.tick, tally.tickMicros]).toEqual([31, 400]);
  });

  test('a delay is counted over the end of the 32 bits of its stamp', () => {
    const tally = new PeerTally();
    tally.nowMicros = 4_294_967_296 + 3000;
    tally.stamped(4_294_967_296 - 2000);
    expect(tally.delays.quantileMs(1)).toBeCloseTo(5, 1);
  });

  test('nothing is printed of a bench that has not run', () => {
    expect(peersSection('')).toContain('Nothing has been measured yet');
  });

  test('sizes of messages become a profile of equal parts', () => {
    const tally = new PeerTally();
    for (let i = 0; i < 75; i++) tally.count(10);
    for (let i = 0; i < 25; i++) tally.count(200);
    expect(tally.sizeProfile(4)).toEqual([10, 10, 10, 200]);
    expect(new PeerTally().sizeProfile(4)).toEqual([]);
  });
});

describe('options', () => {
  test('are read', () => {
    expect(readPeersOptions(['--peers', 'colyseus,marchland', '--quick'])).toMatchObject({
      peers: ['marchland', 'colyseus'],
      rounds: 1,
      seconds: 4,
    });
  });

  test.each([
    [['--peers', 'nengi'], '--peers: found "nengi", allowed: marchland'],
    [['--peers', 'floor'], 'found floor without marchland'],
    [['--clients', '0'], '--clients: found "0", allowed: 1-12000'],
  ])('%j is refused', (argv, message) => {
    expect(() => readPeersOptions(argv)).toThrow(message);
  });
});

describe('the order of runs', () => {
  /** Runs a bench whose peers are held up to so many clients, and tells which runs there were. */
  async function runsOf(
    argv: readonly string[],
    heldUpTo: number,
  ): Promise<{ runs: string[]; profiled: boolean[] }> {
    const runs: string[] = [];
    const profiled: boolean[] = [];
    const profile = { messagesPerClientPerTick: 0.5, sizes: [9] };
    const run: typeof runTrial = async (plan, { profile: given }) => {
      runs.push(`${plan.purpose} ${plan.round} ${plan.peer} ${plan.clients}`);
      if (plan.peer === 'floor') profiled.push(given !== undefined);
      return { trial: trial({ ...plan, held: plan.clients <= heldUpTo }), profile };
    };
    await new Bench(readPeersOptions(argv), 'node', run, () => {}).measureAll();
    return { runs, profiled };
  }

  test('goes forward and back, and the bare sends know what Marchland sent', async () => {
    const argv = ['--peers', 'marchland,colyseus,floor', '--noLadder', '--floorClients', '500'];
    const { profiled, runs } = await runsOf(argv, 9999);
    expect(runs).toEqual([
      ...['all 1 marchland 300', 'all 1 colyseus 300', 'all 1 floor 300'],
      ...['all 2 floor 300', 'all 2 colyseus 300', 'all 2 marchland 300'],
      ...['floor 1 marchland 500', 'floor 1 floor 500', 'floor 2 floor 500', 'floor 2 marchland 500'],
    ]);
    expect(profiled).toEqual([true, true, true, true]);
  });

  test('climbs until a number of clients was not held twice', async () => {
    const { runs } = await runsOf(['--peers', 'colyseus', '--rounds', '1'], 260);
    expect(runs.slice(1)).toEqual([
      ...['ladder 1 colyseus 150', 'ladder 1 colyseus 200', 'ladder 1 colyseus 250'],
      ...['ladder 1 colyseus 300', 'ladder 2 colyseus 300'],
    ]);
  });
});

describe('a run', () => {
  const setting = { seconds: 1, seed: 1, verified: 3, marchlandNode: process.execPath };

  test('of Marchland is verified, and gives the bare sends what they send', async () => {
    const plan = { clients: 20, purpose: 'all', round: 1 } as const;
    // Long enough for every sector to have been checked once.
    const ours = await runTrial(
      { peer: 'marchland', ...plan },
      { ...setting, seconds: 5, profile: undefined },
    );
    expect(ours.trial.failure).toBeUndefined();
    expect(ours.trial.measured).toMatchObject({
      joined: 20,
      verified: 3,
      wrong: 0,
      unreadable: 0,
      losses: {},
    });
    expect(ours.trial.measured!.checks).toBeGreaterThan(0);
    const bare = await runTrial({ peer: 'floor', ...plan }, { ...setting, profile: ours.profile });
    expect(bare.trial.failure).toBeUndefined();
    expect(bare.trial.measured).toMatchObject({ joined: 20, unreadable: 0, losses: {} });
    // Messages are drawn by chance: some 400 of them are within a third of what is expected.
    const perTick = ours.profile!.messagesPerClientPerTick;
    const sent = bare.trial.measured!.messagesPerClientPerSecond / bare.trial.measured!.ticksPerSecond;
    expect(Math.abs(sent / perTick - 1)).toBeLessThan(0.33);
    expect(bare.profile!.sizes.length).toBe(100);
  });

  test('that cannot begin is a failure with the reason, and not left out', async () => {
    const plan = { peer: 'floor', clients: 5, purpose: 'floor', round: 1 } as const;
    const { trial: nothing } = await runTrial(plan, { ...setting, profile: undefined });
    expect(nothing).toMatchObject({
      ...plan,
      held: false,
      failure: expect.stringContaining('Marchland sent'),
    });
    const broken = {
      ...setting,
      profile: { messagesPerClientPerTick: 1, sizes: [9] },
      marchlandNode: '/no/such/node',
    };
    const { trial: dead } = await runTrial(plan, broken);
    expect(dead.failure).toContain('ENOENT');
    expect(dead.measured).toBeUndefined();
  });
});
