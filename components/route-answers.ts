import type { RouteGraph } from '../src/routing/route-graph.ts';
import { INBOX_RECORD_WORDS, INPUT, WORD } from './inbox.ts';

/**
 * How the answer to a question for a route enters a tick: a few inbox records, one after the other. Of each step is
 * told the place of its edge among those of its node, which takes one byte, so that the longest path takes six records.
 * Only a path that leaves a node with more than 256 borders by one of the last takes more.
 */

/** Words of the records of an answer. */
export const ANSWER_WORD = {
  /** Row of the request; its upper half is the number of the record within the answer. */
  row: 2,
  /** Number of the question. */
  serial: 3,
  /** In the first record: tick of the roads that the answer is exact for, its cost (decimeters) and its steps. */
  versionTick: 4,
  cost: 5,
  /** The upper half is the bytes that each step takes. */
  hops: 6,
} as const;

/** Two numbers share a word. */
const UPPER_SHIFT = 16;
const LOWER_MASK = 0xffff;

/** In the place of a gateway: it comes from none. */
const NO_GATEWAY = -1;

const FIRST_BYTES_AT = ANSWER_WORD.hops + 1;
const LATER_BYTES_AT = ANSWER_WORD.serial + 1;
const FIRST_BYTES = (INBOX_RECORD_WORDS - FIRST_BYTES_AT) * 4;
const LATER_BYTES = (INBOX_RECORD_WORDS - LATER_BYTES_AT) * 4;

/** Most steps of which the path is told. */
const STEPS_MAX = 255;

/** What the records of an answer say besides the path. */
export interface AnswerHead {
  request: number;
  serial: number;
  versionTick: number;
  /** Decimeters; UNREACHABLE when there is no way. */
  cost: number;
  /** Steps; more than 255: the path is not told. */
  hops: number;
}

export function createAnswerHead(): AnswerHead {
  return { request: 0, serial: 0, versionTick: 0, cost: 0, hops: 0 };
}

/** Bytes of a step in the largest world. */
const STEP_BYTES_MAX = 3;

/** Most inbox records that one answer takes. */
export const ANSWER_RECORDS_MAX = recordsFor(STEPS_MAX, STEP_BYTES_MAX);

function recordsFor(hops: number, stepBytes: number): number {
  return 1 + Math.max(0, Math.ceil((stepsTold(hops) * stepBytes - FIRST_BYTES) / LATER_BYTES));
}

function stepsTold(hops: number): number {
  return hops > STEPS_MAX ? 0 : hops;
}

/**
 * Puts an answer into the records from word `at` on; its path is nodes[from .. from + head.hops], along edges of
 * `graph`. Returns how many records, at most ANSWER_RECORDS_MAX.
 */
export function writeRouteAnswer(
  graph: Pick<RouteGraph, 'start' | 'target'>,
  head: Readonly<AnswerHead>,
  nodes: ArrayLike<number>,
  from: number,
  words: Int32Array,
  at: number,
): number {
  const steps = stepsTold(head.hops);
  let highest = 0;
  for (let i = from; i < from + steps; i++)
    highest = Math.max(highest, edgeOf(graph, nodes[i], nodes[i + 1]));
  const stepBytes = highest < 1 << 8 ? 1 : highest < 1 << 16 ? 2 : STEP_BYTES_MAX;
  const records = recordsFor(head.hops, stepBytes);
  words.fill(0, at, at + records * INBOX_RECORD_WORDS);
  for (let part = 0; part < records; part++) {
    const record = at + part * INBOX_RECORD_WORDS;
    words[record + WORD.kind] = INPUT.routeAnswer;
    words[record + WORD.gateway] = NO_GATEWAY;
    words[record + ANSWER_WORD.row] = head.request | (part << UPPER_SHIFT);
    words[record + ANSWER_WORD.serial] = head.serial;
  }
  words[at + ANSWER_WORD.versionTick] = head.versionTick;
  words[at + ANSWER_WORD.cost] = head.cost;
  words[at + ANSWER_WORD.hops] = Math.min(head.hops, LOWER_MASK) | (stepBytes << UPPER_SHIFT);
  for (let step = 0; step < steps; step++) {
    const edge = edgeOf(graph, nodes[from + step], nodes[from + step + 1]);
    for (let byte = 0; byte < stepBytes; byte++) {
      const place = step * stepBytes + byte;
      words[wordOf(at, place)] |= ((edge >>> (8 * byte)) & 0xff) << shiftOf(place);
    }
  }
  return records;
}

