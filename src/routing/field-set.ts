import { SIDE_COUNT } from '../limits.ts';
import type { RouteCosts } from './route-costs.ts';
import { RouteField } from './route-field.ts';
import type { RouteGraph } from './route-graph.ts';

const NO_FIELD = -1;

/** The fields of a desk: at most `fieldsMax`, the least recently used of them aimed anew when one more is wanted. */
export class FieldSet {
  readonly fieldsMax: number;
  readonly #graph: RouteGraph;
  readonly #fields: RouteField[] = [];
  /** Index of the field of a faction to a node, at faction * nodeCount + node. */
  readonly #indexOf: Int16Array;
  readonly #usedAt: Float64Array;
  /** A question waited for the field in vain: it is repaired before the others. */
  readonly #isDemanded: Uint8Array;
  #uses = 0;
  #nextRepaired = 0;

  constructor(graph: RouteGraph, fieldsMax: number) {
    this.#graph = graph;
    this.fieldsMax = fieldsMax;
    this.#indexOf = new Int16Array(fieldsMax === 0 ? 0 : SIDE_COUNT * graph.nodeCount).fill(NO_FIELD);
    this.#usedAt = new Float64Array(fieldsMax);
    this.#isDemanded = new Uint8Array(fieldsMax);
  }

  get count(): number {
    return this.#fields.length;
  }

  /** Fields that are not exact. */
  get staleCount(): number {
    let count = 0;
    for (const field of this.#fields) if (!field.isExact) count++;
    return count;
  }

  /** Has a field of a faction toward a node from now on, or counts it as used. It is built by repairs. */
  keep(faction: number, target: number): void {
    if (this.fieldsMax === 0) return;
    const key = faction * this.#graph.nodeCount + target;
    let index = this.#indexOf[key];
    if (index === NO_FIELD) {
      index = this.#fields.length < this.fieldsMax ? this.#add() : this.#leastUsed();
      this.#indexOf[key] = index;
      this.#isDemanded[index] = 0;
      this.#fields[index].aim(faction, target);
    }
    this.#usedAt[index] = ++this.#uses;
  }

  /**
   * The field of a faction toward a node if there is one and it is exact or becomes so by looking at about `workMax`
   * nodes. If not, it is among the first to be repaired.
   */
  exact(
    faction: number,
    target: number,
    states: Uint16Array,
    costs: RouteCosts,
    workMax: number,
  ): RouteField | undefined {
    if (this.fieldsMax === 0) return undefined;
    const index = this.#indexOf[faction * this.#graph.nodeCount + target];
    if (index === NO_FIELD) return undefined;
    this.#usedAt[index] = ++this.#uses;
    const field = this.#fields[index];
    const isExact = field.isExact || field.repair(states, costs, workMax);
    this.#isDemanded[index] = isExact ? 0 : 1;
    return isExact ? field : undefined;
  }

  /** The state of a node has changed. */
  touch(node: number): void {
    for (const field of this.#fields) field.touch(node);
  }

  /** All states or costs have changed. */
  restart(): void {
    for (const field of this.#fields) field.aim(field.faction, field.target);
  }

  /** Repairs stale fields, the demanded ones first, then in turn; returns about how many nodes it looked at. */
  repairSome(states: Uint16Array, costs: RouteCosts, workMax: number): number {
    let work = 0;
    for (let index = 0; index < this.#fields.length && work < workMax; index++) {
      if (this.#isDemanded[index] !== 0) work += this.#repair(index, states, costs, workMax - work);
    }
    for (let turn = 0; turn < this.#fields.length && work < workMax; turn++) {
      const index = this.#nextRepaired;
      work += this.#repair(index, states, costs, workMax - work);
      // One that ran out of work goes on with the next call, or a large field would never be done.
      if (this.#fields[index].isExact) this.#nextRepaired = (index + 1) % this.#fields.length;
    }
    return work;
  }

  #repair(index: number, states: Uint16Array, costs: RouteCosts, workMax: number): number {
    const field = this.#fields[index];
    if (field.isExact) return 0;
    if (field.repair(states, costs, workMax)) this.#isDemanded[index] = 0;
    return field.work;
  }

  #add(): number {
    this.#fields.push(new RouteField(this.#graph));
    return this.#fields.length - 1;
  }

  #leastUsed(): number {
    let least = 0;
    for (let index = 1; index < this.#fields.length; index++) {
      if (this.#usedAt[index] < this.#usedAt[least]) least = index;
    }
    const { faction, target } = this.#fields[least];
    this.#indexOf[faction * this.#graph.nodeCount + target] = NO_FIELD;
    return least;
  }
}
