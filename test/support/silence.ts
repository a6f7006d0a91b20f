import { SCHEDULE } from '../../systems/schedule.ts';
import type { ScheduleRow } from '../../systems/schedule-row.ts';

/** Takes systems out of every tick of the test file that calls it. Throws when there is no system of a name. */
export function silence(...names: string[]): void {
  for (const name of names) {
    const row = SCHEDULE.find((other) => other.name === name);
    if (!row) throw new Error(`there is no system '${name}'`);
    (row as { run: ScheduleRow['run'] }).run = () => {};
  }
}
