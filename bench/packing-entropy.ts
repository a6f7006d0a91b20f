import type { CapturedMessage } from '../src/inspect/capture.ts';
import { type Label, labelServerMessage } from '../src/inspect/labels.ts';

/**
 * What a static entropy model would save: a range coder with the frequencies of each field, learned from the first half
 * of a capture and used on the second. It is a prototype for this measurement; no client could read its bytes.
 */
export interface EntropyReport {
  /** Payload of the second half, as it is sent: of a whole message, and what of it the coder would take over. */
  readonly payloadBytes: number;
  readonly codedFieldsBytes: number;
  /** The payload if blocks were coded once for all clients, each ending with a byte of its own. */
  readonly perBlockBytes: number;
  /** The payload if every message were coded for its client. */
  readonly perMessageBytes: number;
  readonly messages: number;
  readonly blocks: number;
  /** The payload if every message up to 60 bytes, or above, were coded for its client; and as it is sent. */
  readonly short: { readonly sentBytes: number; readonly codedBytes: number };
  readonly long: { readonly sentBytes: number; readonly codedBytes: number };
  /** Time of the coder alone, tables given. */
  readonly nsPerNumber: number;
}

const SHORT_BYTES_MAX = 60;
/** Numbers below are coded whole; of others the place of the highest bit and the two below it, the rest as it is. */
const WHOLE_BELOW = 256;
const CLASS_BITS = 2;
const SYMBOLS = WHOLE_BELOW + 33 * 4;
const TOTAL_BITS = 14;
/** Layout of lists, which the coder would need none of. */
const OVERHEAD = ['widths', 'padding'];
/** Items that hold lists of records. */
const CODED_ITEMS = ['turns', 'place', 'hurt', 'aim', 'enter', 'keyframe', 'battle', 'gone'];

interface Coded {
  readonly context: string;
  readonly symbol: number;
  readonly rawBits: number;
}

/** What a label is to the coder; undefined where it is left as it is. */
function codedOf({ item, field, value, fromBit, untilBit }: Label): Coded | undefined {
  if (value === undefined || !CODED_ITEMS.includes(item)) return undefined;
  if (OVERHEAD.includes(field) || field.startsWith('tag')) return undefined;
  const number = value < 0 ? -2 * value - 1 : untilBit > fromBit && field.startsWith('v') ? 2 * value : value;
  const context = `${item} ${field}`;
  if (number < WHOLE_BELOW) return { context, symbol: number, rawBits: 0 };
  const bits = 32 - Math.clz32(number);
  const rawBits = bits - 1 - CLASS_BITS;
  const symbol = WHOLE_BELOW + bits * 4 + ((number >>> rawBits) & 3);
  return { context, symbol, rawBits };
}

interface Model {
  readonly start: Uint32Array;
  readonly frequency: Uint32Array;
}

function modelsOf(messages: readonly Label[][]): Map<string, Model> {
  const counts = new Map<string, Float64Array>();
  for (const coded of messages.flat().map(codedOf)) {
    if (!coded) continue;
    const count = counts.get(coded.context) ?? new Float64Array(SYMBOLS);
    count[coded.symbol]++;
    counts.set(coded.context, count);
  }
  return new Map([...counts].map(([context, count]) => [context, modelOf(count)]));
}

/** Frequencies that add up to 2^TOTAL_BITS, none of them 0: what was never seen must be told too. */
function modelOf(count: Float64Array): Model {
  const total = count.reduce((sum, each) => sum + each, 0);
  const room = (1 << TOTAL_BITS) - SYMBOLS;
  const frequency = Uint32Array.from(count, (each) => 1 + Math.floor((each / total) * room));
  frequency[count.indexOf(Math.max(...count))] +=
    (1 << TOTAL_BITS) - frequency.reduce((sum, each) => sum + each, 0);
  const start = new Uint32Array(SYMBOLS);
  for (let i = 1; i < SYMBOLS; i++) start[i] = start[i - 1] + frequency[i - 1];
  return { start, frequency };
}

const TOP = 2 ** 24;
const BOTTOM = 2 ** 16;

/** A range coder without carry (Subbotin 1999) that counts its bytes. */
class RangeCoder {
  #low = 0;
  #range = 0xffff_ffff;
  #bytes = 0;

  begin(): void {
    this.#low = 0;
    this.#range = 0xffff_ffff;
    this.#bytes = 0;
  }

