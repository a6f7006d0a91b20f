import { SQUAD_STATE } from '../../components/ai.ts';
import { LAYER, TEMPLATE, TEMPLATE_COUNT, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import { CHRONICLE, CHRONICLE_WORDS } from '../../components/chronicle.ts';
import type { Rules } from '../../components/rules.ts';
import { TEMPLATE_INPUT_COUNT } from '../../src/ai/template-fit.ts';
import { GOALS_EACH, OPERATIONS_EACH, SIDE_COUNT, SQUADS_EACH } from '../../src/limits.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { enlist } from '../../systems/actions/soldiers.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { planOperations } from '../../systems/plan-operations.ts';
import { ConvoyStage, convoyRules } from './convoy-stage.ts';
import { plainMinds } from './plain-minds.ts';

export type TemplateName = keyof typeof TEMPLATE;

/** An option of a tactical decision, as history is told of it. */
export interface TracedOption {
  readonly rank: number;
  readonly template: number;
  readonly district: number;
  readonly flags: number;
  readonly score: number;
  readonly inputs: Uint16Array;
}

export interface TracedDecision {
  readonly faction: number;
  readonly chosen: number;
  readonly district: number;
  readonly weighed: number;
  readonly from: number;
  readonly score: number;
  readonly options: TracedOption[];
}

/**
 * Three rows of five districts: the left ones belong to faction 1, the right ones to faction 2, the middle to nobody.
 * A is the hub of faction 1, and L has a depot.
 */
const MAP = ['A-B-C-D-E', '| | | | |', 'F-G-H-I-J', '| | | | |', 'K-L-M-N-O'];
const LAND = { cellMeters: 500, owners: { 1: [...'ABFGKL'], 2: [...'DEIJNO'] }, values: { L: 100 } };

/** Taste of a faction that likes these templates alone; all others like everything. */
export function likingOnly(faction: number, ...names: TemplateName[]) {
  const taste = Array.from({ length: SIDE_COUNT * TEMPLATE_COUNT }, () => 1000);
  taste.fill(0, faction * TEMPLATE_COUNT, (faction + 1) * TEMPLATE_COUNT);
  for (const name of names) taste[faction * TEMPLATE_COUNT + TEMPLATE[name]] = 1000;
  return { templateTaste: taste };
}

/** All factions have so much of a trait. */
export function withTrait(name: keyof typeof TRAIT, value: number) {
  const trait = [...plainMinds().trait];
  for (let faction = 0; faction < SIDE_COUNT; faction++) trait[faction * TRAIT_COUNT + TRAIT[name]] = value;
  return { trait };
}

/** A drawn land with squads and goals where a test puts them; only tactical decisions are made. */
export class TacticsStage extends ConvoyStage {
  readonly memory: SharedArrayBuffer;

  constructor(changes: Partial<Rules['ai']> = {}, memory = allocateWorldMemory()) {
    const rules = { ...convoyRules(), ai: plainMinds(changes) };
    super(worldFromAscii(MAP, LAND), rules, memory);
    this.memory = memory;
    if (this.world.ledger.tick[0] === 0) this.world.ledger.tick[0] = 1;
  }

  /** The same world as it comes out of a save of now. */
  restored(changes: Partial<Rules['ai']>): TacticsStage {
    const memory = allocateWorldMemory();
    new Uint8Array(memory).set(new Uint8Array(this.memory));
    return new TacticsStage(changes, memory);
  }

  /** A ready squad with all its soldiers at the center of a district. Returns its row. */
  squad(faction: number, letter: string, size = 6): number {
    const { graph, patrol, squad } = this.world;
    const row = squad.state.indexOf(SQUAD_STATE.none, faction * SQUADS_EACH);
    const district = this.at(letter);
    squad.state[row] = SQUAD_STATE.ready;
    for (let i = 0; i < size; i++) {
      const x = graph.districtX[district];
      const id = spawn(this.world, ENTITY_KIND.patrol, faction, x, graph.districtY[district]);
      patrol.district[id] = district;
      enlist(this.world, row, id);
    }
    return row;
  }

  /** A goal of a faction, chosen in this tick. Returns its row. */
  goal(
    faction: number,
    kind: number,
    letter: string,
    { other = 0, squads = 4, score = 40_000, ticks = 36_000 } = {},
  ): number {
    const { goal, ledger } = this.world;
    const row = goal.kind.indexOf(0, faction * GOALS_EACH);
    goal.kind[row] = kind;
    goal.district[row] = this.at(letter);
    goal.faction[row] = other;
    goal.squads[row] = squads;
    goal.score[row] = score;
    goal.bornTick[row] = ledger.tick[0];
    goal.deadlineTick[row] = ledger.tick[0] + ticks;
    return row;
  }

  /** The next tick's tactical decisions, with the units of a whole tick. Returns the units that they took. */
  look(ticks = 1): number {
    const { ledger, minds, rules } = this.world;
    ledger.tick[0] += ticks;
    minds.unitsLeft = rules.ai.unitsPerTick;
    planOperations(this.world);
    return rules.ai.unitsPerTick - minds.unitsLeft;
  }

  /** Lets so many tactical cycles pass. */
  cycles(count: number): void {
    for (let i = 0; i < count; i++) this.look(this.world.rules.ai.tacticalTicks);
  }

  /** Rows of a faction's operations. */
  operations(faction: number): number[] {
    return Array.from({ length: OPERATIONS_EACH }, (_, i) => faction * OPERATIONS_EACH + i).filter(
      (row) => this.world.operation.template[row] !== 0,
    );
  }

  /** Templates of a faction's operations. */
  templates(faction: number): number[] {
    return this.operations(faction).map((row) => this.world.operation.template[row]);
  }

  /** Rows of the squads that work for an operation. */
  squadsOf(operation: number): number[] {
    const rows = [...this.world.squad.operation.keys()];
    return rows.filter((row) => this.world.squad.operation[row] === operation + 1);
  }

  /** The tactical decisions that history was told of since the last call. */
  traced(): TracedDecision[] {
    const { chronicle } = this.world;
    const decisions: TracedDecision[] = [];
    for (let row = 0; row < chronicle.count; row++) {
      const at = row * CHRONICLE_WORDS;
      const [kind, level, place, faction, cause, , a, score] = chronicle.words.subarray(at, at + 8);
      const last = decisions.at(-1);
      if (kind === CHRONICLE.decision && level === LAYER.tactical) {
        const [weighed, from] = [a & 0xffff, a >>> 16];
        decisions.push({ faction, chosen: cause, district: place, weighed, from, score, options: [] });
      } else if (kind === CHRONICLE.option && (level & 15) === LAYER.tactical && last) {
        const inputs = new Uint16Array(TEMPLATE_INPUT_COUNT);
        last.options.push({
          ...{ rank: level >> 4, template: cause, district: place, flags: a >> 4, score, inputs },
        });
      } else if (kind === CHRONICLE.input && last) {
        const { inputs } = last.options.find(({ rank }) => rank === (level & 15))!;
        const words = [place, cause, a, score].flatMap((word) => [word & 0xffff, word >>> 16]);
        inputs.set(words, 8 * (level >> 4));
      }
    }
    chronicle.count = 0;
    return decisions;
  }
}
