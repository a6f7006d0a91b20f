import { SIDE_COUNT } from '../limits.ts';

/**
 * What a step costs. The state of a node is one word; the cost of an edge follows from the states of its two ends and
 * from who asks, in whole decimeters, so that nothing needs to be kept up to date when a territory changes hands.
 */

/** Bits of a node's state: who holds it, and what makes roads there worse. */
export const NODE = {
  owner: 7,
  contested: 1 << 3,
  /** The first of the bits of DISRUPTION. */
  disruptionShift: 4,
} as const;

/** What disrupts roads, as bit numbers. A blockade counts for everybody but the owner and its allies. */
export const DISRUPTION = { jam: 0, bridge: 1, blockade: 2, sabotage: 3, pirates: 4, siege: 5 } as const;

export const DISRUPTION_COUNT = Object.keys(DISRUPTION).length;
export const DISRUPTION_NAMES = Object.keys(DISRUPTION) as readonly (keyof typeof DISRUPTION)[];

/** Node states there can be. */
export const NODE_STATE_COUNT = 1 << (NODE.disruptionShift + DISRUPTION_COUNT);

/** What a faction is to another, or to nobody. */
export const RELATION = { own: 0, nobody: 1, ally: 2, enemy: 3 } as const;

/** How safe a step is, thousandths: on undisputed land; with a contested end; between two owners; with both. */
export const SECURITY = { safe: 0, contested: 1, border: 2, contestedBorder: 3 } as const;

export const SECURITY_MAX = 1000;

/** The designers' numbers, whole. */
export interface CostRules {
  /** Factor of a step into the land of RELATION, percent; at least 100. */
  readonly relationPercent: readonly number[];
  /** By SECURITY, thousandths. */
  readonly securityThousandths: readonly number[];
  /** What DISRUPTION leaves of a road, percent, 1 .. 100; several multiply, down to `disruptionFloorPercent`. */
  readonly disruptionPercent: readonly number[];
  readonly disruptionFloorPercent: number;
  /** Bits of the factions that a faction is allied with, by faction (entry 0 unused). */
  readonly alliesOf: readonly number[];
}

/** Tables from the rules, made once per change of them. */
export interface RouteCosts {
  readonly rules: CostRules;
  /** RELATION of faction f to owner o at f * SIDE_COUNT + o. */
  readonly relation: Uint8Array;
  /** Factor of a step into a node of a state, without security, 1/100 percent: faction * NODE_STATE_COUNT + state. */
  readonly entry: Uint32Array;
  /** Factor by SECURITY, thousandths: 2 - security. */
  readonly risk: Uint32Array;
}

/** Works the tables out. Every factor is at least one, so the beeline stays a lower bound of every cost. */
export function makeRouteCosts(rules: CostRules): RouteCosts {
  const relation = new Uint8Array(SIDE_COUNT * SIDE_COUNT);
  const entry = new Uint32Array(SIDE_COUNT * NODE_STATE_COUNT);
  for (let faction = 0; faction < SIDE_COUNT; faction++) {
    for (let owner = 0; owner < SIDE_COUNT; owner++) {
      relation[faction * SIDE_COUNT + owner] = relationBetween(rules, faction, owner);
    }
    for (let state = 0; state < NODE_STATE_COUNT; state++) {
      const kind = relation[faction * SIDE_COUNT + (state & NODE.owner)];
      const left = percentLeft(rules, disruptionsFor(state, kind));
      entry[faction * NODE_STATE_COUNT + state] = Math.floor((rules.relationPercent[kind] * 10_000) / left);
    }
  }
  const risk = Uint32Array.from(rules.securityThousandths, (security) => 2 * SECURITY_MAX - security);
  return { rules, relation, entry, risk };
}

function relationBetween(rules: CostRules, faction: number, owner: number): number {
  if (owner === 0) return RELATION.nobody;
  if (owner === faction) return RELATION.own;
  return ((rules.alliesOf[faction] >> owner) & 1) === 1 ? RELATION.ally : RELATION.enemy;
}

/** The disruptions of a state that count for whom the owner is of that relation, as bits. */
export function disruptionsFor(state: number, relation: number): number {
  const bits = state >> NODE.disruptionShift;
  return relation === RELATION.enemy ? bits : bits & ~(1 << DISRUPTION.blockade);
}

function percentLeft(rules: CostRules, disruptions: number): number {
  let left = 100;
  for (let kind = 0; kind < DISRUPTION_COUNT; kind++) {
    if (((disruptions >> kind) & 1) === 1) left = Math.floor((left * rules.disruptionPercent[kind]) / 100);
  }
  return Math.max(1, rules.disruptionFloorPercent, left);
}

/** SECURITY of the step between two nodes of these states. */
export function securityClass(from: number, to: number): number {
  const contested = ((from | to) & NODE.contested) === 0 ? 0 : 1;
  const fromOwner = from & NODE.owner;
  const toOwner = to & NODE.owner;
  return fromOwner !== toOwner && fromOwner !== 0 && toOwner !== 0 ? 2 + contested : contested;
}

/** Cost in decimeters of a step of `length` decimeters between nodes of these states; at least the length. */
export function stepCost(
  costs: RouteCosts,
  faction: number,
  from: number,
  to: number,
  length: number,
): number {
  const factor = costs.entry[faction * NODE_STATE_COUNT + to] * costs.risk[securityClass(from, to)];
  // Entry is in 1/10,000, risk in 1/1,000. Below 2^53 by far: 5 * 10^7 dm, 60 * 10^4, 2 * 10^3.
  return Math.ceil((length * factor) / 10_000_000);
}
