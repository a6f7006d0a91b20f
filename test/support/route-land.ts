import type { Rules } from '../../components/rules.ts';
import { type MetricName, Metrics } from '../../src/memory/metrics-block.ts';
import { ROUTE_SLOT_COUNT, type RouteSlots } from '../../src/memory/route-slots.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from './world-harness.ts';

export const SIDE = 7;
const NAMES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A land of 49 districts and three factions, side by side, whose roads change all the time. */
export function land(options: HarnessOptions = {}): WorldHarness {
  const owners: Record<number, string[]> = { 1: [], 2: [], 3: [] };
  const map: string[] = [];
  for (let row = 0; row < SIDE; row++) {
    const names = Array.from({ length: SIDE }, (_, column) => NAMES[row * SIDE + column]);
    names.forEach((name, column) => {
      owners[1 + Math.floor((column * 3) / SIDE)].push(name);
    });
    map.push(names.join('--'), names.map(() => '|').join('  '));
  }
  map.pop();
  const server = startWorld({ map, owners, cellMeters: 800, patrols: 40, ...options });
  setConvoyRules(server, {
    ...{ lookIntervalTicks: 40, disruptionIntervalTicks: 12, disruptionTicks: [90, 60, 0, 120, 150, 0] },
  });
  return server;
}

export function setConvoyRules({ world }: WorldHarness, convoys: Partial<Rules['convoys']>): void {
  world.rules = { ...world.rules, convoys: { ...world.rules.convoys, ...convoys } };
}

export const QUIET = { lookIntervalTicks: 1_000_000, disruptionIntervalTicks: 0 };

/** A land that asks nothing by itself. */
export function quietLand(options: HarnessOptions = {}): WorldHarness {
  const server = land({ patrols: 0, ...options });
  setConvoyRules(server, QUIET);
  server.tick();
  return server;
}

/** A count of the exchange. */
export function counted(server: WorldHarness, name: MetricName<'sim'>): number {
  const metrics = new Metrics(server.metrics, 'sim');
  return metrics.value(metrics.at(name));
}

/** Slots of a state. */
export function slotsIn(slots: RouteSlots, state: number): number[] {
  return Array.from({ length: ROUTE_SLOT_COUNT }, (_, slot) => slot).filter(
    (slot) => slots.stateOf(slot) === state,
  );
}
