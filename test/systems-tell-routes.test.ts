import { describe, expect, test } from 'vitest';
import { CONVOY_EVENT } from '../components/convoy-news.ts';
import { ROUTE_NEWS, ROUTE_STATE } from '../components/routes.ts';
import type { World } from '../components/world.ts';
import { CONVOY_NEWS_COUNT_MAX, PATH_COUNT_MAX, PATH_NODES, ROUTE_COUNT_MAX } from '../src/limits.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { createRouteRecord } from '../src/protocol/route-records.ts';
import { noteConvoy } from '../systems/actions/note-convoy.ts';
import { boardOf } from './support/route-clients.ts';
import { ask, givePath, openRoute, sendConvoy, worsen } from './support/route-life.ts';
import { type Block, blocksOf, Listener } from './support/route-listener.ts';
import { RouteStage } from './support/route-stage.ts';

function pathOf({ path, pathNode, route }: World, row: number): number[] {
  const held = route.path[row] - 1;
  if (held < 0) return [];
  return [...pathNode.district.slice(held * PATH_NODES, held * PATH_NODES + path.hops[held] + 1)];
}

test('every channel counts its blocks without a gap, at most 30 a second, and none is empty', () => {
  const stage = new RouteStage({ seed: 3 });
  const listener = new Listener();
  stage.live(900, (world) => listener.hear(world));
  for (const faction of [1, 2, 3]) {
    const own = listener.blocks.filter((block) => block.faction === faction);
    expect(own.length).toBeGreaterThan(100);
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
    expect(own.every(({ tick }) => tick % 2 === 0)).toBe(true);
    expect(stage.world.routeSide.sequence[faction]).toBe(own.length);
  }
});

test('who heard all of it holds the routes as they are, with their paths', () => {
  const stage = new RouteStage({ seed: 4 });
  const listener = new Listener();
  let compared = 0;
  stage.live(600, (world) => {
    listener.hear(world);
    if (world.ledger.tick[0] % 2 !== 0) return;
    const { route } = world;
    const rows = [...route.state.keys()].filter(
      (row) => route.state[row] !== ROUTE_STATE.free && route.state[row] !== ROUTE_STATE.retired,
    );
    expect(
      listener.view
        .routes()
        .map(({ route: row }) => row)
        .sort((a, b) => a - b),
    ).toEqual(rows);
    for (const row of rows) {
      const held = listener.view.route(row)!;
      expect([...held.path]).toEqual(pathOf(world, row));
      expect([held.state, held.version, held.faction]).toEqual([
        route.state[row],
        route.version[row],
        route.faction[row],
      ]);
      compared++;
    }
  });
  expect(compared).toBeGreaterThan(1_000);
});

test('the board holds what a listener holds, and every convoy under way', () => {
  const stage = new RouteStage({ seed: 5 });
  const listener = new Listener();
  stage.live(900, (world) => {
    listener.hear(world);
    if (world.ledger.tick[0] % 90 !== 0) return;
    const board = boardOf(stage);
    const byRow = (a: { route: number }, b: { route: number }) => a.route - b.route;
    expect(board.routes).toEqual(listener.view.routes().sort(byRow));
    expect(board.convoys).toEqual(listener.view.convoys().sort((a, b) => a.entity - b.entity));
    for (const summary of board.summaries) {
      const { faction, tick } = summary as { faction: number; tick: number };
      if (tick > 0) expect(summary).toEqual(listener.view.summary(faction));
    }
  });
  expect(listener.view.convoys().length).toBeGreaterThan(10);
});

