import type { World } from '../components/world.ts';
import { ANSWER_COUNT_MAX } from '../src/limits.ts';
import { rowsUsed } from '../src/memory/used-rows.ts';
import { COLUMN_PLACES, type ColumnPlace } from '../src/memory/world-memory.ts';

/**
 * Columns, as `store.column`, in which two worlds differ; `ownSlot` is the session whose orders may have been counted
 * and answered unlike. The trail is left out: it hashes those very rows.
 */
export function worldDifferences(one: World, other: World, ownSlot: number): string[] {
  const differences: string[] = [];
  for (const place of COLUMN_PLACES) {
    const name = `${place.store}.${place.column}`;
    if (name === 'ledger.trail') continue;
    const [first, end] = ownRows(name, ownSlot);
    const [values, others] = [columnOf(one, place), columnOf(other, place)];
    const rows = Math.max(
      rowsUsed(one, one.graph.districtCount, place.rows),
      rowsUsed(other, other.graph.districtCount, place.rows),
    );
    for (let row = 0; row < rows; row++) {
      if (values[row] === others[row] || (row >= first && row < end)) continue;
      differences.push(name);
      break;
    }
  }
  return differences;
}

/** Whether both worlds tell the same of everybody, to the byte. Answers travel beside it. */
export function tellsTheSame(one: World, other: World): boolean {
  const [bytes, others] = [one.frame.bytes, other.frame.bytes];
  if (bytes.at !== others.at) return false;
  for (let i = 0; i < bytes.at; i++) if (bytes.bytes[i] !== others.bytes[i]) return false;
  return true;
}

/** First row of a column that keeps account of the orders of a session, and the one after the last. */
function ownRows(name: string, slot: number): readonly [number, number] {
  if (name === 'session.lastSequence') return [slot, slot + 1];
  if (name === 'answer.result') return [slot * ANSWER_COUNT_MAX, (slot + 1) * ANSWER_COUNT_MAX];
  return [0, 0];
}

function columnOf(world: World, { store, column }: ColumnPlace): ArrayLike<number> {
  return (world[store] as unknown as Record<string, ArrayLike<number>>)[column];
}
