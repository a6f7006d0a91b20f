import { CHRONICLE } from '../memory/chronicle-ring.ts';

/** A decision of a faction's mind. What the numbers are: see history-schema/002-decisions.sql. */
export interface DecisionRow {
  readonly tick: number;
  readonly faction: number;
  readonly number: number;
  readonly layer: number;
  readonly chosen: number;
  readonly district: number;
  readonly weighed: number;
  readonly origin: number;
  readonly score: number;
}

/** One of its options. */
export interface OptionRow {
  readonly tick: number;
  readonly faction: number;
  readonly number: number;
  readonly layer: number;
  readonly rank: number;
  readonly kind: number;
  readonly district: number;
  readonly other: number;
  readonly flags: number;
  readonly score: number;
  /** Null where nobody wrote them down. */
  inputs: Uint16Array | null;
}

/** Something that happened to an operation. */
export interface OperationRow {
  readonly tick: number;
  readonly faction: number;
  readonly number: number;
  readonly event: number;
  readonly template: number;
  readonly district: number;
  readonly operation: number;
  readonly squads: number;
  readonly word: number;
}

/** Something that happened between two factions. */
export interface PactRow {
  readonly tick: number;
  readonly faction: number;
  readonly other: number;
  readonly event: number;
  readonly trust: number;
  readonly endTick: number;
}

export const INPUTS_PER_OPTION = 16;

/** Numbers in a row of inputs: two in a word. */
const INPUTS_PER_ROW = 8;
/** The words of a row of inputs that hold them. */
const INPUT_WORDS = [2, 4, 6, 7];

/** Options that are looked at for the one that inputs belong to: they follow it at once. */
const LOOK_BACK = 8;

/** Rows of the chronicle about minds, as history keeps them, in the order in which they came. */
export class MindRows {
  readonly decisions: DecisionRow[] = [];
  readonly options: OptionRow[] = [];
  readonly operations: OperationRow[] = [];
  readonly pacts: PactRow[] = [];

  get count(): number {
    return this.decisions.length + this.options.length + this.operations.length + this.pacts.length;
  }

  /** Takes a row of the chronicle that lies at `at` in `words`. False when it is about something else. */
  add(tick: number, words: Int32Array, at: number): boolean {
    const [level, territory, faction, cause, number, a, b] = words.subarray(at + 1, at + 8);
    switch (words[at]) {
      case CHRONICLE.decision:
        this.decisions.push({
          ...{ tick, faction, number, layer: level, chosen: cause, district: territory },
          ...{ weighed: a & 0xffff, origin: a >>> 16, score: b },
        });
        return true;
      case CHRONICLE.option:
        this.options.push({
          ...{
            tick,
            faction,
            number,
            layer: level & 15,
            rank: level >>> 4,
            kind: cause,
            district: territory,
          },
          ...{ other: a & 15, flags: a >>> 4, score: b, inputs: null },
        });
        return true;
      case CHRONICLE.input:
        this.#addInputs(faction, number, level, words, at);
        return true;
      case CHRONICLE.operation:
        this.operations.push({
          ...{ tick, faction, number, event: level, template: cause, district: territory },
          ...{ operation: a & 0xffff, squads: a >>> 16, word: b },
        });
        return true;
      case CHRONICLE.pact:
        this.pacts.push({ tick, faction, other: cause, event: level, trust: a, endTick: b });
        return true;
      default:
        return false;
    }
  }

  clear(): void {
    for (const rows of [this.decisions, this.options, this.operations, this.pacts]) rows.length = 0;
  }

  #addInputs(faction: number, number: number, level: number, words: Int32Array, at: number): void {
    const option = this.options
      .slice(-LOOK_BACK)
      .findLast((one) => one.faction === faction && one.number === number && one.rank === (level & 15));
    // The chronicle had no room for it.
    if (option === undefined) return;
    option.inputs ??= new Uint16Array(INPUTS_PER_OPTION);
    let place = (level >>> 4) * INPUTS_PER_ROW;
    for (const word of INPUT_WORDS) {
      option.inputs[place++] = words[at + word] & 0xffff;
      option.inputs[place++] = words[at + word] >>> 16;
    }
  }
}

/** Sixteen numbers as two bytes each, the lower first. */
export function inputBytes(inputs: Uint16Array): Buffer {
  const bytes = Buffer.alloc(INPUTS_PER_OPTION * 2);
  for (let i = 0; i < INPUTS_PER_OPTION; i++) bytes.writeUInt16LE(inputs[i], i * 2);
  return bytes;
}

export function inputsFrom(bytes: Buffer): Uint16Array {
  return Uint16Array.from({ length: INPUTS_PER_OPTION }, (_, i) => bytes.readUInt16LE(i * 2));
}
