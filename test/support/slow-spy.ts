import { type ItemSink, sectorAt } from '../../src/protocol/items.ts';
import { COMMON_TICKS } from '../../src/replication/tiers.ts';
import type { View } from './spy.ts';
import type { TestClient } from './test-client.ts';
import type { WorldHarness } from './world-harness.ts';

/**
 * Collects what messages say that their clients may not know, where streams may be slow: of entities that in no tick
 * of the slowest stream were in view, and of places out of view.
 */
export class SlowSpy implements ItemSink {
  readonly #server: WorldHarness;
  readonly #leaks: string[] = [];
  /** Sectors of all entities, by id, tick after tick. */
  readonly #past: Map<number, number>[] = [];
  readonly #before = new Map<TestClient, View>();
  #views: readonly View[] = [];

  constructor(server: WorldHarness) {
    this.#server = server;
  }

  /** Before a tick: where everybody is, and what the clients see. */
  begin(clients: readonly TestClient[]): void {
    const { sectors } = this.#server.world;
    this.#past.push(new Map(this.#server.aliveIds().map((id) => [id, sectors.of[id]])));
    if (this.#past.length > COMMON_TICKS) this.#past.shift();
    for (const client of clients) this.#before.set(client, viewOf(client));
  }

  /** For the messages that a client got in the tick. */
  of(client: TestClient): this {
    this.#views = [this.#before.get(client)!, viewOf(client)];
    return this;
  }

  takeLeaks(): string[] {
    return this.#leaks.splice(0);
  }

  #sees(sector: number | undefined): boolean {
    if (sector === undefined) return false;
    const { columns } = this.#server.world.grid;
    return this.#views.some(
      ({ column, row, radius }) =>
        Math.abs((sector % columns) - column) <= radius &&
        Math.abs(Math.floor(sector / columns) - row) <= radius,
    );
  }

  #note(what: string, id: number, x?: number, y?: number): void {
    const { grid, identity, motion } = this.#server.world;
    const now = identity.kind[id] === 0 ? undefined : sectorAt(grid, motion.x[id], motion.y[id]);
    if (!this.#sees(now) && !this.#past.some((sectors) => this.#sees(sectors.get(id))))
      this.#leaks.push(`${what} of #${id}`);
    if (x === undefined || y === undefined) return;
    if (!this.#sees(sectorAt(grid, x, y))) this.#leaks.push(`${what} of #${id}, whose place is out of view`);
  }

  turn(id: number): void {
    this.#note('turn', id);
  }
  nextTurn(id: number): void {
    this.#note('next turn', id);
  }
  lateTurn(id: number): void {
    this.#note('late turn', id);
  }
  enter(id: number, values: Int32Array): void {
    this.#note('enter', id, values[3], values[4]);
  }
  gone(id: number): void {
    this.#note('gone', id);
  }
  forget(id: number): void {
    this.#note('forget', id);
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
    if (!this.#sees(sector)) this.#leaks.push(`battle in sector ${sector}`);
  }
  keyframe(sector: number): void {
    if (!this.#sees(sector)) this.#leaks.push(`keyframe of sector ${sector}`);
  }
  check(sector: number): void {
    if (!this.#sees(sector)) this.#leaks.push(`check of sector ${sector}`);
  }
  view(): void {}
  answer(): void {}
  clock(): void {}
  avatar(): void {}
}

function viewOf({ mirror }: TestClient): View {
  const { viewColumn, viewRow, viewRadius } = mirror ?? { viewColumn: 0, viewRow: 0, viewRadius: -1 };
  return { column: viewColumn, row: viewRow, radius: viewRadius };
}
