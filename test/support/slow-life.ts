import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import { SESSION_STATE, VIEW_STATE } from '../../components/session.ts';
import { CommandSender } from '../../src/gateway/command-sender.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { BATTLE_EVENT, ENTITY_KIND } from '../../src/protocol/fields.ts';
import { readItems, sectorAt } from '../../src/protocol/items.ts';
import { FRAME_HEADER_BYTES, SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import { PRESSURE_MAX, PRESSURE_TIERS, TIER_TICKS } from '../../src/replication/tiers.ts';
import { aim } from '../../systems/actions/aim.ts';
import { noteBattle } from '../../systems/actions/battle-news.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { spawnPatrol } from '../../systems/actions/spawn-patrol.ts';
import {
  birthsAndDeaths,
  type Dice,
  orderAtRandom,
  seeded,
  teleport,
  teleportAtRandom,
} from './random-life.ts';
import { SlowSpy } from './slow-spy.ts';
import type { TestClient } from './test-client.ts';
import { hurt, tickWith } from './told-fights.ts';
import { startWorld, type WorldHarness } from './world-harness.ts';

/** Ticks between two at which all streams of a session are in step, by what its pressure allows. */
export function paceOf({ world }: WorldHarness, slot: number): number {
  return Math.max(...PRESSURE_TIERS[world.session.viewPressure[slot]].map((tier) => TIER_TICKS[tier]));
}

/**
 * A crowded little world in which everything happens all the time, and clients whose streams are slowed down at random.
 * After each tick in step every mirror is held against the world, looked up without any index.
 */
export class SlowLife {
  readonly server: WorldHarness;
  readonly clients: TestClient[];
  readonly dice: Dice;
  readonly sender: CommandSender;
  compared = 0;
  /** Comparisons by pressure of the view. */
  readonly comparedAt: number[] = Array(PRESSURE_MAX + 1).fill(0);
  bytes = 0;
  messages = 0;
  readonly leaks: string[] = [];
  readonly #spy: SlowSpy;

  constructor(seed: number, rules: object = {}) {
    this.dice = seeded(seed);
    this.server = startWorld({
      ...{ widthMeters: 600, heightMeters: 500, sectorMeters: 50, patrols: 50, seed },
      rules: {
        ...{ avatarUnitsPerTick: 12_000, patrolUnitsPerTickMax: 20_000, legTicksMax: 25, pauseTicksMax: 6 },
        ...{ hashCheckIntervalTicks: 7, viewRadiusSectors: 1 + (seed % 3), resumeTicks: 50 },
        ...rules,
      },
    });
    this.sender = new CommandSender(this.server.lanes[0].ring, 0);
    const players = Array.from({ length: 5 }, () => this.server.join());
    this.clients = [...players, ...Array.from({ length: 3 }, () => this.server.observe())];
    for (const client of this.clients) client.record = true;
    this.#spy = new SlowSpy(this.server);
    this.server.tick(2);
    for (const client of this.clients) client.messages.length = 0;
  }

  pressure(client: TestClient, pressure: number): void {
    this.sender.pressure(client.slot, client.connection.epoch, pressure);
  }

  overload(rung: number): void {
    const record = new Int32Array(INBOX_RECORD_WORDS);
    record[WORD.kind] = INPUT.overload;
    record[WORD.rung] = rung;
    this.server.lanes[0].ring.push(record);
  }

  /** Something happens in a fight in a sector. */
  news(sector: number): void {
    noteBattle(this.server.world, BATTLE_EVENT.resourceCapture, sector, 1, 3);
  }

  /** Changes of clients: pressures, refreshes, losses of the connection and returns. */
  disturb(): void {
    const { clients, dice } = this;
    const client = clients[dice(clients.length)];
    const isOpen = client.connection.state === 'open' && client.slot >= 0;
    if (isOpen && dice(12) === 0) this.pressure(client, dice(PRESSURE_MAX + 1));
    if (isOpen && dice(150) === 0) this.sender.refresh(client.slot, client.connection.epoch);
    if (isOpen && dice(200) === 0) client.away();
    else if (client.connection.state === 'closed' && dice(10) === 0) client.resume();
    if (dice(120) === 0) this.overload(dice(3) === 0 ? 1 + dice(4) : 0);
  }

  /** One tick in which everybody walks on, checked. */
  quietStep(): void {
    this.#spy.begin(this.clients);
    this.server.tick();
    for (const client of this.clients) this.#check(client);
  }

  /** One tick of everything, checked. */
  step(): void {
    const { clients, dice, server } = this;
    this.#spy.begin(clients);
    orderAtRandom(server, clients.slice(0, 5), dice);
    birthsAndDeaths(server, dice);
    teleportAtRandom(server, dice);
    this.#hop();
    tickWith(server, () => this.#fight());
    for (const client of this.clients) this.#check(client);
  }

  /** Most teleports end far away; some end just over a border, where a view may end too. */
  #hop(): void {
    const { dice, server } = this;
    const { graph, grid, motion } = server.world;
    const ids = server.aliveIds();
    if (dice(2) !== 0) return;
    const id = ids[dice(ids.length)];
    const clamp = (place: number, end: number) => Math.min(end - 1, Math.max(0, place));
    const x = clamp(motion.x[id] + dice(2 * grid.units) - grid.units, graph.widthUnits);
    const y = clamp(motion.y[id] + dice(2 * grid.units) - grid.units, graph.heightUnits);
    teleport(server, id, x, y);
  }

  #fight(): void {
    const { dice, server } = this;
    const { world } = server;
    const { grid, motion, sectors } = world;
    const ids = server.aliveIds();
    const pick = () => ids[dice(ids.length)];
    for (let i = dice(4); i > 0; i--) hurt(server, pick(), dice(256));
    for (let i = dice(4); i > 0; i--) aim(world, pick(), dice(3) === 0 ? 0 : pick());
    if (dice(3) === 0) this.news(dice(grid.columns * grid.rows));
    const patrols = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
    if (dice(3) === 0 && patrols.length > 5) despawn(world, patrols[dice(patrols.length)]);
    if (dice(3) !== 0) return;
    const id = spawnPatrol(world, dice(10_000));
    if (id !== 0) sectors.of[id] = sectorAt(grid, motion.x[id], motion.y[id]);
  }

  #check(client: TestClient): void {
    const { grid, ledger, session } = this.server.world;
    const tick = ledger.tick[0];
    for (const bytes of client.messages.splice(0)) {
      if ((bytes[0] & 7) !== SERVER_MESSAGE.frame) continue;
      this.bytes += bytes.length;
      this.messages++;
      readItems(new ByteReader(bytes, FRAME_HEADER_BYTES), grid, this.#spy.of(client));
    }
    this.leaks.push(...this.#spy.takeLeaks());
    const { slot } = client;
    const { state, stale, hasView } = client.connection;
    if (state !== 'open' || stale || !hasView || session.state[slot] !== SESSION_STATE.connected) return;
    if (session.viewState[slot] !== VIEW_STATE.held || (tick - slot) % paceOf(this.server, slot) !== 0)
      return;
    const mirror = client.mirror!;
    if (mirror.tick !== tick) {
      // Some are looked at in ticks that brought no word, too: no word means that all is as before.
      if (slot % 2 === 0) return;
      mirror.apply(new ByteReader(new Uint8Array(0)), tick);
    }
    this.server.expectMirrorExact(client);
    this.compared++;
    this.comparedAt[session.viewPressure[slot]]++;
  }
}
