import type { Rules } from '../../components/rules.ts';
import { clearUsed } from '../../src/memory/used-rows.ts';
import { viewStores } from '../../src/memory/world-memory.ts';
import { ROLE } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { Chance } from './chance.ts';
import { compareMirror } from './compare-mirror.ts';
import type { Ground, Machine } from './ground.ts';
import { Oracle } from './oracle.ts';
import { SimulatedClient } from './simulated-client.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { DiskFailure, replayFound, SimulatedServer } from './simulated-server.ts';
import { promise } from './violation.ts';
import { type Climate, climateOf, Weather } from './weather.ts';
import { whim } from './whim.ts';

/** Streams of chance, one for each part. */
const STREAM = { setup: 1, disk: 2, weather: 3, server: 4, faults: 5, clients: 6 } as const;

/** Part of a game, at its end, in which nothing goes wrong any more; orders stop halfway through it. */
const CALM_SHARE = 0.1;

/** Quiet mirrors are compared this often, beside every delivered frame. */
const COMPARE_INTERVAL_TICKS = 32;

/** A client that was too slow and reads again has its view within this time. */
const VIEW_WAIT_TICKS_MAX = 60;

/** What is done to a server before it is used: the bugs of the canary. */
export type Spoil = (server: SimulatedServer) => void;

interface Later {
  readonly due: number;
  readonly act: () => void;
}

/** One game: a server, its clients and all that befalls them, decided by one seed. */
export class Game {
  readonly oracle: Oracle;
  readonly clients: SimulatedClient[];
  server: SimulatedServer;
  now = 0;
  readonly #ground: Ground;
  readonly #machine: Machine;
  readonly #seed: number;
  readonly #ticks: number;
  readonly #patrols: number;
  readonly #gateways: number;
  readonly #disk: SimulatedDisk;
  readonly #weather: Weather;
  readonly #climate: Climate;
  readonly #faults: Chance;
  readonly #acts: Chance;
  readonly #serverChance: Chance;
  readonly #spoil: Spoil;
  #rules: Rules;
  /** Until then the world stands still while everybody else goes on. */
  #stalledUntil = 0;
  #later: Later[] = [];
  /** By client: ticks since it could take a view and has none. */
  readonly #waits: number[];
  /** By client: the tick from which it comes back. */
  readonly #returnsAt: number[];

