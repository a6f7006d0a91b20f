import { describe, expect, test } from 'vitest';
import { STORES } from '../components/tables.ts';
import { SCHEDULE } from '../systems/schedule.ts';
import { watchMindChannels } from './support/schedule-minds-channels.ts';
import { watchAbsent, watchSoldiers } from './support/schedule-minds-soldiers.ts';
import { watchSquads } from './support/schedule-minds-squads.ts';
import { watchStrategy } from './support/schedule-minds-strategy.ts';
import { watchTactics } from './support/schedule-minds-tactics.ts';
import { watchAlarms, watchThreats } from './support/schedule-minds-threats.ts';
import { watchOverload } from './support/schedule-overload.ts';
import {
  watchBusyWorld,
  watchContest,
  watchCrowd,
  watchTerritories,
  watchTrade,
} from './support/schedule-scenes.ts';
import { watchRaids, watchWar } from './support/schedule-war.ts';
import { Witness } from './support/schedule-witness.ts';

describe('the schedule', () => {
  const witness = new Witness();
  watchBusyWorld(witness);
  watchTerritories(witness);
  watchContest(witness);
  watchTrade(witness);
  watchCrowd(witness);
  watchWar(witness);
  watchRaids(witness);
  watchTactics(witness);
  watchStrategy(witness);
  watchThreats(witness);
  watchAlarms(witness);
  watchSoldiers(witness);
  watchAbsent(witness);
  watchMindChannels(witness);
  watchSquads(witness);
  watchOverload(witness);

  test.each(SCHEDULE.map((row, index) => ({ name: row.name, row, index })))(
    '$name writes the stores it declares and no others',
    ({ row, index }) => {
      const declared = row.writes.filter((resource) => resource in STORES);
      expect([...witness.wrote[index]].sort()).toEqual([...declared].sort());
    },
  );

  test('calls every system by its own name, once', () => {
    expect(SCHEDULE.map((row) => row.name)).toEqual(SCHEDULE.map((row) => row.run.name));
    expect(new Set(SCHEDULE.map((row) => row.name)).size).toBe(SCHEDULE.length);
  });

  test('goes through its phases in order', () => {
    const order = ['intake', 'decide', 'move', 'resolve', 'replicate', 'seal'];
    const phases = SCHEDULE.map((row) => order.indexOf(row.phase));
    expect(phases).toEqual([...phases].sort((a, b) => a - b));
    expect(phases).not.toContain(-1);
  });
});