describe('what is told', () => {
  test('comes at most a tick after it happened, in the order of cause and effect', () => {
    for (const late of [0, 1]) {
      const stage = new RouteStage();
      const listener = new Listener();
      const run = (change?: (world: World) => void) => {
        stage.tick(change);
        listener.hear(stage.world);
      };
      for (let i = 0; i < 2 + late; i++) run();
      let changedTick = 0;
      run((world) => {
        changedTick = world.ledger.tick[0];
        const row = openRoute(world, 2, 1, 2);
        givePath(world, row, [4, 5, 6, 7, 8]);
        worsen(world, row, 6);
        sendConvoy(world, 2, row);
        ask(world, 2, [0, 1]);
      });
      while (listener.blocks.length === 0) run();
      expect(stage.world.ledger.tick[0] - changedTick).toBe(1 - late);
      expect(listener.blocks.map(({ faction }) => faction)).toEqual([2]);
      expect(listener.told).toEqual([
        `landfall 6 1 ${changedTick}`,
        'route 0 3 4-5-6-7-8',
        'proposal 17 2 0-1',
        'convoy 1 1',
        'summary 2 0 0 1',
      ]);
    }
  });

  test('of a capture is, within two ticks, what it broke and what replaces that', () => {
    const toldAfter = [1, 2].map((quietTicks) => {
      const stage = new RouteStage();
      const listener = new Listener();
      const run = (change?: (world: World) => void) => {
        stage.tick(change);
        listener.hear(stage.world);
        return listener.told.splice(0).filter((line) => !line.startsWith('summary'));
      };
      run((world) => givePath(world, openRoute(world, 1, 1, 2), [4, 5, 6, 7, 8]));
      for (let i = 0; i < quietTicks; i++) run();
      // The question that a capture gives rise to is answered in the next tick.
      return [run((world) => worsen(world, 0, 7)), run((world) => givePath(world, 0, [4, 10, 9, 8])), run()];
    });
    expect(toldAfter).toEqual([
      [[], ['landfall 7 1 3', 'route 0 2 4-10-9-8'], []],
      [['landfall 7 1 4', 'route 0 4'], [], ['route 0 2 4-10-9-8']],
    ]);
  });

  test('of a path that changed is only what follows the common part', () => {
    const stage = new RouteStage();
    const lengths: number[] = [];
    const long = [0, 1, 2, 3, 4, 5, 11, 10, 9, 8, 7, 6, 12, 13, 14, 15];
    let row = 0;
    const told = (change: (world: World) => void) => {
      stage.tick(change);
      stage.tick();
      lengths.push(blocksOf(stage.world).at(0)?.bytes.length ?? 0);
    };
    // From tick 1 on, so that the second tick of each is the one that tells.
    told((world) => {
      row = openRoute(world, 1, 0, 3);
      givePath(world, row, long);
    });
    told((world) => givePath(world, row, [...long.slice(0, 14), 19, 18]));
    told((world) => worsen(world, row, 2));
    expect(lengths[0] - lengths[1]).toBe(14);
    // No district, but a landfall of 14 bytes and the cause of the change.
    expect(lengths[2]).toBeLessThan(lengths[0] + 4);
  });

  test('of a convoy that is gone is how it was, though its id may be another’s', () => {
    const stage = new RouteStage();
    const listener = new Listener();
    stage.tick();
    stage.tick();
    stage.tick((world) => {
      const id = sendConvoy(world, 1, -1);
      world.convoy.cargo[id] = 11;
      noteConvoy(world, id, CONVOY_EVENT.lost);
      world.convoy.cargo[id] = 99;
    });
    stage.tick();
    listener.hear(stage.world);
    expect(listener.told.slice(0, 2)).toEqual(['convoy 1 1', 'convoy 1 8']);
    expect(listener.view.convoys()).toEqual([]);
    expect(stage.board.routes.factionOfConvoy(0)).toBe(0);
  });

  test('of a proposal that there is no way for, is that', () => {
    const stage = new RouteStage();
    const listener = new Listener();
    for (let i = 0; i < 2; i++) {
      stage.tick((world) => {
        if (i === 1) ask(world, 4, [0, 9], 0);
      });
      listener.hear(stage.world);
    }
    expect(listener.told).toEqual(['proposal 17 4 ']);
    expect(listener.view.proposals[0]).toMatchObject({ from: 0, to: 9, session: 17, reason: 8, cost: 0 });
  });
});

test('a proposal for which there is no room says so', () => {
  const stage = new RouteStage();
  const listener = new Listener();
  const { path, routeLedger } = stage.world;
  path.uses.fill(1);
  routeLedger.pathHigh[0] = PATH_COUNT_MAX;
  stage.tick((world) => ask(world, 4, [0, 1]));
  stage.tick();
  listener.hear(stage.world);
  expect(listener.told).toEqual([`proposal 17 ${ROUTE_STATE.pending} `]);
});

test('nothing is told twice, and no path is held for longer than it is told of', () => {
  const stage = new RouteStage({ seed: 6 });
  stage.live(600);
  const { world } = stage;
  expect(blocksOf(world).length).toBeGreaterThan(0);
  for (let i = 0; i < 6; i++) {
    stage.tick();
    expect(blocksOf(world)).toEqual([]);
  }
  expect([...world.newsLedger.convoys, ...world.newsLedger.landfalls, ...world.newsLedger.proposals]).toEqual(
    [0, 0, 0],
  );
  const uses = new Map<number, number>();
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    for (const held of [world.route.path[row], world.toldRoute.path[row]]) {
      if (held !== 0) uses.set(held - 1, (uses.get(held - 1) ?? 0) + 1);
    }
    expect(world.route.news[row]).toBe(ROUTE_NEWS.none);
    expect(world.toldRoute.path[row]).toBe(world.route.path[row]);
  }
  expect(uses.size).toBeGreaterThan(5);
  world.path.uses.forEach((count, row) => {
    expect(count).toBe(uses.get(row) ?? 0);
  });
});

