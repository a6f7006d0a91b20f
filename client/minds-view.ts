import type {
  AiAttack,
  AiConflict,
  AiDecision,
  AiGoal,
  AiMind,
  AiOperation,
  AiOperationEvent,
  AiOption,
  AiPact,
} from '../src/protocol/ai-records.ts';
import { CONFLICT_EVENTS, PACT_EVENTS } from '../src/protocol/ai-words.ts';

/** A decision as told, with its best options. Numbers as in src/protocol/ai-words.ts. */
export interface MindDecision extends Omit<AiDecision, 'options' | 'count'> {
  readonly options: readonly Readonly<AiOption>[];
}

/** All that a faction is at. */
export interface MindState extends Omit<AiMind, 'goals' | 'operations' | 'goalCount' | 'operationCount'> {
  readonly goals: readonly Readonly<AiGoal>[];
  readonly operations: readonly Readonly<AiOperation>[];
}

export interface MindsViewEvents {
  /** A faction decided. */
  aiDecision(decision: Readonly<MindDecision>): void;
  /** Something happened to an operation of a faction. */
  aiOperation(operation: Readonly<AiOperationEvent>): void;
  /** A faction is at something else. */
  aiMind(mind: Readonly<MindState>): void;
  /** Something happened between two factions. */
  aiPact(pact: Readonly<AiPact>): void;
  aiAttack(attack: Readonly<AiAttack>): void;
  /** A district became contested or calm, or changed hands. */
  aiConflict(conflict: Readonly<AiConflict>): void;
}

/** Decisions that are remembered of each faction; older ones give way. */
const DECISION_COUNT_MAX = 64;

const STANDS = PACT_EVENTS.indexOf('stands');
const CONFLICT_STANDS = CONFLICT_EVENTS.indexOf('stands');
const CONTESTED = CONFLICT_EVENTS.indexOf('contested');
const CALM = CONFLICT_EVENTS.indexOf('calm');

/** What the ai channels have told: what factions are at and decided, their pacts, and which districts are contested. */
export class MindsView {
  readonly #events: MindsViewEvents;
  readonly #minds = new Map<number, MindState>();
  readonly #decisions = new Map<number, readonly MindDecision[]>();
  readonly #pacts = new Map<number, AiPact>();
  readonly #conflicts = new Map<number, AiConflict>();

  constructor(events: MindsViewEvents) {
    this.#events = events;
  }

  /** What a faction is at; `undefined` when nothing was told of it. */
  mind(faction: number): Readonly<MindState> | undefined {
    return this.#minds.get(faction);
  }

  /** The last decisions told of a faction, the newest last. */
  decisions(faction: number): readonly Readonly<MindDecision>[] {
    return this.#decisions.get(faction) ?? [];
  }

  /** The pacts that stand; of each pair of factions the one with the lower number comes first. */
  pacts(): Readonly<AiPact>[] {
    return [...this.#pacts.values()];
  }

  /** The districts that are contested. */
  conflicts(): Readonly<AiConflict>[] {
    return [...this.#conflicts.values()];
  }

  /** The whole state of a faction's channel follows: what is held of it is void, but for what it decided. */
  beginMind(faction: number): void {
    this.#minds.delete(faction);
  }

  beginEvents(): void {
    this.#pacts.clear();
  }

  beginConflicts(): void {
    this.#conflicts.clear();
  }

  /** The world has another life: all that is held is void. */
  clear(): void {
    this.#minds.clear();
    this.#decisions.clear();
    this.#pacts.clear();
    this.#conflicts.clear();
  }

  takeDecision(record: AiDecision): void {
    const { count, options, ...fields } = record;
    const told = options.slice(0, count).map((option) => ({ ...option, inputs: option.inputs.slice() }));
    const decision = { ...fields, options: told };
    const before = this.#decisions.get(record.faction) ?? [];
    this.#decisions.set(record.faction, [...before, decision].slice(-DECISION_COUNT_MAX));
    this.#events.aiDecision(decision);
  }

  takeOperation(record: AiOperationEvent): void {
    this.#events.aiOperation({ ...record });
  }

  takeMind(record: AiMind): void {
    const { goalCount, operationCount, goals, operations, ...fields } = record;
    const mind = {
      ...fields,
      goals: goals.slice(0, goalCount).map((goal) => ({ ...goal })),
      operations: operations.slice(0, operationCount).map((operation) => ({ ...operation })),
    };
    this.#minds.set(record.faction, mind);
    this.#events.aiMind(mind);
  }

  takePact(record: AiPact): void {
    const pact = { ...record };
    const [first, second] = [record.faction, record.other].sort((a, b) => a - b);
    const key = first * 8 + second;
    if (record.endTick !== 0) {
      this.#pacts.set(key, { ...record, event: STANDS, faction: first, other: second });
    } else this.#pacts.delete(key);
    this.#events.aiPact(pact);
  }

  takeAttack(record: AiAttack): void {
    this.#events.aiAttack({ ...record });
  }

  takeConflict(record: AiConflict): void {
    const { district, event } = record;
    if (event === CALM) this.#conflicts.delete(district);
    else if (event === CONTESTED || event === CONFLICT_STANDS || this.#conflicts.has(district)) {
      this.#conflicts.set(district, { ...record });
    }
    this.#events.aiConflict({ ...record });
  }
}
