import { beforeEach, describe, expect, test } from 'vitest';
import { createTerritoryRecord, type TerritoryRecord } from '../src/protocol/territory-records.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { Camera } from '../web/camera.ts';
import { pointAt } from '../web/objective-card.ts';
import { ChannelChooser } from '../web/territory-channels.ts';
import { heatColor, PressureHeat } from '../web/territory-heat.ts';
import { keepLayers, type LayerStorage, loadLayers } from '../web/territory-layers.ts';
import { TerritoryModel } from '../web/territory-model.ts';
import { followChannels } from '../web/territory-source.ts';

/** A and B are the first faction's, C is the second's, D is nobody's. */
const world = worldFromAscii(['A--B--C--D'], { owners: { 1: ['A', 'B'], 2: ['C'] } });

function record(part: Partial<TerritoryRecord>, shares: Record<number, number> = {}): TerritoryRecord {
  const made = { ...createTerritoryRecord(), level: 1, tick: 600, ...part };
  let held = 0;
  for (const [side, centi] of Object.entries(shares)) {
    made.influence[Number(side)] = centi;
    held += centi;
  }
  made.influence[0] = 10_000 - held;
  return made;
}

describe('what the page knows of territories', () => {
  let model: TerritoryModel;
  beforeEach(() => {
    model = new TerritoryModel(world);
  });

  test('before anything is told the owners are those of the world file', () => {
    expect([...model.districts.owner]).toEqual([1, 1, 2, 0]);
    expect([...model.points.owner]).toEqual([1, 1, 1, 1, 2, 2, 0, 0]);
    expect(model.districts.isKnown(0)).toBe(false);
  });

  test('the first record of a territory is its state and no news', () => {
    model.take(record({ index: 0, owner: 2 }, { 2: 6_000 }));
    expect(model.districts.owner[0]).toBe(2);
    expect(model.changes).toEqual([]);
  });

  test('a change of hands is noted once, with who, from whom and why', () => {
    model.take(record({ index: 0, owner: 1 }, { 1: 6_000 }));
    const flip = record({ index: 0, owner: 2, cause: 3, actor: 311, tick: 660 }, { 2: 6_000 });
    model.take(flip);
    model.take(flip);
    expect(model.flips).toEqual([
      { level: 1, index: 0, tick: 660, kind: 'owner', faction: 2, before: 1, after: 2, cause: 3, actor: 311 },
    ]);
    expect(model.changesOf(1, 0, 9)).toHaveLength(1);
    expect(model.changesOf(1, 1, 9)).toEqual([]);
  });

  test('presence is a trend and no line; an impulse is a line of the faction that it was for', () => {
    model.take(record({ index: 0, owner: 1 }, { 1: 6_000, 2: 1_000 }));
    model.take(record({ index: 0, owner: 1, cause: 1, tick: 660 }, { 1: 5_800, 2: 1_200 }));
    expect(model.changes).toEqual([]);
    model.take(record({ index: 0, owner: 1, cause: 3, tick: 720 }, { 1: 5_000, 2: 2_000 }));
    expect(model.changes).toMatchObject([{ kind: 'impulse', faction: 2, before: 800, cause: 3 }]);
  });

  test('a lower tick is taken too: the world may have come back from disk', () => {
    model.take(record({ index: 0, owner: 2, tick: 9_000 }, { 2: 6_000 }));
    model.take(record({ index: 0, owner: 1, tick: 600 }, { 1: 6_000 }));
    expect(model.districts.owner[0]).toBe(1);
  });

  test('a territory that the world lacks is passed over', () => {
    model.take(record({ index: 99 }));
    model.take(record({ level: 3, index: 0 }));
    expect(model.version).toBe(0);
  });

  test('each changed district is painted once', () => {
    for (const owner of [1, 2, 1]) model.take(record({ index: 2, owner }));
    model.take(record({ level: 0, index: 0, owner: 1 }));
    const painted: number[] = [];
    model.drain((district) => painted.push(district));
    model.drain((district) => painted.push(district));
    expect(painted).toEqual([2]);
  });

  test('the trend looks back at least five seconds and at most about forty', () => {
    const perMinute = 1_200;
    for (let second = 0; second <= 120; second += 1) {
      model.take(record({ index: 0, owner: 1, tick: 600 + second * 60 }, { 1: 1_000 + second * 20 }));
      const expected = second < 25 ? [0, perMinute] : [perMinute];
      expect(expected).toContain(Math.round(model.districts.trend(0, 1)));
    }
    // It stands still from now on: forty seconds later nothing of the rise is left.
    for (let second = 121; second <= 165; second++) {
      model.take(record({ index: 0, owner: 1, tick: 600 + second * 60 }, { 1: 3_400 }));
    }
    expect(model.districts.trend(0, 1)).toBe(0);
  });

  test('factions are ranked by influence, and nobody is no faction', () => {
    model.take(record({ index: 0 }, { 3: 2_000, 1: 2_000, 2: 4_000, 7: 5 }));
    expect(model.districts.ranking(0, 10)).toEqual([2, 1, 3]);
    expect(model.districts.strongest(0)).toBe(2);
    expect(model.districts.strongest(0, 2)).toBe(1);
  });

  test('a world event is known once and over when its time is', () => {
    const storm = { kind: 1, region: 0, beginTick: 100, endTick: 200 };
    model.takeEvent(storm);
    model.takeEvent({ ...storm });
    expect(model.events).toHaveLength(1);
    expect([99, 100, 199, 200].map((tick) => model.eventsOver(0, tick).length)).toEqual([0, 1, 1, 0]);
    expect(model.eventsOver(1, 150)).toEqual([]);
  });
});

