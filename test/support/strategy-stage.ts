import { GOAL, LAYER } from '../../components/ai-rules.ts';
import { CHRONICLE, CHRONICLE_WORDS, OPTION_FLAG } from '../../components/chronicle.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { CANDIDATE_MAX, GOALS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { planStrategy } from '../../systems/plan-strategy.ts';
import { territoryRules } from './land.ts';
import { plainMinds } from './plain-minds.ts';
import type { Dice } from './random-life.ts';

/** Districts of the land, six to a row. */
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij'];
const COLUMNS = 6;

export interface ToldOption {
  goal: number;
  district: number;
  other: number;
  score: number;
  isChosen: boolean;
  isVetoed: boolean;
  isRunning: boolean;
  inputs: number[];
}

export interface ToldDecision {
  tick: number;
  faction: number;
  number: number;
  chosen: number;
  district: number;
  weighed: number;
  strategy: number;
  score: number;
  options: ToldOption[];
}

/** Two factions side by side, with a strip of nobody's land in the middle. */
export const HALVES = { 1: [...'ABGHMNSTYZef'], 2: [...'FELKRQXWdcji'] };

/** A land of six by six districts in which nothing happens but what minds decide, and what a test does. */
export class StrategyStage {
  readonly world: World;
  /** What the minds told so far. */
  readonly decisions: ToldDecision[] = [];
  /** Of pacts: faction, other and PACT_EVENT. */
  readonly pacts: number[][] = [];
  readonly #memory: SharedArrayBuffer;
  #rules: Rules;
  readonly #owners: Record<number, string[]>;

