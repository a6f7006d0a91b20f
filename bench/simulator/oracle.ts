import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { ANSWER_COUNT_MAX } from '../../src/limits.ts';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../../src/memory/journal-ring.ts';
import { clearUsed, worldHash } from '../../src/memory/used-rows.ts';
import { viewStores } from '../../src/memory/world-memory.ts';
import { ROLE } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { replay } from '../../src/sim/replay.ts';
import { runTick } from '../../src/sim/tick.ts';
import { patrolsToCome } from '../../systems/actions/reinforce.ts';
import type { Ground } from './ground.ts';
import type { SimulatedClient } from './simulated-client.ts';
import { joined } from './simulated-disk.ts';
import type { EntryRecord } from './simulated-server.ts';
import { promise } from './violation.ts';

interface Entry {
  readonly kind: number;
  readonly tick: number;
  readonly words: Int32Array;
}

interface Rest {
  readonly tick: number;
  readonly hash: number;
  /** All that had entered by then. */
  readonly entries: readonly Entry[];
}

/** More boots in a row than can be taken back. */
const RESTS_KEPT = 12;

/**
 * Stands outside of the server and remembers: all that ever entered the world, the hash of every state, and what
 * clients were told. After each recovery the world must be one of the states that was, with nothing lost that anybody
 * was told to be safe, and the same as a second world that plays the same history from its beginning and never crashes.
 */
export class Oracle implements EntryRecord {
  readonly #newShadow: () => World;
  readonly #patrols: number;
  readonly #resumeTicks: number;
  #shadow: World;
  #entries: Entry[] = [];
  /** Entries that the shadow has played. */
  #played = 0;
  #lastPlayed: Entry | undefined;
  /** Hash of the state after each tick. */
  readonly #hashes = new Map<number, number>();
  /** States before and after boots, which change a state between two ticks; newest last. */
  #rests: Rest[] = [];
  #toldDurableTick = 0;
  recoveries = 0;