  put(start: number, frequency: number, totalBits: number): void {
    const step = this.#range >>> totalBits;
    let low = (this.#low + Math.imul(start, step)) >>> 0;
    let range = Math.imul(step, frequency) >>> 0;
    for (;;) {
      const isSettled = (low ^ (low + range)) >>> 0 < TOP;
      if (!isSettled) {
        if (range >= BOTTOM) break;
        range = -low & (BOTTOM - 1);
      }
      this.#bytes++;
      low = (low << 8) >>> 0;
      range = (range << 8) >>> 0;
    }
    this.#low = low;
    this.#range = range;
  }

  /** Ends with as few bytes as tell a number within the range: one, or two where it is narrow. */
  end(): number {
    return this.#bytes + (this.#range >= 2 * TOP ? 1 : 2);
  }
}

const coder = new RangeCoder();

function codedBytes(coded: readonly Coded[], models: ReadonlyMap<string, Model>): number {
  if (coded.length === 0) return 0;
  coder.begin();
  for (const { context, symbol, rawBits } of coded) {
    const model = models.get(context);
    // A field that the first half never told goes as it is.
    if (model) coder.put(model.start[symbol], model.frequency[symbol], TOTAL_BITS);
    else coder.put(0, 1, TOTAL_BITS);
    for (let left = rawBits; left > 0; left -= 8) coder.put(0, 1, Math.min(8, left));
  }
  return coder.end();
}

/** Holds a static model against what is sent. `messages` are frames of one client. */
export function entropyOf(messages: readonly CapturedMessage[]): EntropyReport {
  const frames = messages.map(({ bytes }) => ({ bytes: bytes.length, labels: labelServerMessage(bytes) }));
  const half = Math.floor(frames.length / 2);
  const models = modelsOf(frames.slice(0, half).map(({ labels }) => labels));
  const sums = { payload: 0, fields: 0, block: 0, message: 0, blocks: 0 };
  const short = { sentBytes: 0, codedBytes: 0 };
  const long = { sentBytes: 0, codedBytes: 0 };
  const all: Coded[] = [];
  for (const { bytes, labels } of frames.slice(half)) {
    const blocks: Coded[][] = [];
    let lastItem = '';
    let replacedBits = 0;
    for (const label of labels) {
      // Turns are told first in a block, but for what is rare.
      if (label.item === 'turns' && (label.item !== lastItem || label.field.startsWith('tag')))
        blocks.push([]);
      lastItem = label.item;
      const coded = codedOf(label);
      if (coded) {
        if (blocks.length === 0) blocks.push([]);
        blocks[blocks.length - 1].push(coded);
        all.push(coded);
      }
      if (coded || (CODED_ITEMS.includes(label.item) && OVERHEAD.includes(label.field))) {
        replacedBits += label.untilBit - label.fromBit;
      }
    }
    const rest = bytes - replacedBits / 8;
    const whole = rest + codedBytes(blocks.flat(), models);
    sums.payload += bytes;
    sums.fields += replacedBits / 8;
    sums.blocks += blocks.length;
    sums.block += rest + blocks.reduce((sum, block) => sum + codedBytes(block, models), 0);
    sums.message += whole;
    const group = bytes <= SHORT_BYTES_MAX ? short : long;
    group.sentBytes += bytes;
    group.codedBytes += whole;
  }
  return {
    payloadBytes: sums.payload,
    codedFieldsBytes: Math.round(sums.fields),
    perBlockBytes: Math.round(sums.block),
    perMessageBytes: Math.round(sums.message),
    messages: frames.length - half,
    blocks: sums.blocks,
    short,
    long,
    nsPerNumber: timeOf(all, models),
  };
}

const ROUNDS = 7;

function timeOf(all: readonly Coded[], models: ReadonlyMap<string, Model>): number {
  if (all.length === 0) return 0;
  const known = all.filter(({ context }) => models.has(context));
  const starts = Uint32Array.from(known, ({ context, symbol }) => models.get(context)!.start[symbol]);
  const frequencies = Uint32Array.from(
    known,
    ({ context, symbol }) => models.get(context)!.frequency[symbol],
  );
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    coder.begin();
    for (let i = 0; i < starts.length; i++) coder.put(starts[i], frequencies[i], TOTAL_BITS);
    least = Math.min(least, performance.now() - begin);
  }
  return Number(((least * 1e6) / starts.length).toFixed(1));
}
