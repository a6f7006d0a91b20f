import type { CapturedMessage } from './capture.ts';
import { wireFrame } from './wire-frame.ts';

/** Bytes that one field of one item took in a capture. */
export interface FieldTotal {
  readonly item: string;
  readonly field: string;
  /** Times it was told. */
  count: number;
  bits: number;
}

export interface Totals {
  /** Time that the bytes are spread over; 0 when that is not known. */
  readonly seconds: number;
  readonly messages: number;
  /** WebSocket frames, headers included; without TCP and IP. */
  readonly bytes: number;
  /** The largest first. */
  readonly fields: readonly FieldTotal[];
  /** Messages by size, headers included; the i-th entry is of 2^i .. 2^(i+1) - 1 bytes. */
  readonly sizes: readonly number[];
}

/** Adds up all messages. `seconds` is what they are spread over; left out, from the first to the last. */
export function totalsOf(messages: readonly CapturedMessage[], seconds = spanSeconds(messages)): Totals {
  const totals = new Map<string, FieldTotal>();
  const sizes: number[] = [];
  let sum = 0;
  for (const message of messages) {
    const { bytes, labels } = wireFrame(message);
    const bin = 31 - Math.clz32(bytes.length);
    while (sizes.length <= bin) sizes.push(0);
    sizes[bin]++;
    sum += bytes.length;
    for (const { item, field, fromBit, untilBit } of labels) {
      const key = `${item}: ${field}`;
      const total = totals.get(key) ?? { item, field, count: 0, bits: 0 };
      total.count++;
      total.bits += untilBit - fromBit;
      totals.set(key, total);
    }
  }
  const fields = [...totals.values()].sort((a, b) => b.bits - a.bits);
  return { seconds, messages: messages.length, bytes: sum, fields, sizes };
}

function spanSeconds(messages: readonly CapturedMessage[]): number {
  if (messages.length < 2) return 0;
  return (messages[messages.length - 1].micros - messages[0].micros) / 1e6;
}

/** The sums of all fields of each item, the largest first. */
export function itemTotals({ fields }: Pick<Totals, 'fields'>): { item: string; bits: number }[] {
  const sums = new Map<string, number>();
  for (const { item, bits } of fields) sums.set(item, (sums.get(item) ?? 0) + bits);
  return [...sums].map(([item, bits]) => ({ item, bits })).sort((a, b) => b.bits - a.bits);
}
