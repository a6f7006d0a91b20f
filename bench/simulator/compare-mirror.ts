import { type Course, courseAt } from '../../client/course-ahead.ts';
import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import type { SimulatedClient } from './simulated-client.ts';
import { promise, Violation } from './violation.ts';

const course: Course = { x: 0, y: 0, vx: 0, vy: 0, baseTick: 0 };

/**
 * Compares what a client holds with what its session must show it, found by looking at every entity. Throws a Violation
 * with the first difference.
 */
export function compareMirror(world: World, client: SimulatedClient): void {
  const { fighter, grid, identity, ledger, motion, rules, session } = world;
  const mirror = client.mirror!;
  const slot = client.connection!.slot;
  const tick = ledger.tick[0];
  const wrong = (what: string) => () => `account ${client.account} at tick ${tick}: ${what}`;
  promise(session.state[slot] === SESSION_STATE.connected, wrong('holds a session that is not connected'));
  promise(
    session.accountLow[slot] === client.account,
    wrong(`holds the session of ${session.accountLow[slot]}`),
  );
  const column = session.viewColumn[slot];
  const row = session.viewRow[slot];
  const isSeen = (x: number, y: number) =>
    Math.abs(Math.floor(x / grid.units) - column) <= rules.viewRadiusSectors &&
    Math.abs(Math.floor(y / grid.units) - row) <= rules.viewRadiusSectors;
  let count = 0;
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    if (identity.kind[id] === 0) continue;
    const x = motion.x[id];
    const y = motion.y[id];
    if (!isSeen(x, y)) continue;
    count++;
    const held = mirror.entities.get(id);
    if (held === undefined) throw new Violation(wrong(`does not hold entity ${id}`)());
    const wanted = [
      ...[
        identity.generation[id],
        identity.kind[id],
        identity.faction[id],
        x,
        y,
        motion.vx[id],
        motion.vy[id],
      ],
      ...[fighter.harm[id], fighter.target[id]],
    ].join(' ');
    // No frame comes for a turn that was told ahead.
    const { vx, vy } = courseAt(held, tick, course);
    const found = [
      ...[held.generation, held.kind, held.faction, mirror.xAt(held, tick), mirror.yAt(held, tick)],
      ...[vx, vy, held.harm, held.target],
    ].join(' ');
    if (found !== wanted) throw new Violation(wrong(`holds entity ${id} as ${found}, not ${wanted}`)());
  }
  if (mirror.entities.size === count) return;
  for (const held of mirror.entities.values()) {
    // Who walks out of the view is dropped with the next frame.
    if (isSeen(mirror.xAt(held, tick), mirror.yAt(held, tick))) count--;
  }
  promise(count === 0, wrong(`holds ${-count} entities that are not there`));
}