/** Place of the edge to `next` among those of `node`; that after the last when there is none, which no reader takes. */
function edgeOf(graph: Pick<RouteGraph, 'start' | 'target'>, node: number, next: number): number {
  let edge = graph.start[node];
  while (edge < graph.start[node + 1] && graph.target[edge] !== next) edge++;
  return edge - graph.start[node];
}

/** Word that holds a byte of the path. */
function wordOf(at: number, place: number): number {
  if (place < FIRST_BYTES) return at + FIRST_BYTES_AT + (place >> 2);
  const rest = place - FIRST_BYTES;
  const record = 1 + Math.floor(rest / LATER_BYTES);
  return at + record * INBOX_RECORD_WORDS + LATER_BYTES_AT + ((rest % LATER_BYTES) >> 2);
}

/** Every record begins its bytes with a whole word, so the place within the word follows from the place alone. */
function shiftOf(place: number): number {
  return (place & 3) * 8;
}

/**
 * First word of the answer whose last record is at `at`, -1 when there is none: a record is missing, is another's, or
 * was taken out (see src/sim/poison-filter.ts).
 */
export function routeAnswerStart(words: Int32Array, at: number): number {
  const part = words[at + ANSWER_WORD.row] >>> UPPER_SHIFT;
  const first = at - part * INBOX_RECORD_WORDS;
  if (first < 0) return -1;
  const lengths = words[first + ANSWER_WORD.hops];
  if (part !== recordsFor(lengths & LOWER_MASK, lengths >>> UPPER_SHIFT) - 1) return -1;
  const row = words[at + ANSWER_WORD.row] & LOWER_MASK;
  for (let i = 0; i <= part; i++) {
    const record = first + i * INBOX_RECORD_WORDS;
    if (words[record + WORD.kind] !== INPUT.routeAnswer) return -1;
    if (words[record + ANSWER_WORD.row] !== (row | (i << UPPER_SHIFT))) return -1;
    if (words[record + ANSWER_WORD.serial] !== words[at + ANSWER_WORD.serial]) return -1;
  }
  return first;
}

/** Reads what the answer that begins at word `at` says besides the path. */
export function readAnswerHead(words: Int32Array, at: number, into: AnswerHead): void {
  into.request = words[at + ANSWER_WORD.row] & LOWER_MASK;
  into.serial = words[at + ANSWER_WORD.serial] >>> 0;
  into.versionTick = words[at + ANSWER_WORD.versionTick] >>> 0;
  into.cost = words[at + ANSWER_WORD.cost] >>> 0;
  into.hops = words[at + ANSWER_WORD.hops] & LOWER_MASK;
}

/**
 * Follows the path of the answer that begins at word `at`, from the node `from` on, into nodes[0 .. hops]; without one
 * that is told, only `from`. False when a step leads along an edge that is not there.
 */
export function readAnswerPath(
  graph: Pick<RouteGraph, 'start' | 'target'>,
  words: Int32Array,
  at: number,
  from: number,
  nodes: Uint32Array,
): boolean {
  const stepBytes = words[at + ANSWER_WORD.hops] >>> UPPER_SHIFT;
  const steps = stepsTold(words[at + ANSWER_WORD.hops] & LOWER_MASK);
  let node = from;
  nodes[0] = node;
  for (let step = 0; step < steps; step++) {
    let edge = graph.start[node];
    for (let byte = 0; byte < stepBytes; byte++) {
      const place = step * stepBytes + byte;
      edge += ((words[wordOf(at, place)] >>> shiftOf(place)) & 0xff) << (8 * byte);
    }
    if (edge >= graph.start[node + 1]) return false;
    node = graph.target[edge];
    nodes[step + 1] = node;
  }
  return true;
}