  constructor(machine: Machine, seed: number, ticks: number, spoil: Spoil = () => {}) {
    const setup = new Chance(seed, STREAM.setup);
    this.#machine = machine;
    this.#seed = seed;
    this.#ticks = ticks;
    this.#spoil = spoil;
    this.#ground = machine.grounds[setup.below(machine.grounds.length)];
    this.#rules = this.#ground.rules;
    this.#patrols = setup.between(10, 30);
    this.#gateways = setup.between(1, 2);
    this.#climate = climateOf(setup);
    this.#disk = new SimulatedDisk(new Chance(seed, STREAM.disk), this.#ground.graph.districtCount);
    this.#weather = new Weather(new Chance(seed, STREAM.weather), this.#climate);
    this.#serverChance = new Chance(seed, STREAM.server);
    this.#faults = new Chance(seed, STREAM.faults);
    this.#acts = new Chance(seed, STREAM.clients);
    this.oracle = new Oracle(this.#ground, machine.shadow, seed, this.#patrols);
    this.clients = Array.from({ length: setup.between(3, 6) }, (_, i) => {
      const role = i > 0 && setup.oneIn(4) ? ROLE.observer : ROLE.player;
      return new SimulatedClient(i + 1, role, this.oracle.durableTold);
    });
    this.#returnsAt = this.clients.map(() => setup.below(30));
    this.#waits = this.clients.map(() => 0);
    this.server = this.#boot();
  }

  /** Plays to the end. Throws Violation, Divergence, or whatever the server throws. */
  play(): void {
    while (this.now < this.#ticks) this.step();
    this.#converged();
  }

  step(): void {
    this.now++;
    const isCalm = this.now > this.#ticks * (1 - CALM_SHARE);
    this.#weather.isCalm = isCalm;
    // Before or after clients act: what they send may or may not be on its way when a thread dies.
    const isEarly = this.#faults.oneIn(2);
    if (!isCalm && isEarly) this.#misfortunes();
    this.#actLater();
    this.clients.forEach((client, i) => {
      this.#live(client, i);
    });
    if (!isCalm && !isEarly) this.#misfortunes();
    if (this.now < this.#stalledUntil) return;
    try {
      this.server.tick();
    } catch (error) {
      if (!(error instanceof DiskFailure)) throw error;
      // The tick was over when the disk failed, and its input may be there.
      this.oracle.ticked(this.server.world);
      this.#crash();
      return;
    }
    this.oracle.ticked(this.server.world);
    this.clients.forEach((client, i) => {
      this.#observe(client, i);
    });
  }

  #boot(): SimulatedServer {
    const server = new SimulatedServer({
      ...{ machine: this.#machine, ground: this.#ground, disk: this.#disk, chance: this.#serverChance },
      ...{ weather: this.#weather, record: this.oracle, gateways: this.#gateways, seed: this.#seed },
    });
    this.oracle.recovered(server.world, this.clients);
    this.#recoverOlder(server);
    this.#spoil(server);
    server.begin(this.#rules, this.#patrols);
    this.oracle.booted(server.world);
    return server;
  }

  /**
   * Recovers once more, as if newer snapshots were damaged. Left to chance, that is too rare to be of use: a hole in
   * the journal before a snapshot shows only if that very snapshot rots, and the server dies, before the next is taken.
   */
  #recoverOlder({ world, found }: SimulatedServer): void {
    const { spare } = this.#machine;
    clearUsed(viewStores(spare), this.#ground.graph.districtCount);
    const older = this.#disk.recoverFromOldest(spare);
    if (older.snapshotTick === found.snapshotTick) return;
    const same = replayFound(older, spare, this.#ground, this.#seed);
    this.oracle.sameFromOlder(world, same, older.snapshotTick);
  }

  /** All threads end at once, with whatever the disk holds; the next boot comes at once. */
  #crash(): void {
    this.#disk.crash();
    this.#later = [];
    this.clients.forEach((client, i) => {
      client.drop();
      this.#returnsAt[i] = Math.max(this.#returnsAt[i], this.now + this.#faults.below(40));
    });
    this.server = this.#boot();
  }

  #misfortunes(): void {
    const { server } = this;
    const chance = this.#faults;
    const climate = this.#climate;
    // Crashes come rather just after a snapshot, while something is not on disk, while clients are away, after another.
    const away = this.clients.filter(({ socket }) => socket === undefined).length;
    const isDelicate = server.isDiskSlow || server.now < 60 || away > 1;
    const haste = server.hasJustSaved ? 40 : isDelicate ? 4 : 1;
    if (chance.oneIn(Math.ceil(climate.crash / haste))) return this.#crash();
    if (chance.oneIn(climate.stall)) this.#stalledUntil = this.now + chance.between(2, 40);
    // Rather while the world stands still: what the dead gateway sent is then carried out with what the next sends.
    const isStalled = this.now < this.#stalledUntil;
    if (chance.oneIn(isStalled ? Math.ceil(climate.gatewayDeath / 50) : climate.gatewayDeath)) {
      this.#killGateway(chance.below(this.#gateways));
    }
    if (chance.oneIn(climate.lap)) server.lanes[chance.below(this.#gateways)].lap();
    if (chance.oneIn(climate.sleep)) {
      server.lanes[chance.below(this.#gateways)].asleepUntil = server.now + chance.between(2, 60);
    }
    if (chance.oneIn(climate.rot)) this.#disk.damageSnapshot();
    if (chance.oneIn(climate.rules)) {
      this.#rules = { ...this.#ground.rules, avatarUnitsPerTick: chance.between(100, 900) };
      server.newRules = this.#rules;
    }
    if (chance.oneIn(climate.drop)) this.#drop(chance.below(this.clients.length), chance.oneIn(4));
    if (chance.oneIn(climate.outage)) for (const i of this.clients.keys()) this.#drop(i, true);
    if (chance.oneIn(climate.slow)) {
      const { socket } = this.clients[chance.below(this.clients.length)];
      if (socket) socket.isSlow = true;
    }
  }

  #killGateway(index: number): void {
    const dead = this.server.lanes[index];
    this.clients.forEach((client, i) => {
      if (client.lane !== dead || client.socket === undefined) return;
      client.drop();
      this.#returnsAt[i] = this.now + this.#faults.below(5);
    });
    this.server.lanes[index] = this.server.newLane(index);
  }

  /** A client loses its socket; the gateway hears of it now or later, perhaps after the client is back. */
  #drop(index: number, isLong: boolean): void {
    const client = this.clients[index];
    const { lane } = client;
    const connection = client.drop();
    if (connection === undefined) return;
    const chance = this.#faults;
    this.#returnsAt[index] = this.now + (isLong ? chance.between(150, 500) : chance.below(20));
    const due = this.now + chance.below(25);
    this.#later.push({ due, act: () => lane!.gateway.closed(connection) });
  }

  #actLater(): void {
    if (this.#later.length === 0) return;
    const due = this.#later.filter((later) => later.due <= this.now);
    this.#later = this.#later.filter((later) => later.due > this.now);
    for (const { act } of due) act();
  }

  #live(client: SimulatedClient, index: number): void {
    const chance = this.#acts;
    const { socket } = client;
    if (socket === undefined) {
      if (this.now < this.#returnsAt[index] && !this.#weather.isCalm) return;
      client.connect(this.server.lanes[chance.below(this.#gateways)]);
      return;
    }
    if (socket.isSlow && (this.#weather.isCalm || chance.oneIn(60))) {
      socket.drain();
      if (client.connection) client.lane!.gateway.drained(client.connection);
    }
    if (!client.isOpen || !chance.oneIn(12)) return;
    const act = chance.below(12);
    if (act === 0) client.repeatConfirmed();
    else if (act === 1) client.repeatOrders();
    else if (this.now < this.#ticks * (1 - CALM_SHARE / 2)) this.#order(client);
  }

  #order(client: SimulatedClient): void {
    const { op, a, b, expected } = whim(this.#acts, this.#ground.graph, client.mirror!);
    const isObserver = client.role === ROLE.observer;
    client.order(op, a, b, isObserver ? [RESULT.noAvatar] : [...expected, RESULT.fallen]);
  }

  #observe(client: SimulatedClient, index: number): void {
    const { connection, socket } = client;
    if (connection === undefined || socket === undefined) return;
    if (socket.closed !== undefined) {
      client.closedWith(socket.closed);
      client.drop();
      client.lane!.gateway.closed(connection);
      this.#returnsAt[index] = this.now + 1;
      return;
    }
    client.settle();
    const { world, lanes, now } = this.server;
    const isAwake = now >= lanes[client.lane!.index].asleepUntil;
    const isWaiting = connection.stale && !socket.isSlow && isAwake;
    this.#waits[index] = isWaiting ? this.#waits[index] + 1 : 0;
    promise(this.#waits[index] < VIEW_WAIT_TICKS_MAX, () => {
      return `account ${client.account} has been reading again for ${VIEW_WAIT_TICKS_MAX} ticks and gets no view`;
    });
    if (!client.hasView || connection.stale || socket.bufferedBytes() > 0 || !isAwake) return;
    const mirror = client.mirror!;
    const isFresh = mirror.tick === world.ledger.tick[0];
    // Slow streams tell of a tick between two in step later; without a word since, the mirror is of the last in step.
    if (mirror.paceTicks > 1 && !(isFresh && mirror.isInStep)) return;
    if (isFresh || this.now % COMPARE_INTERVAL_TICKS === index) compareMirror(world, client);
  }

  /** Long after the last fault everything is as it should be. */
  #converged(): void {
    const { world } = this.server;
    for (const client of this.clients) {
      const who = `account ${client.account}`;
      promise(client.isOpen && client.hasView, () => `${who} never got its view back`);
      promise(!client.connection!.stale, () => `${who} is still stale`);
      promise(client.open.length === 0, () => {
        return `${who} waits for order ${client.open[0].sequence} (answered: ${client.open[0].answerTick > 0})`;
      });
      compareMirror(world, client);
    }
    this.oracle.sameFromTheBeginning(world);
  }
}
