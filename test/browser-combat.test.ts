import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarchlandClient } from '../client/index.ts';
import { connectNode } from '../client/node.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 60_000;
const POLL = { timeout: PATIENCE_MS / 2, interval: 100 };

/** Two factions whose hubs are a few steps apart. */
const WORLD = `name: duel
title: Duel
cell: 200
owner 1: A
owner 2: B

A--B
`;

/** Nobody else is there, avatars run, and a blow of theirs is felt. */
const SETTINGS = [
  'world.inhabitants.patrols=0',
  'world.inhabitants.minds=false',
  'world.inhabitants.forts=false',
  'balance.routes.lookSeconds=3600',
  'balance.avatar.speedMetersPerSecond=150',
  'balance.combat.units.avatar.power=150',
  'balance.combat.units.avatar.swingSeconds=0.6',
  'balance.combat.units.avatar.mendPercentPerSecond=0',
  'balance.combat.recovery.respawnSeconds=2',
];

/** Where the enemy stands, beside the hub of the page's avatar. */
const NEAR = { x: 160, y: 75 };
/** Where the avatar of the page stands. */
const HERE = { x: 100, y: 100 };

describe('fights on the live map', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startServer>>;
  let browser: TestBrowser;
  let enemy: MarchlandClient;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'marchland-duel-'));
    const file = join(directory, 'duel.txt');
    writeFileSync(file, WORLD);
    const settings = [...SETTINGS, `world.file=${file}`];
    server = await startServer({ args: settings.flatMap((setting) => ['--set', setting]) });
    browser = await openBrowser();
    const { page } = browser;
    page.setDefaultTimeout(PATIENCE_MS);
    await page.setViewportSize({ width: 900, height: 640 });
    await page.goto(server.mapUrl);
    // The first session of a server is of the first faction, the second one of the second.
    await page.waitForFunction(() => window.marchland?.client.welcome?.faction === 1);
    // It appears at any control point of its land, and from the farthest of them the enemy is out of its sight.
    await page.evaluate(({ x, y }) => window.marchland!.client.moveTo(x, y), HERE);
    await page.waitForFunction(({ x, y }) => {
      const avatar = window.marchland!.client.avatar;
      return avatar && avatar.vx === 0 && Math.hypot(avatar.x / 4096 - x, avatar.y / 4096 - y) < 1;
    }, HERE);
    enemy = connectNode({ url: server.wsUrl, role: 'player' });
    await enemy.whenConnected();
    expect(enemy.welcome?.faction).toBe(2);
    // It does not strike back: who falls first is not left to chance.
    enemy.posture('retreat');
    enemy.moveTo(NEAR.x, NEAR.y);
    await page.waitForFunction(({ x, y }) => {
      const { client } = window.marchland!;
      const foe = [...client.mirror!.entities.values()].find(({ faction }) => faction === 2);
      return foe && foe.vx === 0 && Math.hypot(foe.x / 4096 - x, foe.y / 4096 - y) < 1;
    }, NEAR);
  }, PATIENCE_MS * 2);

  afterAll(async () => {
    enemy?.close();
    await browser?.close();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test(
    'the card of the own avatar shows what it wears and carries, and takes things on and off',
    async () => {
      const { page } = browser;
      const card = page.locator('#fight [data-part="kit"]');
      await expect.poll(() => card.textContent(), POLL).toMatch(/level 1.*100 %/);
      expect(await card.locator('[aria-label="Gear"]').isVisible()).toBe(false);
      await page.keyboard.press('g');
      const row = card.locator('[aria-label="Gear"] li').first();
      const bag = card.locator('[aria-label="Bag"] li');
      const before = await bag.count();
      await row.locator('button').click();
      await expect.poll(() => row.textContent(), POLL).toContain('none');
      expect(await bag.count()).toBe(before + 1);
      await bag.last().locator('button', { hasText: 'Wear' }).click();
      await expect.poll(() => row.textContent(), POLL).not.toContain('none');
      expect(await bag.count()).toBe(before);
      await page.keyboard.press('g');
    },
    PATIENCE_MS,
  );

  test(
    'a posture that the server took is the one that is marked',
    async () => {
      const { page } = browser;
      const button = page.locator('#fight button', { hasText: 'Hold' });
      expect(await button.getAttribute('aria-pressed')).toBe('false');
      await button.click();
      await expect.poll(() => button.getAttribute('aria-pressed'), POLL).toBe('true');
    },
    PATIENCE_MS,
  );

  test(
    'what the avatar is to do while its player is away is marked beside it',
    async () => {
      const { page } = browser;
      const button = page.locator('#fight [aria-label="While you are away"] button', { hasText: 'Shelter' });
      expect(await button.getAttribute('aria-pressed')).toBe('false');
      await button.click();
      await expect.poll(() => button.getAttribute('aria-pressed'), POLL).toBe('true');
      const posture = page.locator('#fight [aria-label="In a fight"] button', { hasText: 'Hold' });
      expect(await posture.getAttribute('aria-pressed')).toBe('true');
    },
    PATIENCE_MS,
  );

  test(
    'a click on an enemy shows it, a right click attacks: its health sinks, and shots are drawn',
    async () => {
      const { page } = browser;
      await page.evaluate(() => window.marchland!.map.camera.flyTo(130, 100, 150));
      await cameraRests();
      const at = await page.evaluate(({ x, y }) => window.marchland!.map.screenOf(x, y), NEAR);
      await page.mouse.click(at.x, at.y);
      const card = page.locator('#fight [data-part="target"]');
      await expect.poll(() => card.textContent(), POLL).toMatch(/avatar.*Health100 %/);
      expect(await page.evaluate(() => window.marchland!.map.own.targetState)).toBe(undefined);
      const drawn = page.evaluate(async () => {
        const most = { bars: 0, shots: 0 };
        while (most.bars === 0 || most.shots === 0) {
          await new Promise((done) => requestAnimationFrame(done));
          const { bars, shots } = window.marchland!.map.fights.counts;
          most.bars = Math.max(most.bars, bars);
          most.shots = Math.max(most.shots, shots);
        }
        return most;
      });
      await page.mouse.click(at.x, at.y, { button: 'right' });
      await expect.poll(() => card.textContent(), POLL).toMatch(/Health\d\d? %/);
      const { bars, shots } = await drawn;
      expect(bars).toBeGreaterThan(0);
      expect(shots).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test(
    'who falls is told in the log, which a key hides',
    async () => {
      const { page } = browser;
      const lines = () => page.locator('#battles li').allTextContents();
      await expect.poll(async () => (await lines()).join('\n'), POLL).toMatch(/avatar fell to your avatar/);
      await page.keyboard.press('j');
      expect(await page.isVisible('#battles')).toBe(false);
      await page.keyboard.press('j');
      await expect.poll(() => page.isVisible('#battles'), POLL).toBe(true);
    },
    PATIENCE_MS,
  );

  test(
    'a fallen own avatar says so, takes no orders meanwhile, and rises',
    async () => {
      const { page } = browser;
      await page.locator('#fight button', { hasText: 'Retreat' }).click();
      await expect
        .poll(() => page.locator('#fight button', { hasText: 'Retreat' }).getAttribute('aria-pressed'), POLL)
        .toBe('true');
      const fallen = page.evaluate(async () => {
        const text = () => document.querySelector<HTMLElement>('#fight .fallen')!;
        while (text().hidden) await new Promise((done) => requestAnimationFrame(done));
        const buttons = [
          ...document.querySelectorAll<HTMLButtonElement>('#fight [data-part="kit"] .choices button'),
        ];
        return { words: text().textContent, isIdle: buttons.every(({ disabled }) => disabled) };
      });
      // It rises at its hub, and comes back to where the other one is.
      const comeBack = setInterval(() => {
        enemy.posture('attack');
        enemy.moveTo(NEAR.x, NEAR.y);
      }, 500);
      try {
        expect(await fallen).toMatchObject({ words: expect.stringMatching(/^Fallen: rises/), isIdle: true });
      } finally {
        clearInterval(comeBack);
      }
      enemy.posture('retreat');
      await expect.poll(() => page.locator('#fight .fallen').isVisible(), POLL).toBe(false);
      expect((await page.locator('#battles li').allTextContents()).join('\n')).toMatch(/Your avatar fell to/);
    },
    PATIENCE_MS,
  );

  test('the mirror never differed, and the page had nothing to complain about', async () => {
    const figures = await browser.page.evaluate(() => window.marchland!.client.diagnostics());
    expect(figures).toMatchObject({ exact: true, hashMismatches: 0, unknownRecords: 0 });
    expect(browser.complaints).toEqual([]);
  });

  /** Waits until a flight of the camera is over. */
  async function cameraRests(): Promise<void> {
    await browser.page.waitForFunction(async () => {
      const { camera } = window.marchland!.map;
      const before = camera.pixelsPerMeter + camera.x + camera.y;
      for (let i = 0; i < 10; i++) await new Promise((done) => requestAnimationFrame(done));
      return Math.abs(before - camera.pixelsPerMeter - camera.x - camera.y) < 0.001;
    });
  }
});