test('a world restored at any tick tells the same bytes as one that ran on', () => {
  /** Something of each kind that a channel tells of. */
  const stir = (world: World) => {
    const row = world.route.path.findIndex((held) => held !== 0);
    givePath(world, row, [...pathOf(world, row).slice(0, 3), 0, 1]);
    worsen(world, openRoute(world, 2, 3, 4), 7);
    sendConvoy(world, 2, row);
    ask(world, 2, [0, 1]);
  };
  for (const ticks of [300, 301]) {
    const first = new RouteStage({ seed: 7 });
    first.live(ticks - 1);
    first.tick(stir);
    const { convoys, landfalls, proposals } = first.world.newsLedger;
    const isTold = ticks % 2 === 0;
    expect([convoys[0] > 0, landfalls[0] > 0, proposals[0] > 0]).toEqual([!isTold, !isTold, !isTold]);
    const copy = new SharedArrayBuffer(first.memory.byteLength);
    new Uint8Array(copy).set(new Uint8Array(first.memory));
    const second = new RouteStage({ memory: copy, era: 2 });
    expect(second.world.ledger.tick[0]).toBe(ticks);
    const told = [first, second].map((stage) => {
      const blocks: Block[] = [];
      for (let i = 0; i < 6; i++) {
        stage.tick(i === 3 ? stir : undefined);
        blocks.push(...blocksOf(stage.world));
      }
      return { blocks, hash: worldHash(stage.world, stage.world.graph.districtCount) };
    });
    expect(told[1]).toEqual(told[0]);
    // What was not told when the world was saved, and what happened in the fourth tick after it.
    const tellingTicks = [...new Set(told[0].blocks.map(({ tick }) => tick))];
    expect(tellingTicks).toEqual(isTold ? [304] : [302, 306]);
  }
});

test('who reads the board of a restored world can follow from there', () => {
  const first = new RouteStage({ seed: 8 });
  first.live(300);
  let row = 0;
  first.tick((world) => {
    row = openRoute(world, 1, 1, 2);
    givePath(world, row, [4, 5, 6, 7, 8]);
  });
  first.tick();
  // Not told yet when the world is saved, and another path by the time it is.
  first.tick((world) => givePath(world, row, [4, 8]));
  const copy = new SharedArrayBuffer(first.memory.byteLength);
  new Uint8Array(copy).set(new Uint8Array(first.memory));
  const second = new RouteStage({ memory: copy, era: 2, seed: 9 });
  const listener = new Listener();
  const record = createRouteRecord();
  for (let kept = 0; kept < ROUTE_COUNT_MAX; kept++) {
    if (second.board.routes.factionOfRoute(kept) === 0) continue;
    second.board.routes.getRoute(kept, record);
    expect(listener.view.take(record)).toBe(true);
  }
  expect(listener.view.route(row)?.path).toEqual([4, 5, 6, 7, 8]);
  second.tick((world) => givePath(world, row, [4, 5, 6, 7, 13]));
  listener.hear(second.world);
  expect(listener.view.route(row)?.path).toEqual([4, 5, 6, 7, 13]);
  second.live(60, (world) => listener.hear(world));
  for (const { route, path } of listener.view.routes()) {
    if (second.world.route.news[route] === 0) expect([...path]).toEqual(pathOf(second.world, route));
  }
});

test('news for which there is no room make everybody begin anew', () => {
  const stage = new RouteStage();
  for (let i = 0; i < 2; i++) stage.tick();
  let id = 0;
  stage.tick((world) => {
    id = sendConvoy(world, 1, -1);
    for (let i = 0; i < CONVOY_NEWS_COUNT_MAX + 5; i++) noteConvoy(world, id, CONVOY_EVENT.tolled);
    world.convoy.cargo[id] = 42;
  });
  const before = stage.world.routeSide.sequence[1];
  stage.tick();
  expect(stage.world.newsLedger.lost[0]).toBe(6);
  expect(blocksOf(stage.world).map(({ sequence }) => sequence)).toEqual([before + 2]);
  expect(stage.board.routes.sequenceOf(1)).toBe(before + 2);
  expect(boardOf(stage).convoys).toMatchObject([{ entity: id, cargo: 42, event: 0, faction: 1 }]);
});
