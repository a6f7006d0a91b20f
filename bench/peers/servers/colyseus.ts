import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, matchMaker, Room, Server } from '@colyseus/core';
import { Encoder, StateView } from '@colyseus/schema';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { TICKS_PER_SECOND, UNITS_PER_METER } from '../../../src/maths/fixed-point.ts';
import { monotonicMicros } from '../../../src/ops/clock.ts';
import { BEAT_TICKS } from '../load/protocol.ts';
import { PatrolWorld } from '../patrol-world.ts';
import { CourseState, CourseUnit, PositionState, PositionUnit } from './colyseus-state.ts';
import { announce, readServerOptions } from './server-options.ts';

/**
 * The patrol workload on Colyseus, as its documentation asks for it: schema 5, a StateView for each client that is
 * filled from a grid of sectors where somebody crosses a border (never searched), a fixed time step, and a patch
 * right after it.
 */

const options = readServerOptions();
/** Large enough from the beginning: to let the buffer grow would encode the patch of all clients again. */
Encoder.BUFFER_SIZE = 8 * 1024 * 1024;

class PatrolRoom extends Room {
  readonly #world = new PatrolWorld(options.clients, options.seed);
  readonly #units: InstanceType<typeof PositionUnit | typeof CourseUnit>[] = [];
  /** Clients whose view has a sector in it, and units in a sector. */
  readonly #viewers: Set<Client>[] = [];
  readonly #members: Set<number>[] = [];
  readonly #clientOf: (Client | undefined)[] = [];
  readonly #sectorOf: Int32Array = this.#world.sector.slice();
  readonly #centerOf: Int32Array = this.#world.viewCenter.slice();
  #isPatchDue = false;
  /** Clock at which the newest step began. */
  #stampMicros = 0;
  override state = options.courses ? new CourseState() : new PositionState();

  override onCreate(): void {
    const world = this.#world;
    this.maxClients = options.clients;
    this.autoDispose = false;
    this.seatReservationTimeout = 60;
    this.state.tick = 0;
    for (let sector = 0; sector < world.columns ** 2; sector++) {
      this.#viewers.push(new Set());
      this.#members.push(new Set());
    }
    for (let i = 0; i < world.count; i++) {
      const unit = options.courses ? new CourseUnit() : new PositionUnit();
      this.#units.push(unit);
      this.#members[world.sector[i]].add(i);
      this.#tell(i);
      this.state.units.set(String(i), unit as never);
    }
    this.setFixedTimestep(() => this.#step(), TICKS_PER_SECOND);
    // Patches are sent by hand: a timer of their own drifts against that of the steps, and tells them up to 16 ms late.
    this.patchRate = null;
  }

  override onJoin(client: Client, { unit }: { unit: number }): void {
    client.view = new StateView();
    this.#clientOf[unit] = client;
    for (const sector of this.#world.sectorsAround(this.#centerOf[unit])) this.#show(client, sector);
  }

  override onLeave(client: Client): void {
    const unit = this.#clientOf.indexOf(client);
    if (unit >= 0) this.#clientOf[unit] = undefined;
    for (const viewers of this.#viewers) viewers.delete(client);
    client.view?.dispose();
  }

  #step(): void {
    const world = this.#world;
    this.#stampMicros = monotonicMicros();
    world.step();
    if (!this.#isPatchDue) {
      this.#isPatchDue = true;
      queueMicrotask(() => this.#patch());
    }
    for (const i of world.crossed) this.#cross(i, world.sector[i]);
    for (const i of world.viewMoved) this.#moveView(i, world.viewCenter[i]);
    if (options.courses) for (const i of world.turned) this.#tell(i);
    else for (let i = 0; i < world.count; i++) this.#tell(i);
  }

  /** Runs after the last of several steps that are made up for at once, so that these share a patch. */
  #patch(): void {
    this.#isPatchDue = false;
    const { state } = this;
    const { tick } = this.#world;
    if (!options.courses || tick >= state.tick + BEAT_TICKS) {
      state.tick = tick;
      state.stampMicros = Math.floor(this.#stampMicros) >>> 0;
    }
    this.broadcastPatch();
  }

  #tell(i: number): void {
    const { tick, vx, vy, x, y } = this.#world;
    const unit = this.#units[i];
    unit.x = x[i] / UNITS_PER_METER;
    unit.y = y[i] / UNITS_PER_METER;
    if (!('since' in unit)) return;
    unit.vx = vx[i];
    unit.vy = vy[i];
    unit.since = tick;
  }

  #cross(i: number, to: number): void {
    const from = this.#sectorOf[i];
    this.#sectorOf[i] = to;
    this.#members[from].delete(i);
    this.#members[to].add(i);
    for (const client of this.#viewers[from]) {
      if (!this.#viewers[to].has(client)) client.view!.remove(this.#units[i]);
    }
    for (const client of this.#viewers[to]) {
      if (!this.#viewers[from].has(client)) client.view!.add(this.#units[i]);
    }
  }

  #moveView(follower: number, to: number): void {
    const from = this.#centerOf[follower];
    this.#centerOf[follower] = to;
    const client = this.#clientOf[follower];
    if (!client) return;
    const world = this.#world;
    for (const sector of world.sectorsAround(from)) {
      if (world.isInView(to, sector)) continue;
      this.#viewers[sector].delete(client);
      for (const i of this.#members[sector]) client.view!.remove(this.#units[i]);
    }
    for (const sector of world.sectorsAround(to))
      if (!world.isInView(from, sector)) this.#show(client, sector);
  }

  #show(client: Client, sector: number): void {
    this.#viewers[sector].add(client);
    for (const i of this.#members[sector]) client.view!.add(this.#units[i]);
  }
}

const http = createServer();
const server = new Server({
  greet: false,
  gracefullyShutdown: false,
  transport: new WebSocketTransport({ server: http }),
});
server.define('patrol', PatrolRoom);
await server.listen(0, '127.0.0.1');
await matchMaker.createRoom('patrol', {});
announce((http.address() as AddressInfo).port);