  constructor(
    ai: Partial<Rules['ai']> = {},
    owners: Record<number, string[]> = HALVES,
    memory = allocateWorldMemory(),
  ) {
    const lines = Array.from({ length: LETTERS.length / COLUMNS }, (_, row) => [
      LETTERS.slice(row * COLUMNS, (row + 1) * COLUMNS).join('-'),
      Array(COLUMNS).fill('|').join(' '),
    ]);
    const graph = buildTerritoryGraph(worldFromAscii(lines.flat().slice(0, -1), { cellMeters: 500, owners }));
    this.#memory = memory;
    this.#owners = owners;
    this.#rules = { ...territoryRules(), ai: plainMinds({ unitsPerTick: 500, ...ai }) };
    this.world = createWorld(memory, graph, sectorGrid(graph, 100), this.#rules, 1);
  }

  /** The same world as it comes out of a save of now. */
  restored(): StrategyStage {
    const memory = allocateWorldMemory();
    new Uint8Array(memory).set(new Uint8Array(this.#memory));
    return new StrategyStage(this.#rules.ai, this.#owners, memory);
  }

  /** A fresh start on the same land, with other minds: nothing was decided yet. Cheaper than another stage. */
  restart(ai: Partial<Rules['ai']>): void {
    const { ledger } = this.world;
    this.#rules = { ...this.#rules, ai: plainMinds({ unitsPerTick: 500, ...ai }) };
    this.world.rules = this.#rules;
    ledger.tick[0] = 0;
    for (const store of ['mind', 'candidate', 'candidateInput', 'goal', 'pact', 'setback'] as const) {
      for (const column of Object.values(this.world[store])) column.fill(0);
    }
    this.decisions.length = 0;
    this.world.chronicle.count = 0;
  }

  district(letter: string): number {
    return LETTERS.indexOf(letter);
  }

  letter(district: number): string {
    return LETTERS[district];
  }

  /** Has `planStrategy` run for some ticks. */
  step(ticks = 1, after: () => void = () => {}): void {
    const { chronicle, ledger, minds, rules } = this.world;
    for (let i = 0; i < ticks; i++) {
      ledger.tick[0]++;
      minds.unitsLeft = rules.ai.unitsPerTick;
      planStrategy(this.world);
      this.#listen();
      chronicle.count = 0;
      after();
    }
  }

  /** Goes on until a faction has decided again. Returns what it told. */
  nextDecision(faction: number): ToldDecision {
    for (let i = 0; i < 10_000; i++) {
      const { length } = this.decisions;
      this.step();
      const told = this.decisions.slice(length).find((decision) => decision.faction === faction);
      if (told) return told;
    }
    throw new Error(`faction ${faction} does not decide`);
  }

  /** What a faction is out for, as [GOAL, district, other faction]. */
  goals(faction: number): number[][] {
    const { goal } = this.world;
    return Array.from({ length: GOALS_EACH }, (_, i) => faction * GOALS_EACH + i)
      .filter((row) => goal.kind[row] !== GOAL.none)
      .map((row) => [goal.kind[row], goal.district[row], goal.faction[row]]);
  }

  /** Rows of the options that a faction has kept. */
  candidates(faction: number): number[] {
    return Array.from({ length: CANDIDATE_MAX }, (_, i) => faction * CANDIDATE_MAX + i).filter(
      (row) => this.world.candidate.goal[row] !== GOAL.none,
    );
  }

  /** Has a faction own a district, and no longer who did. */
  own(letter: string, faction: number): void {
    const { district, side } = this.world;
    const at = this.district(letter);
    side.land[district.owner[at]]--;
    side.land[faction]++;
    district.owner[at] = faction;
  }

  /** Puts the strength of so many units on the pressure map. */
  setStrength(letter: string, faction: number, units: number): void {
    this.world.districtSide.strength[this.district(letter) * SIDE_COUNT + faction] = units * 256;
  }

  /** Has so many convoys of a faction come through of late. */
  setTraffic(letter: string, faction: number, convoys: number): void {
    this.world.districtSide.traffic[this.district(letter) * SIDE_COUNT + faction] = convoys * 256;
  }

  /** Makes the land as chance has it: whose it is, who is strong there, and what drives through. */
  shuffle(dice: Dice, factions: number): void {
    const { contestedTick } = this.world.district;
    const { strength, traffic } = this.world.districtSide;
    for (const letter of LETTERS) {
      const at = this.district(letter);
      this.own(letter, dice(factions + 1));
      contestedTick[at] = dice(4) === 0 ? 1 : 0;
      for (let side = 1; side < SIDE_COUNT; side++) {
        strength[at * SIDE_COUNT + side] = side <= factions ? dice(6) * 256 : 0;
        traffic[at * SIDE_COUNT + side] = side <= factions ? dice(3) * 400 : 0;
      }
    }
  }

  #listen(): void {
    const { chronicle, ledger } = this.world;
    for (let i = 0; i < chronicle.count; i++) {
      const row = chronicle.words.slice(i * CHRONICLE_WORDS, (i + 1) * CHRONICLE_WORDS);
      const [kind, level, district, faction, cause, number, a, b] = row;
      if (kind === CHRONICLE.pact) this.pacts.push([faction, cause, level]);
      if (kind === CHRONICLE.decision && level === LAYER.strategic) {
        const about = { tick: ledger.tick[0], faction, number, chosen: cause, district };
        this.decisions.push({ ...about, weighed: a & 0xffff, strategy: a >> 16, score: b, options: [] });
      }
      const options = this.decisions.at(-1)?.options ?? [];
      if (kind === CHRONICLE.option) {
        const flags = a >> 4;
        options[level >> 4] = {
          ...{ goal: cause, district, other: a & 15, score: b, inputs: [] },
          isChosen: (flags & OPTION_FLAG.chosen) !== 0,
          isVetoed: (flags & OPTION_FLAG.vetoed) !== 0,
          isRunning: (flags & OPTION_FLAG.running) !== 0,
        };
      }
      if (kind !== CHRONICLE.input) continue;
      for (const pair of [district, cause, a, b]) options[level & 15].inputs.push(pair & 0xffff, pair >>> 16);
    }
  }
}
