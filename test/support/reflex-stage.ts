import { SQUAD_STATE } from '../../components/ai.ts';
import { LAYER, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import { CHRONICLE, CHRONICLE_WORDS } from '../../components/chronicle.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { OPERATIONS_EACH, SQUADS_EACH, THREATS_EACH } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { enlist } from '../../systems/actions/soldiers.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { stand } from '../../systems/actions/stand.ts';
import { answerThreats } from '../../systems/answer-threats.ts';
import { plainMinds } from './plain-minds.ts';
import { type WarOptions, WarStage } from './war-stage.ts';

export interface Told {
  readonly kind: number;
  readonly district: number;
  readonly faction: number;
  readonly entity: number;
}

/** An answer as it stands in the chronicle. */
export interface Answer {
  readonly faction: number;
  readonly threat: number;
  readonly reflex: number;
  readonly reason: number;
  readonly district: number;
  readonly decision: number;
}

type Persona = Partial<Record<keyof typeof TRAIT, number>>;

/** What waits for the answer of a faction, oldest first. */
export function threatsOf({ mind, threat }: World, faction: number): Told[] {
  return Array.from({ length: mind.threatCount[faction] }, (_, i) => {
    const row = faction * THREATS_EACH + ((mind.threatHead[faction] + i) % THREATS_EACH);
    return {
      kind: threat.kind[row],
      district: threat.district[row],
      faction: threat.faction[row],
      entity: threat.entity[row],
    };
  });
}

/** Decisions of the immediate layer in the chronicle. */
export function answersIn({ chronicle }: World): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < chronicle.count * CHRONICLE_WORDS; at += CHRONICLE_WORDS) {
    const [kind, layer, district, faction, reflex, decision, a] = chronicle.words.slice(
      at,
      at + CHRONICLE_WORDS,
    );
    if (kind !== CHRONICLE.decision || layer !== LAYER.immediate) continue;
    answers.push({ faction, threat: a >>> 16, reflex, reason: a & 0xffff, district, decision });
  }
  return answers;
}

/** Makes a squad of so many soldiers who stand in the center of a district. Returns its row. */
export function formSquad(
  world: World,
  faction: number,
  place: number,
  district: number,
  size: number,
): number {
  const { graph, patrol, squad } = world;
  const row = faction * SQUADS_EACH + place;
  for (let i = 0; i < size; i++) {
    const x = graph.districtX[district];
    const id = spawn(world, ENTITY_KIND.patrol, faction, x, graph.districtY[district]);
    patrol.district[id] = district;
    patrol.speed[id] = 200;
    enlist(world, row, id);
  }
  squad.state[row] = SQUAD_STATE.ready;
  return row;
}

/** A drawn world at war, whose minds do nothing but answer threats, when a test says so. */
export class ReflexStage extends WarStage {
  constructor(map: readonly string[], options: WarOptions, ai: Partial<Rules['ai']> = {}) {
    super(map, options);
    this.world.rules = { ...this.world.rules, ai: plainMinds(ai) };
    // Half of the time between two strategic decisions has gone by.
    this.world.mind.strategicTick.fill(this.world.rules.ai.strategicTicks / 2);
  }

  persona(faction: number, traits: Persona): void {
    const { ai } = this.world.rules;
    const trait = [...ai.trait];
    for (const [name, value] of Object.entries(traits))
      trait[faction * TRAIT_COUNT + TRAIT[name as keyof typeof TRAIT]] = value;
    this.world.rules = { ...this.world.rules, ai: { ...ai, trait } };
  }

  squad(faction: number, place: number, letter: string, size = 6): number {
    return formSquad(this.world, faction, place, this.at(letter), size);
  }

  /** Units of a faction that stand at the first control point of a district. */
  units(faction: number, letter: string, count: number): void {
    const { graph } = this.world;
    const point = graph.controlPointStart[this.at(letter)];
    for (let i = 0; i < count; i++) {
      const { controlPointX, controlPointY } = graph;
      const id = spawn(this.world, ENTITY_KIND.avatar, faction, controlPointX[point], controlPointY[point]);
      stand(this.world, id, point + 1);
    }
  }

  /** Lets a tick go by in which minds answer, and nothing else happens. Returns the answers. */
  answer(): Answer[] {
    const { chronicle, ledger } = this.world;
    chronicle.count = 0;
    ledger.tick[0]++;
    answerThreats(this.world);
    return answersIn(this.world);
  }

  /** Operations of a faction: template, district, and the squads at work on it. */
  operations(faction: number): { template: number; district: number; squads: number[]; convoy: number }[] {
    const { operation, squad } = this.world;
    return Array.from({ length: OPERATIONS_EACH }, (_, i) => faction * OPERATIONS_EACH + i)
      .filter((row) => operation.template[row] !== 0)
      .map((row) => ({
        template: operation.template[row],
        district: operation.district[row],
        convoy: operation.convoy[row],
        squads: [...squad.operation.keys()].filter((at) => squad.operation[at] === row + 1),
      }));
  }

  /** Answers that changed orders so far. */
  responses(): number {
    return this.world.minds.responses.reduce((sum, count) => sum + count, 0);
  }
}
