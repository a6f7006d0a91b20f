import { THREAT } from '../../components/ai-rules.ts';
import { STANCE } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { OPERATIONS_EACH } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';

/** Something that happened to a convoy. */
export interface ConvoyEvent {
  readonly tick: number;
  readonly words: string;
  /** The decision that it comes from, where one is known. */
  readonly decision: { readonly faction: number; readonly number: number } | undefined;
}

const THREAT_WORDS: Readonly<Record<number, string>> = {
  [THREAT.convoyHit]: 'its faction noticed the attack on it',
  [THREAT.convoyLost]: 'its faction noticed that it is lost',
};

/** Looks at one entity id tick by tick, and notes what happens to the convoys that bear it. */
export class ConvoyWatch {
  readonly events: ConvoyEvent[] = [];
  /** Of the newest convoy with that id. */
  faction = 0;
  readonly #id: number;
  readonly #names: readonly string[];
  #bornTick = 0;
  #stance = 0;
  #attackers = new Set<number>();
  #guards = new Set<number>();
  #threats = new Set<number>();

  constructor(id: number, names: readonly string[]) {
    this.#id = id;
    this.#names = names;
  }

  /** Call after every tick. */
  look(world: World): void {
    const { convoy, identity } = world;
    const id = this.#id;
    const isThere = identity.kind[id] === ENTITY_KIND.convoy;
    this.#lookAtThreats(world);
    if (!isThere) {
      if (this.#bornTick !== 0) this.#note(world, 'it is gone: it arrived, or was lost');
      this.#bornTick = 0;
      return;
    }
    if (convoy.bornTick[id] !== this.#bornTick) this.#begin(world);
    if (convoy.stance[id] !== this.#stance) {
      this.#stance = convoy.stance[id];
      if (this.#stance === STANCE.retreat) this.#note(world, 'it was told to turn around');
    }
    this.#lookAtAttackers(world);
    this.#lookAtGuards(world);
  }

  #begin(world: World): void {
    const { convoy, graph, identity } = world;
    this.#bornTick = convoy.bornTick[this.#id];
    this.#stance = convoy.stance[this.#id];
    this.faction = identity.faction[this.#id];
    this.#attackers = new Set();
    this.#guards = new Set();
    const where = graph.districtNames[convoy.district[this.#id]];
    this.#note(world, `a convoy of ${this.#names[this.faction]} is under way, in ${where}`);
  }

  #lookAtAttackers(world: World): void {
    const { fighter, identity, operation, soldier, squad } = world;
    if (fighter.attackers[this.#id] === 0) return;
    for (let id = 1; id <= world.ledger.entityHigh[0]; id++) {
      if (fighter.target[id] !== this.#id || identity.kind[id] === ENTITY_KIND.none) continue;
      const row = soldier.squad[id] === 0 ? 0 : squad.operation[soldier.squad[id] - 1];
      const faction = identity.faction[id];
      const key = row === 0 ? -faction : operation.decision[row - 1] * 8 + faction;
      if (this.#attackers.has(key)) continue;
      this.#attackers.add(key);
      const who = row === 0 ? 'somebody' : 'a squad with an operation';
      const decision = row === 0 ? undefined : { faction, number: operation.decision[row - 1] };
      this.#note(world, `${who} of ${this.#names[faction]} attacks it`, decision);
    }
  }

  #lookAtGuards(world: World): void {
    const { identity, operation } = world;
    const first = this.faction * OPERATIONS_EACH;
    for (let row = first; row < first + OPERATIONS_EACH; row++) {
      if (operation.template[row] === 0 || operation.convoy[row] !== this.#id) continue;
      if (operation.convoyUse[row] !== identity.generation[this.#id]) continue;
      const number = operation.decision[row];
      if (this.#guards.has(number)) continue;
      this.#guards.add(number);
      this.#note(world, 'its faction sends squads to guard it', { faction: this.faction, number });
    }
  }

  /** Threats are answered, and forgotten, in the tick after they arose. */
  #lookAtThreats(world: World): void {
    const { threat } = world;
    for (let row = 0; row < threat.kind.length; row++) {
      const words = THREAT_WORDS[threat.kind[row]];
      if (words === undefined || threat.entity[row] !== this.#id) continue;
      const key = threat.tick[row] * 16 + threat.kind[row];
      if (this.#threats.has(key)) continue;
      this.#threats.add(key);
      this.#note(world, words);
    }
  }

  #note({ ledger }: World, words: string, decision?: ConvoyEvent['decision']): void {
    this.events.push({ tick: ledger.tick[0], words, decision });
  }
}
