import { CHRONICLE } from '../../components/chronicle.ts';
import { CAUSE, LEVEL } from '../../components/territory-rules.ts';

/** What the numbers in rows of history are called, each name at the place of its number. */
export const KIND_NAMES: readonly string[] = namesOf(CHRONICLE);
export const CAUSE_NAMES: readonly string[] = namesOf(CAUSE);
export const LEVEL_NAMES: readonly string[] = namesOf(LEVEL);

function namesOf(numbers: Readonly<Record<string, number>>): string[] {
  const names: string[] = [];
  for (const [name, number] of Object.entries(numbers)) names[number] = name;
  return names;
}
