import { afterAll } from 'vitest';
import { SCHEDULE } from '../../systems/schedule.ts';
import type { ScheduleRow } from '../../systems/schedule-row.ts';

/** Takes systems out of every tick until the test file that calls it is over. Throws when there is none of a name. */
export function silence(...names: string[]): void {
  for (const name of names) {
    const row = SCHEDULE.find((other) => other.name === name);
    if (!row) throw new Error(`there is no system '${name}'`);
    const { run } = row;
    const writable = row as { run: ScheduleRow['run'] };
    writable.run = () => {};
    afterAll(() => {
      writable.run = run;
    });
  }
}
