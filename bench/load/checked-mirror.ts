import { Mirror, type MirrorEntity } from '../../client/mirror.ts';
import type { ByteReader } from '../../src/protocol/bytes.ts';
import { type FieldName, LAYOUT } from '../../src/protocol/fields.ts';
import { sectorAt } from '../../src/protocol/items.ts';

const position = (name: FieldName) => LAYOUT.whole.findIndex((field) => field.name === name);
const GENERATION = position('generation');
const X = position('x');
const Y = position('y');
const VX = position('vx');
const VY = position('vy');
const HARM = position('harm');
const TARGET = position('target');

/**
 * The mirror of the SDK, with every record held against what a correct server can send. Hashes show that the mirror
 * differs in a sector; these checks show a wrong record at the moment it comes, also in sectors whose turn never comes.
 * While streams are slow only the hashes count: between ticks in step a mirror is behind, and told of some whole again.
 */
export class CheckedMirror extends Mirror {
  /** Records that no correct server sends to a client with this view and this mirror. */
  contradictions = 0;
  /** Whole records of entities the mirror holds in another state: a change before them did not come. */
  differences = 0;
  unreadableFrames = 0;
  /** Who ended in the frame: told of in it again, it is told of elsewhere, and whole by right. */
  readonly #ended = new Set<number>();
  #keyframeSector = -1;
  #oldColumn = 0;
  #oldRow = 0;
  #oldRadius = -1;

  /** Counts on from what the mirror of a connection before this one found. */
  carryOn(before: CheckedMirror): void {
    this.hashChecks += before.hashChecks;
    this.hashMismatches += before.hashMismatches;
    this.unknownRecords += before.unknownRecords;
    this.contradictions += before.contradictions;
    this.differences += before.differences;
    this.unreadableFrames += before.unreadableFrames;
  }

  override apply(from: ByteReader, tick: number): boolean {
    this.#ended.clear();
    this.#keyframeSector = -1;
    this.#oldColumn = this.viewColumn;
    this.#oldRow = this.viewRow;
    this.#oldRadius = this.viewRadius;
    const readable = super.apply(from, tick);
    if (!readable) this.unreadableFrames++;
    return readable;
  }

  override turn(id: number, values: Int32Array): void {
    const known = this.entities.get(id);
    if (known && this.paceTicks === 1 && !this.#wasInView(known)) this.contradictions++;
    super.turn(id, values);
  }

  override gone(id: number): void {
    this.#ended.add(id);
    super.gone(id);
  }

  override enter(id: number, values: Int32Array): void {
    const sector = sectorAt(this.grid, values[X], values[Y]);
    const expected = this.#keyframeSector;
    if (expected >= 0 ? sector !== expected : !this.sees(sector)) this.contradictions++;
    const known = this.entities.get(id);
    // Whoever left the view stays in the mirror until the next frame, with a course that nobody keeps up to date.
    const isSame = known?.generation === values[GENERATION] && !this.#ended.has(id);
    if (isSame && this.paceTicks === 1 && this.#wasInView(known)) {
      if (expected < 0) this.contradictions++;
      if (!this.#isInState(known, values)) this.differences++;
    }
    super.enter(id, values);
  }

  override keyframe(sector: number): void {
    this.#keyframeSector = sector;
    if (!this.sees(sector)) this.contradictions++;
    super.keyframe(sector);
  }

  /** Whether the entity was in the view that the client had until this frame, a tick before it. */
  #wasInView(entity: MirrorEntity): boolean {
    const { units } = this.grid;
    const before = this.tick - 1;
    const columns = Math.abs(Math.floor(this.xAt(entity, before) / units) - this.#oldColumn);
    const rows = Math.abs(Math.floor(this.yAt(entity, before) / units) - this.#oldRow);
    return columns <= this.#oldRadius && rows <= this.#oldRadius;
  }

  #isInState(entity: MirrorEntity, values: Int32Array): boolean {
    return (
      this.xAt(entity, this.tick) === values[X] &&
      this.yAt(entity, this.tick) === values[Y] &&
      entity.vx === values[VX] &&
      entity.vy === values[VY] &&
      entity.harm === values[HARM] &&
      entity.target === values[TARGET]
    );
  }
}