describe('which channels the page listens to', () => {
  const nothing = { hovered: -1, selected: -1, own: -1 };

  function cameraAt(pixelsPerMeter: number): Camera {
    const camera = new Camera(world.widthMeters, world.heightMeters);
    camera.resize(800, 600);
    camera.x = 500;
    camera.y = 500;
    camera.pixelsPerMeter = pixelsPerMeter;
    return camera;
  }

  test('the world as a whole is the global channel alone', () => {
    expect([...new ChannelChooser(world).choose(cameraAt(0.01), nothing, 0)]).toEqual(['territorial:global']);
  });

  test('nearer, the regions in view are listened to, and still a little farther out than where that began', () => {
    const chooser = new ChannelChooser(world);
    const scales = [0.018, 0.021, 0.018, 0.015];
    const heard = scales.map((scale, i) => chooser.choose(cameraAt(scale), nothing, i * 10_000).size);
    expect(heard).toEqual([1, 2, 2, 1]);
  });

  test('quite near, so are the districts in view', () => {
    const channels = new ChannelChooser(world).choose(cameraAt(0.5), nothing, 0);
    expect(channels).toContain('territorial:district:0');
    expect(channels).not.toContain('territorial:district:3');
  });

  test('a pointer that passes over a district does not ask for it, one that rests does', () => {
    const chooser = new ChannelChooser(world);
    const hovering = { ...nothing, hovered: 3 };
    expect(chooser.choose(cameraAt(0.01), hovering, 1_000).size).toBe(1);
    expect(chooser.choose(cameraAt(0.01), hovering, 1_300)).toContain('territorial:district:3');
  });

  test('what is no longer looked at is listened to for three seconds more', () => {
    const chooser = new ChannelChooser(world);
    chooser.choose(cameraAt(0.01), { ...nothing, selected: 2 }, 0);
    const heardAt = (nowMs: number) =>
      chooser.choose(cameraAt(0.01), nothing, nowMs).has('territorial:district:2');
    expect([2_900, 3_100].map(heardAt)).toEqual([true, false]);
  });

  test('there are never more than the server allows', () => {
    const districts = Array.from({ length: 100 }, (_, i) => ({ ...world.districts[0], id: `${i}` }));
    const chooser = new ChannelChooser({ ...world, districts });
    let most = 0;
    for (let selected = 0; selected < 100; selected++) {
      const channels = chooser.choose(cameraAt(0.5), { ...nothing, selected, own: 99 - selected }, selected);
      most = Math.max(most, channels.size);
      expect(channels).toContain(`territorial:district:${selected}`);
    }
    expect(most).toBeLessThanOrEqual(60);
  });

  test('only what changed is subscribed to, after what ended', () => {
    const calls: string[] = [];
    const source = {
      subscribe: (...channels: string[]) => void calls.push(`+${channels.join()}`),
      unsubscribe: (...channels: string[]) => void calls.push(`-${channels.join()}`),
    };
    const current = new Set<string>();
    followChannels(source, current, new Set(['a', 'b']));
    followChannels(source, current, new Set(['a', 'b']));
    followChannels(source, current, new Set(['b', 'c']));
    expect(calls).toEqual(['+a,b', '-a', '+c']);
  });
});

describe('the heat map', () => {
  test('a district at a border with rivals is hotter than one within, a contested one hotter still', () => {
    const model = new TerritoryModel(world);
    const heat = new PressureHeat(world);
    heat.update(model.districts);
    const [inner, border] = heat.heat;
    expect(border).toBeGreaterThan(inner);
    model.take(record({ index: 0, owner: 1, isContested: true }, { 1: 4_000, 2: 3_500 }));
    heat.update(model.districts);
    expect(heat.heat[0]).toBeGreaterThan(border);
  });

  test('units of rivals press, own ones do not', () => {
    const model = new TerritoryModel(world);
    const heat = new PressureHeat(world);
    heat.addUnit(0, 1);
    heat.update(model.districts);
    expect(heat.heat[0]).toBe(0);
    heat.addUnit(0, 2);
    heat.addUnit(-1, 2);
    heat.update(model.districts);
    expect(heat.heat[0]).toBeCloseTo(1 / 8);
  });

  test('colors run from the first to the last without a step', () => {
    expect(heatColor(0)).toEqual([26, 38, 62]);
    expect(heatColor(1)).toEqual([252, 232, 150]);
    for (let heat = 0.01; heat < 1; heat += 0.01) {
      const [red] = heatColor(heat);
      expect(Math.abs(red - heatColor(heat - 0.01)[0])).toBeLessThan(6);
    }
  });
});

describe('layers', () => {
  function storage(kept: string | null): LayerStorage & { kept: string | null } {
    const made = {
      kept,
      getItem: () => made.kept,
      setItem: (_key: string, value: string) => void (made.kept = value),
    };
    return made;
  }

  test('what was switched is as it was at the next visit', () => {
    const kept = storage(null);
    keepLayers(kept, { ...loadLayers(kept), heat: true, fronts: false });
    expect(loadLayers(kept)).toMatchObject({ heat: true, fronts: false, contested: true });
  });

  test.each(['no json', 'null', '{"heat":"yes"}', '[]'])('%s in the storage is as if nothing was', (kept) => {
    expect(loadLayers(storage(kept))).toEqual(loadLayers(undefined));
  });
});

test('an avatar is at a control point within its radius, and at the nearer one of two', () => {
  const [x, y] = world.controlPoints[2].position;
  expect(pointAt(world, x + 50, y)).toBe(2);
  expect(pointAt(world, x + 51, y)).toBe(-1);
  expect(pointAt(world, Number.NaN, Number.NaN)).toBe(-1);
});
