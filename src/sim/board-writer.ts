import type { World } from '../../components/world.ts';
import { readTerritory } from '../../systems/actions/territory-state.ts';
import { SIDE_COUNT } from '../limits.ts';
import { TerritoryBoard } from '../memory/territory-board.ts';
import { CHANNEL, createTerritoryRecord } from '../protocol/territory-records.ts';
import { STRATEGIC_WORDS } from '../replication/frame.ts';
import { CrowdsBoardWriter } from './crowds-board-writer.ts';
import { MindsBoardWriter } from './minds-board-writer.ts';
import { RoutesBoardWriter } from './routes-board-writer.ts';

/** Keeps the board of all that the strategic channels tell up to date with what they are told. */
export class BoardWriter {
  readonly #world: World;
  readonly #board: TerritoryBoard;
  readonly #routes: RoutesBoardWriter;
  readonly #minds: MindsBoardWriter;
  readonly #crowds: CrowdsBoardWriter;
  readonly #era: number;
  #overflows: number;
  readonly #record = createTerritoryRecord();

  /** Puts all territories on the board. `era` is the number of this life of the world. */
  constructor(memory: SharedArrayBuffer, world: World, era: number) {
    this.#world = world;
    this.#board = new TerritoryBoard(memory, world.graph);
    this.#routes = new RoutesBoardWriter(world, this.#board.routes);
    this.#minds = new MindsBoardWriter(world, this.#board.minds);
    this.#crowds = new CrowdsBoardWriter(world, this.#board.crowds);
    this.#era = era;
    this.#overflows = world.frame.overflows;
    this.#putAll();
  }

  /**
   * Puts on the board what this tick's frame tells of. Called before the frame is out: readers may be ahead, never
   * behind.
   */
  follow(): void {
    const { frame } = this.#world;
    if (frame.overflows !== this.#overflows) {
      // What was told in a frame that did not fit is gone, and with it the list of what it was.
      this.#overflows = frame.overflows;
      this.#putAll();
      return;
    }
    const { count, words } = frame.strategic;
    if (count === 0) return;
    this.#begin();
    for (let row = 0; row < count; row++) this.#follow(words, row * STRATEGIC_WORDS);
    this.#board.end();
  }

  #putAll(): void {
    const { controlPointCount, districtCount, regionCount } = this.#world.graph;
    this.#begin();
    for (let point = 0; point < controlPointCount; point++) this.#put(CHANNEL.controlPoint, point);
    for (let district = 0; district < districtCount; district++) this.#put(CHANNEL.district, district);
    for (let region = 0; region < regionCount; region++) this.#put(CHANNEL.region, region);
    for (let faction = 1; faction < SIDE_COUNT; faction++) this.#routes.putAll(faction);
    this.#minds.putAll();
    this.#crowds.putAll();
    this.#board.end();
  }

  #follow(words: Int32Array, at: number): void {
    const level = words[at];
    const index = words[at + 1];
    const sequence = words[at + 2] >>> 0;
    const start = words[at + 3];
    const end = start + words[at + 4];
    if (level === CHANNEL.routes) this.#routes.follow(index, sequence, start, end);
    else if (level === CHANNEL.decisions) this.#minds.putMind(index);
    else if (level === CHANNEL.events) this.#minds.putPacts();
    else if (level === CHANNEL.conflicts) this.#minds.followConflicts(sequence, start, end);
    else if (level === CHANNEL.crowds) this.#crowds.putChannel(index);
    else this.#put(level, index);
  }

  #begin(): void {
    const { ledger } = this.#world;
    this.#board.begin(ledger.tick[0], this.#era, ledger.strategicSequence[0]);
  }

  #put(level: number, index: number): void {
    if (level === CHANNEL.global) return;
    readTerritory(this.#world, level, index, this.#record);
    this.#board.put(this.#record, this.#sequenceOf(level, index));
  }

  #sequenceOf(level: number, index: number): number {
    const { controlPoint, district, region } = this.#world;
    if (level === CHANNEL.controlPoint) return controlPoint.sequence[index];
    return level === CHANNEL.district ? district.sequence[index] : region.sequence[index];
  }
}
