import { setTimeout as sleep } from 'node:timers/promises';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { mix32 } from '../../src/maths/random.ts';
import { monotonicMicros } from '../../src/ops/clock.ts';
import { ORDER, ROLE } from '../../src/protocol/client-messages.ts';
import { FACTION_MAX, type WorldFile } from '../../src/territory/world-schema.ts';
import type { Bot } from './bot.ts';
import type { Fleet } from './fleet.ts';
import { RouteEar } from './route-ear.ts';
import type { Director } from './workload.ts';

const ROUTES_PER_SECOND_AND_FACTION = 2;
const LOOK_INTERVAL_MS = 5;
/** Places that the players of a faction ask about: those of its land that are nearest to its hub. */
const PLACES_PER_FACTION = 24;
/** What is done about convoys, of all factions together. */
const CONVOY_ORDERS_PER_SECOND = 3;
const STANCES = 3;

/** A player and what it hears. */
interface Player {
  readonly bot: Bot;
  readonly ear: RouteEar;
}

/** Lets the players of a fleet ask for routes, two a second and faction, and now and then see to a convoy. */
export class TradeDirector implements Director {
  readonly #players: readonly (readonly Player[])[];
  readonly #observers: readonly RouteEar[];
  /** By faction: districts. */
  readonly #places: readonly (readonly number[])[];
  /** By district: its center, world units. */
  readonly #centers: readonly (readonly [x: number, y: number])[];
  readonly #seed: number;
  readonly #fleet: Fleet;
  #draws = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(fleet: Fleet, world: WorldFile, seed: number) {
    this.#fleet = fleet;
    this.#seed = seed;
    // Who is dropped has orders under way that the server never got: those would never be answered.
    const players = fleet.steady.flatMap((bot): Player[] => {
      const { ear, settings } = bot;
      return settings.role === ROLE.player && ear instanceof RouteEar ? [{ bot, ear }] : [];
    });
    const factions = Array.from({ length: FACTION_MAX + 1 }, (_, faction) => faction);
    this.#players = factions.map((faction) => players.filter(({ bot }) => bot.settings.faction === faction));
    this.#places = factions.map((faction) => placesOf(world, faction));
    this.#centers = world.districts.map(({ center: [x, y] }) => [x * UNITS_PER_METER, y * UNITS_PER_METER]);
    this.#observers = fleet.bots.flatMap(({ ear, settings }) =>
      settings.role === ROLE.observer && ear instanceof RouteEar ? [ear] : [],
    );
  }

  start(): void {
    const startMicros = monotonicMicros();
    let asked = 0;
    let ordered = 0;
    this.#timer = setInterval(() => {
      const seconds = (monotonicMicros() - startMicros) / 1e6;
      const due = seconds * ROUTES_PER_SECOND_AND_FACTION * FACTION_MAX;
      for (; asked < due; asked++) this.#ask(1 + (asked % FACTION_MAX));
      for (; ordered < seconds * CONVOY_ORDERS_PER_SECOND; ordered++) this.#orderAbout(ordered);
    }, LOOK_INTERVAL_MS);
  }

  async stop(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer);
    const endMicros = monotonicMicros() + timeoutMs * 1000;
    const isAsking = () => this.#players.flat().some(({ ear }) => ear.isAsking);
    while (isAsking() && monotonicMicros() < endMicros) await sleep(LOOK_INTERVAL_MS);
  }

  #ask(faction: number): void {
    const places = this.#places[faction];
    const free = this.#players[faction].filter(({ bot, ear }) => bot.state === 'open' && !ear.isAsking);
    const { tally } = this.#fleet;
    if (free.length === 0 || places.length < 2) {
      tally.trade.askedLate++;
      return;
    }
    const { bot, ear } = free[this.#below(free.length)];
    const from = this.#below(places.length);
    const to = (from + 1 + this.#below(places.length - 1)) % places.length;
    tally.nowMicros = monotonicMicros();
    const sequence = bot.give(ORDER.planRoute, places[from], places[to], tally.nowMicros);
    if (sequence > 0) ear.asked(places[from], places[to], sequence);
    else tally.trade.askedLate++;
  }

  /** In turn: tells a convoy how to drive; goes to one to escort it; or to raid it: refused until it is near. */
  #orderAbout(turn: number): void {
    const faction = 1 + (turn % FACTION_MAX);
    const player = this.#players[faction][this.#below(Math.max(1, this.#players[faction].length))];
    if (!player) return;
    const { trade } = this.#fleet.tally;
    const now = monotonicMicros();
    const kind = Math.floor(turn / FACTION_MAX) % 3;
    const isRaid = kind === 2;
    const among = isRaid ? this.#strangers(faction) : player.ear.view.convoys(faction);
    if (among.length === 0) return;
    const { district, entity, generation } = among[this.#below(among.length)];
    // An id is given again, so an order says which use of it is meant: 1 + the generation.
    const use = 1 + generation;
    if (kind === 0) {
      const word = this.#below(STANCES) | (use << 2);
      if (player.bot.give(ORDER.convoyStance, entity, word, now) > 0) trade.stances++;
      return;
    }
    const [x, y] = this.#centers[district];
    player.bot.give(ORDER.moveTo, x, y, now);
    if (player.bot.give(isRaid ? ORDER.raid : ORDER.escort, entity, use, now) === 0) return;
    if (isRaid) trade.raids++;
    else trade.escorts++;
  }

  /** Convoys of other factions, as observers hear of them. */
  #strangers(faction: number) {
    return this.#observers.flatMap(({ view }) => view.convoys()).filter((one) => one.faction !== faction);
  }

  /** A whole number below `bound`, the same in every run up to the same draw. */
  #below(bound: number): number {
    return mix32(this.#seed ^ Math.imul(++this.#draws, 0x9e37_79b1)) % bound;
  }
}

/** Districts that a faction begins with, from its hub outwards. */
function placesOf(world: WorldFile, faction: number): number[] {
  const hub = world.hubs.find((one) => one.faction === faction);
  if (!hub) return [];
  const [hubX, hubY] = world.districts[hub.district].center;
  const distance = (district: number) => {
    const [x, y] = world.districts[district].center;
    return (x - hubX) ** 2 + (y - hubY) ** 2;
  };
  return world.districts
    .flatMap(({ owner }, district) => (owner === faction ? [district] : []))
    .sort((one, other) => distance(one) - distance(other) || one - other)
    .slice(0, PLACES_PER_FACTION);
}
