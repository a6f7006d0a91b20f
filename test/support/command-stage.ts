import { SQUAD_STATE } from '../../components/ai.ts';
import { BRAIN, TEMPLATE, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import { CHRONICLE, CHRONICLE_WORDS } from '../../components/chronicle.ts';
import type { Rules } from '../../components/rules.ts';
import { SIDE_COUNT, SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { UNITS_PER_METER, unitsPerTick } from '../../src/maths/fixed-point.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { runTick } from '../../src/sim/tick.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import { beginOperation } from '../../systems/actions/operations.ts';
import { enlist, membersOf } from '../../systems/actions/soldiers.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import { answerQuestions, ConvoyStage, convoyRules } from './convoy-stage.ts';
import { plainMinds } from './plain-minds.ts';

/** A later tick than any test plays: what is due then never is. */
const NEVER = 0x7fff_ffff;

/** Patrols of tests are three times as fast as the fastest of the game: tests have no time to wait. */
const SPEED = unitsPerTick(42);

export interface CommandOptions {
  ai?: Partial<Rules['ai']>;
  combat?: Partial<Rules['combat']>;
  convoys?: Partial<Rules['convoys']>;
  territory?: Partial<Rules['territory']>;
  memory?: SharedArrayBuffer;
}

/** Something that happened to an operation, as history is told of it. */
export interface TracedEvent {
  readonly tick: number;
  readonly event: number;
  readonly district: number;
  readonly template: number;
  readonly word: number;
}

/** Rules of minds by which faction 1 alone has one, with so much coordination. */
export function oneMind(coordination = 500): Partial<Rules['ai']> {
  const brain = Array.from({ length: SIDE_COUNT }, (_, faction) =>
    faction === 1 ? BRAIN.utility : BRAIN.none,
  );
  const trait = [...plainMinds().trait];
  for (let faction = 0; faction < SIDE_COUNT; faction++) {
    trait[faction * TRAIT_COUNT + TRAIT.coordination] = coordination;
  }
  return { brain, trait, soldierThousandths: 1000 };
}

/** The ten districts of worlds/tiny.txt with squads where a test puts them. No mind makes plans or answers threats. */
export class CommandStage extends ConvoyStage {
  readonly memory: SharedArrayBuffer;
  /** What happened to operations. */
  readonly traced: TracedEvent[] = [];
  /** What minds were told of in vain. */
  readonly threats: number[] = [];
  #taken = 0;

  constructor(options: CommandOptions = {}) {
    const rules = convoyRules({ ambushThousandths: 0, ...options.convoys });
    const memory = options.memory ?? allocateWorldMemory();
    super(
      readWorldFile('worlds/tiny.txt'),
      {
        ...rules,
        territory: { ...rules.territory, ...options.territory },
        combat: { ...rules.combat, ...options.combat },
        ai: plainMinds({ ...oneMind(), ...options.ai }),
      },
      memory,
    );
    this.memory = memory;
    this.world.mind.strategicTick.fill(NEVER);
    this.world.mind.tacticalTick.fill(NEVER);
  }

  override tick(ticks = 1): void {
    const { chronicle, ledger, mind, threat } = this.world;
    for (let i = 0; i < ticks; i++) {
      runTick(this.world, (index) => {
        if (SCHEDULE[index].name === 'keepRoutes') this.#takeEvents();
      });
      if (this.world.newsLedger.convoys[0] === 0) this.#taken = 0;
      this.answered += answerQuestions(this.world);
      for (let at = 0; at < chronicle.count * CHRONICLE_WORDS; at += CHRONICLE_WORDS) {
        const [kind, event, district, , template, , , word] = chronicle.words.subarray(
          at,
          at + CHRONICLE_WORDS,
        );
        if (kind === CHRONICLE.operation)
          this.traced.push({ tick: ledger.tick[0], event, district, template, word });
      }
      for (let n = 0; n < mind.threatCount[1]; n++)
        this.threats.push(threat.kind[64 + mind.threatHead[1] + n]);
      mind.threatCount.fill(0);
    }
  }

  /** Ticks until a condition holds. Throws when it does not within `limit` ticks. */
  override until(holds: () => boolean, limit = 60 * 240): number {
    return super.until(holds, limit);
  }

  #takeEvents(): void {
    const { convoyNews, newsLedger } = this.world;
    for (; this.#taken < newsLedger.convoys[0]; this.#taken++)
      this.events.push(convoyNews.event[this.#taken]);
  }

  /** The same world as it comes out of a save of now. */
  restored(options: CommandOptions): CommandStage {
    const memory = allocateWorldMemory();
    new Uint8Array(memory).set(new Uint8Array(this.memory));
    return new CommandStage({ ...options, memory });
  }

  /** A patrol at the center of a district, so many meters to the east of it. */
  patrol(faction: number, letter: string, east = 0, speed = SPEED): number {
    const { graph, patrol } = this.world;
    const district = this.at(letter);
    const x = graph.districtX[district] + east * UNITS_PER_METER;
    const id = spawn(this.world, ENTITY_KIND.patrol, faction, x, graph.districtY[district]);
    patrol.district[id] = district;
    patrol.speed[id] = speed;
    patrol.turnTick[id] = this.world.ledger.tick[0] + 60;
    return id;
  }

  /** A ready squad at the center of a district. Returns its row. */
  squad(faction: number, letter: string, { size = 6, east = 0, speed = SPEED } = {}): number {
    const { squad } = this.world;
    const row = squad.state.indexOf(SQUAD_STATE.none, faction * SQUADS_EACH);
    squad.state[row] = SQUAD_STATE.ready;
    for (let i = 0; i < size; i++) {
      if (!enlist(this.world, row, this.patrol(faction, letter, east + i, speed))) throw new Error('no room');
    }
    return row;
  }

  soldiers(squad: number): number[] {
    const members = new Uint32Array(SQUAD_SIZE_MAX);
    return [...members.subarray(0, membersOf(this.world, squad, members))];
  }

  /** Begins an operation of faction 1 at once. Returns its row. */
  begin(
    template: keyof typeof TEMPLATE,
    letter: string,
    squads: number[],
    { other = this.world.district.owner[this.at(letter)], convoy = 0, goal = 0 } = {},
  ): number {
    const rows = Uint16Array.from(squads);
    const district = this.at(letter);
    return beginOperation(
      this.world,
      1,
      TEMPLATE[template],
      goal,
      district,
      other,
      7,
      rows,
      rows.length,
      convoy,
    );
  }

  owner(letter: string): number {
    return this.world.district.owner[this.at(letter)];
  }

  /** Words of the events of a kind, in order. */
  words(event: number): number[] {
    return this.traced.filter((row) => row.event === event).map(({ word }) => word);
  }
}
