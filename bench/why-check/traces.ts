import { CHRONICLE_WORDS, type Chronicle } from '../../components/chronicle.ts';
import type { Trace } from '../../src/ai/explain-trace.ts';
import { MindRows, type OperationRow } from '../../src/storage/history-minds.ts';

/** What a tick told of minds. */
export interface ToldByMinds {
  readonly traces: readonly Trace[];
  readonly operations: readonly OperationRow[];
}

/** Reads the chronicle of a tick as history would keep it. */
export function toldBy(tick: number, { count, words }: Chronicle): ToldByMinds {
  const rows = new MindRows();
  for (let row = 0; row < count; row++) rows.add(tick, words, row * CHRONICLE_WORDS);
  const traces = rows.decisions.map((decision): Trace => {
    const isOfIt = (option: { faction: number; number: number }) =>
      option.faction === decision.faction && option.number === decision.number;
    return { decision, options: rows.options.filter(isOfIt) };
  });
  return { traces, operations: rows.operations };
}
