import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 90_000;
const POLL = { timeout: PATIENCE_MS / 2, interval: 100 };

/** Fifteen districts of two factions, and some of nobody in between. */
const WORLD = `name: plains
title: Plains
cell: 400
value 100: A B C D E F G H I J K L M N O
owner 1: A B F G K L
owner 2: D E I J N O

A--B--C--D--E
|  |  |  |  |
F--G--H--I--J
|  |  |  |  |
K--L--M--N--O
`;

const SETTINGS = [
  'world.inhabitants.patrols=160',
  'factions.minds.strategicSeconds=10',
  'factions.minds.tacticalSeconds=5',
];

describe('minds on the live map', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startServer>>;
  let browser: TestBrowser;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'marchland-minds-'));
    const file = join(directory, 'plains.txt');
    writeFileSync(file, WORLD);
    const settings = [...SETTINGS, `world.file=${file}`];
    server = await startServer({ args: settings.flatMap((setting) => ['--set', setting]) });
    browser = await openBrowser();
    browser.page.setDefaultTimeout(PATIENCE_MS);
    await browser.page.setViewportSize({ width: 800, height: 630 });
    await browser.page.goto(`${server.mapUrl}?observe`);
    await browser.page.waitForFunction(() => window.marchland?.client.state === 'connected');
  }, PATIENCE_MS * 2);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test(
    'the card shows what a faction is out for, what it decided and why',
    async () => {
      const { page } = browser;
      await page.keyboard.press('m');
      const words = (part: string) => page.locator(`#minds [data-part="${part}"]`).textContent();
      await expect.poll(() => words('strategy'), POLL).toMatch(/^(Consolidate|Defend|Expand|Attack|Trade)/);
      await expect
        .poll(() => words('decisions'), POLL)
        .toMatch(/, for the (strategy|goal|threat) .*(strategic|tactical)/);
      const reason = page.locator('#minds .reasons li', { hasText: /^[+−] .*×\d/ }).first();
      await expect.poll(() => reason.count(), POLL).toBeGreaterThan(0);
      await expect.poll(() => words('goals'), POLL).toMatch(/(take|hold|raid|cut|protect|move)/);
      const { told, drawn } = await page.evaluate(() => {
        const goals = window.marchland!.client.minds.mind(1)?.goals.length ?? 0;
        return { told: goals, drawn: document.querySelectorAll('#minds [data-part="goals"] > li').length };
      });
      expect(Math.abs(told - drawn)).toBeLessThan(2);
    },
    PATIENCE_MS,
  );

  test(
    'an observer chooses whose mind it is, and hears of that one alone',
    async () => {
      const { page } = browser;
      await page.locator('#minds [data-faction="2"]').click();
      await page.waitForFunction(() => window.marchland!.client.minds.mind(2) !== undefined);
      const channels = await page.evaluate(() =>
        window.marchland!.client.territories.channels.filter((channel) => channel.startsWith('ai:')),
      );
      expect(channels.sort()).toEqual(['ai:cross_faction:events', 'ai:faction:2:decisions']);
      await page.keyboard.press('m');
      await expect.poll(() => page.isVisible('#minds'), POLL).toBe(false);
    },
    PATIENCE_MS,
  );

  test('the page complains of nothing', () => {
    expect(browser.complaints).toEqual([]);
  });
});
