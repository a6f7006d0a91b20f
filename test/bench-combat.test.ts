import { expect, test } from 'vitest';
import type { CombatReport } from '../bench/combat.ts';
import { main } from '../bench/main.ts';

test('combat answers with one JSON object, of fights that took place', async () => {
  let text = '';
  const output = {
    print: (words: string) => {
      text += words;
    },
    printError: () => {},
  };
  expect(await main(['combat', '--units', '400', '--ticks', '300', '--json'], output)).toBe(0);
  const report = JSON.parse(text) as CombatReport;
  expect(report).toMatchObject({ units: 400, tickMsP99: report.battle.tickMsP99 });
  expect(report.resolvesPerSecond).toBe(report.frenzy.strikesPerSecond);
  expect(report.resolvesPerSecond).toBeGreaterThan(0);
  expect(report.scavenges).toBe(report.battle.scavenges);
  // At the pace of designers a patrol strikes every 90 ticks, in a frenzy in every one.
  expect(report.frenzy.strikes).toBeGreaterThan(20 * report.battle.strikes);
  expect(report.battle.strikes).toBeLessThan((400 * 300) / 80);
});
