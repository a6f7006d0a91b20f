import { CONFLICT } from '../../components/mind-news.ts';
import type { World } from '../../components/world.ts';
import { readConflict, readMind } from '../../systems/actions/mind-state.ts';
import { SIDE_COUNT } from '../limits.ts';
import type { MindsBoard } from '../memory/minds-board.ts';
import { type AiConflict, createAiConflict, createAiMind } from '../protocol/ai-records.ts';
import { ByteReader } from '../protocol/bytes.ts';
import { type RecordSink, readRecords } from '../protocol/territory-records.ts';

/**
 * Keeps what the ai channels have told on the board. Minds and pacts are told whenever they change, so the board takes
 * them from the stores; of conflicts it reads the blocks as a client does, for who is strongest is told only then.
 */
export class MindsBoardWriter implements RecordSink {
  readonly #world: World;
  readonly #board: MindsBoard;
  readonly #mind = createAiMind();
  readonly #conflict = createAiConflict();
  readonly #reader = new ByteReader(new Uint8Array(0));

  constructor(world: World, board: MindsBoard) {
    this.#world = world;
    this.#board = board;
  }

  putAll(): void {
    for (let faction = 1; faction < SIDE_COUNT; faction++) this.putMind(faction);
    this.putPacts();
    this.#putConflicts();
  }

  /** Puts down what a faction is at. */
  putMind(faction: number): void {
    readMind(this.#world, faction, this.#mind);
    this.#board.putMind(this.#mind, this.#world.mind.sequence[faction]);
  }

  putPacts(): void {
    const { aiLedger, pact } = this.#world;
    this.#board.eventsSequence = aiLedger.crossSequence[0];
    for (let faction = 1; faction < SIDE_COUNT; faction++) {
      for (let other = 1; other < SIDE_COUNT; other++) {
        this.#board.putPact(faction, other, pact.endTick[faction * SIDE_COUNT + other]);
      }
    }
  }

  /** Takes the block of the channel of conflicts that lies in the frame from `start` to `end`. */
  followConflicts(sequence: number, start: number, end: number): void {
    if (sequence !== this.#board.conflictsSequence + 1) {
      this.#putConflicts();
      return;
    }
    this.#board.conflictsSequence = sequence;
    this.#reader.reset(this.#world.frame.bytes.bytes, start, end);
    readRecords(this.#reader, this.#reader.varint(), this);
  }

  territory(): void {}

  event(): void {}

  conflict(record: AiConflict): void {
    const { event, district } = record;
    if (event === CONFLICT.calm) this.#board.dropConflict(district);
    else if (event === CONFLICT.contested || this.#board.isContested(district)) {
      this.#board.putConflict(record);
    }
  }

  #putConflicts(): void {
    const { aiLedger, district, graph } = this.#world;
    this.#board.conflictsSequence = aiLedger.conflictSequence[0];
    for (let place = 0; place < graph.districtCount; place++) {
      const since = district.contestedTick[place];
      if (since === 0) this.#board.dropConflict(place);
      else {
        readConflict(this.#world, place, CONFLICT.stands, since, this.#conflict);
        this.#board.putConflict(this.#conflict);
      }
    }
  }
}
