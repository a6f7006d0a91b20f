import { type ItemSink, sectorAt } from '../../src/protocol/items.ts';
import type { WorldHarness } from './world-harness.ts';

export interface View {
  readonly column: number;
  readonly row: number;
  readonly radius: number;
}

/** Collects what a message says that its client may not know: ids and places outside the old and the new view. */
export class Spy implements ItemSink {
  readonly leaks: string[] = [];
  readonly #server: WorldHarness;
  readonly #before: Map<number, number>;
  readonly #views: readonly View[];

  constructor(server: WorldHarness, before: Map<number, number>, views: readonly View[]) {
    this.#server = server;
    this.#before = before;
    this.#views = views;
  }

  #sees(sector: number | undefined): boolean {
    if (sector === undefined) return false;
    const { columns } = this.#server.world.grid;
    const column = sector % columns;
    const row = Math.floor(sector / columns);
    return this.#views.some(
      (view) => Math.abs(column - view.column) <= view.radius && Math.abs(row - view.row) <= view.radius,
    );
  }

  #note(what: string, id: number, x?: number, y?: number): void {
    const { grid, identity, motion } = this.#server.world;
    const now = identity.kind[id] === 0 ? undefined : sectorAt(grid, motion.x[id], motion.y[id]);
    if (!this.#sees(this.#before.get(id)) && !this.#sees(now)) this.leaks.push(`${what} of #${id}`);
    if (x === undefined || y === undefined) return;
    if (!this.#sees(sectorAt(grid, x, y))) this.leaks.push(`${what} of #${id}, whose place is out of view`);
  }

  turn(id: number): void {
    this.#note('turn', id);
  }
  enter(id: number, values: Int32Array): void {
    this.#note('enter', id, values[3], values[4]);
  }
  gone(id: number): void {
    this.#note('gone', id);
  }
  place(id: number, values: Int32Array): void {
    this.#note('place', id, values[0], values[1]);
  }
  hurt(id: number): void {
    this.#note('hurt', id);
  }
  aim(id: number): void {
    this.#note('aim', id);
  }
  battle(sector: number): void {
    if (!this.#sees(sector)) this.leaks.push(`battle in sector ${sector}`);
  }
  keyframe(sector: number): void {
    if (!this.#sees(sector)) this.leaks.push(`keyframe of sector ${sector}`);
  }
  check(sector: number): void {
    if (!this.#sees(sector)) this.leaks.push(`check of sector ${sector}`);
  }
  view(): void {}
  answer(): void {}
  clock(): void {}
  avatar(): void {}
}