  constructor(ground: Ground, memory: SharedArrayBuffer, seed: number, patrols: number) {
    this.#patrols = patrols;
    this.#resumeTicks = ground.rules.resumeTicks;
    this.#newShadow = () => {
      clearUsed(viewStores(memory), ground.graph.districtCount);
      return createWorld(memory, ground.graph, ground.grid, ground.rules, seed);
    };
    this.#shadow = this.#newShadow();
  }

  entered(kind: number, tick: number, trail: number, words: Int32Array, count: number): void {
    const entry = new Int32Array(JOURNAL_HEAD_WORDS + count * INBOX_RECORD_WORDS);
    entry.set([kind, tick, count, trail]);
    entry.set(words.subarray(0, count * INBOX_RECORD_WORDS), JOURNAL_HEAD_WORDS);
    this.#entries.push({ kind, tick, words: entry });
  }

  readonly durableTold = (tick: number): void => {
    if (tick > this.#toldDurableTick) this.#toldDurableTick = tick;
  };

  /** The world after a tick. */
  ticked(world: World): void {
    const tick = world.ledger.tick[0];
    this.#hashes.set(tick, hashOf(world));
    if (tick % 16 === 0) this.#conserved(world);
  }

  /** The world as a boot has left it. */
  booted(world: World): void {
    this.#rest(world);
    this.#conserved(world);
  }

  /** The world as a recovery has found it, before the next boot changes anything. */
  recovered(world: World, clients: readonly SimulatedClient[]): void {
    const tick = world.ledger.tick[0];
    const hash = hashOf(world);
    if (this.#rests.length > 0) {
      const rest = this.#rests.findLast((one) => one.tick === tick && one.hash === hash);
      promise(rest !== undefined || hash === this.#hashes.get(tick), () => {
        return `the state recovered at tick ${tick} is none that the world was ever in`;
      });
      this.#keepHistory(tick, rest?.entries ?? this.#entries.filter((entry) => entry.tick <= tick));
      this.recoveries++;
    }
    this.#rest(world);
    this.#toldDurableTick = Math.min(this.#toldDurableTick, tick);
    for (const client of clients) this.#keepsPromises(world, client);
    this.sameFromTheBeginning(world);
  }

  #rest(world: World): void {
    const entries = this.#entries.slice();
    this.#rests = [
      ...this.#rests.slice(-RESTS_KEPT),
      { tick: world.ledger.tick[0], hash: hashOf(world), entries },
    ];
  }

  /** What happened after `tick` and is not in `kept` never happened. */
  #keepHistory(tick: number, kept: readonly Entry[]): void {
    const isKept = new Set(kept);
    const lost = this.#entries.find((entry) => entry.kind === JOURNAL_KIND.inputs && !isKept.has(entry));
    promise(lost === undefined || lost.tick > this.#toldDurableTick, () => {
      const told = this.#toldDurableTick;
      return `told that tick ${told} is safe, the input of tick ${lost!.tick} is lost (recovered: tick ${tick})`;
    });
    this.#entries = [...kept];
    this.#rests = this.#rests.filter((rest) => rest.tick <= tick);
    for (const later of this.#hashes.keys()) if (later > tick) this.#hashes.delete(later);
  }

  /** A world that plays all of history from the beginning, without a crash, is the same. */
  sameFromTheBeginning(world: World): void {
    const tick = world.ledger.tick[0];
    // A boot that the shadow has played may turn out to be lost: its history is then no beginning of this one.
    const isOnTheWay = this.#lastPlayed === undefined || this.#entries[this.#played - 1] === this.#lastPlayed;
    if (this.#shadow.ledger.tick[0] > tick || !isOnTheWay) {
      this.#shadow = this.#newShadow();
      this.#played = 0;
    }
    const shadow = this.#shadow;
    replay(shadow, joined(this.#entries.slice(this.#played).map(({ words }) => words)));
    this.#played = this.#entries.length;
    this.#lastPlayed = this.#entries.at(-1);
    // Nothing entered since.
    while (shadow.ledger.tick[0] < tick) runTick(shadow, nothing);
    promise(hashOf(shadow) === hashOf(world), () => {
      return `the world at tick ${tick} differs from a replay of its history from the beginning`;
    });
  }

  /** A world that was recovered from an older snapshot, and by a longer replay, is the same. */
  sameFromOlder(world: World, older: World, snapshotTick: number | undefined): void {
    promise(hashOf(older) === hashOf(world), () => {
      const isShort = older.ledger.tick[0] !== world.ledger.tick[0];
      const found = isShort ? `ends at tick ${older.ledger.tick[0]}` : 'ends in another state';
      const begin = `history from the older snapshot of tick ${snapshotTick ?? 0}`;
      return `${begin} ${found}, that from the newest at tick ${world.ledger.tick[0]}`;
    });
  }

  #keepsPromises(world: World, client: SimulatedClient): void {
    const last = client.confirmed.at(-1);
    if (last === undefined) return;
    const { session, answer } = world;
    const slot = slotOf(world, client.account);
    if (slot < 0) {
      // A session ends some time after its client left; the client may have noticed late that it had.
      promise(world.ledger.tick[0] - client.mirror!.tick > this.#resumeTicks / 4, () => {
        return `account ${client.account} has confirmed orders and no session`;
      });
      return;
    }
    promise(session.lastSequence[slot] >= last.sequence, () => {
      return `account ${client.account}: order ${last.sequence} was confirmed and is not in the recovered world`;
    });
    for (const order of client.confirmed) {
      if (session.lastSequence[slot] - order.sequence >= ANSWER_COUNT_MAX) continue;
      const kept = answer.result[slot * ANSWER_COUNT_MAX + (order.sequence % ANSWER_COUNT_MAX)];
      promise(kept === order.result, () => {
        return `account ${client.account}: order ${order.sequence} was answered ${order.result}, recovered is ${kept}`;
      });
    }
  }

  #conserved(world: World): void {
    const { identity, ledger, session } = world;
    const accounts = new Set<number>();
    let players = 0;
    for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
      if (session.state[slot] === SESSION_STATE.free) continue;
      const account = session.accountLow[slot];
      promise(!accounts.has(account), () => `account ${account} has two sessions`);
      accounts.add(account);
      if (session.role[slot] !== ROLE.player) continue;
      players++;
      const avatar = session.avatar[slot];
      promise(identity.kind[avatar] === ENTITY_KIND.avatar && world.avatar.session[avatar] === slot, () => {
        return `session ${slot} of account ${account} steers entity ${avatar}, which is not its avatar`;
      });
    }
    const avatars = countOf(world, ENTITY_KIND.avatar);
    promise(avatars === players, () => `${avatars} avatars are there for ${players} players`);
    // A patrol that fell is owed to its faction until another one comes.
    const patrols = countOf(world, ENTITY_KIND.patrol) + patrolsToCome(world);
    promise(patrols === this.#patrols, () => `${patrols} patrols are there or to come, not ${this.#patrols}`);
  }
}

function countOf(world: World, kind: number): number {
  return world.entities.rosters.get(kind)!.ids().length;
}

function nothing(): void {}

function hashOf(world: World): number {
  return worldHash(world, world.graph.districtCount);
}

/** Slot of an account's session, or -1. */
export function slotOf(world: World, account: number): number {
  const { ledger, session } = world;
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] !== SESSION_STATE.free && session.accountLow[slot] === account) return slot;
  }
  return -1;
}
