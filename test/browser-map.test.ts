import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEACE_SETTINGS } from '../bench/load/peace.ts';
import { colorCount, openBrowser, type TestBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 60_000;

describe('the live map in a real browser', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let browser: TestBrowser;

  beforeAll(async () => {
    // An avatar that a war kills goes nowhere.
    server = await startServer({ args: PEACE_SETTINGS.flatMap((setting) => ['--set', setting]) });
    browser = await openBrowser();
    browser.page.setDefaultTimeout(PATIENCE_MS);
    await browser.page.goto(server.mapUrl);
    await browser.page.waitForFunction(() => (window.marchland?.map.unitsDrawn() ?? 0) > 0);
    await browser.page.waitForFunction(() => window.marchland?.client.avatar !== undefined);
  }, PATIENCE_MS * 2);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test(
    'every district of the world is drawn',
    async () => {
      expect(await browser.page.evaluate(() => window.marchland!.map.districtsDrawn)).toBe(3_106);
      expect(await colorCount(browser.page)).toBeGreaterThan(200);
    },
    PATIENCE_MS,
  );

  test(
    'units move from frame to frame',
    async () => {
      // The units must be the same ones in both frames, or leaving and entering would look like moving.
      const moved = await browser.page.evaluate(async () => {
        const { map } = window.marchland!;
        const before = new Map(map.drawnIds().map((id) => [id, map.drawnAt(id)!]));
        for (let i = 0; i < 5; i++) await new Promise((done) => requestAnimationFrame(done));
        return map.drawnIds().filter((id) => {
          const [then, now] = [before.get(id), map.drawnAt(id)!];
          return then && (then.x !== now.x || then.y !== now.y);
        }).length;
      });
      expect(moved).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test(
    'a click sends the avatar there, and the server agrees',
    async () => {
      const { page } = browser;
      await cameraAtRest();
      const start = await mirrorPosition();
      // A pixel of the map is 12 m wide.
      let missedMeters = Number.POSITIVE_INFINITY;
      for (let tries = 0; tries < 5 && missedMeters > 60; tries++) {
        const ground = await freeGround(await mirrorPosition());
        await page.mouse.click(ground.screenX, ground.screenY);
        for (let waits = 0; waits < 50 && missedMeters > 60; waits++) {
          await new Promise((resolve) => setTimeout(resolve, 200));
          const { x, y } = await mirrorPosition();
          missedMeters = Math.hypot(x - ground.x, y - ground.y);
        }
      }
      expect(missedMeters).toBeLessThanOrEqual(60);
      const end = await mirrorPosition();
      expect(Math.hypot(end.x - start.x, end.y - start.y)).toBeGreaterThan(100);
    },
    PATIENCE_MS,
  );

  test(
    'a mark shows how far its order is, and the panel how far the disk is',
    async () => {
      const { page } = browser;
      const start = await mirrorPosition();
      const ground = await freeGround(start);
      const states = page.evaluate(async () => {
        const { client, map } = window.marchland!;
        const seen: (string | undefined)[] = [];
        return await new Promise<(string | undefined)[]>((done) => {
          const note = () => seen.push(map.own.targetState);
          client.on('answered', note);
          client.on('confirmed', () => {
            note();
            done(seen);
          });
        });
      });
      await page.mouse.click(ground.screenX, ground.screenY);
      expect(await states).toEqual(['pending', 'confirmed']);
      await page.waitForFunction(() =>
        /^\d+ ticks? behind$/.test(document.querySelector('[data-field="durable"]')!.textContent!),
      );
    },
    PATIENCE_MS,
  );

  test(
    'the mirror was compared with the server and never differed',
    async () => {
      const { page } = browser;
      await page.waitForFunction(() => window.marchland!.client.diagnostics().hashChecks > 0);
      const figures = await page.evaluate(() => window.marchland!.client.diagnostics());
      expect(figures).toMatchObject({ exact: true, hashMismatches: 0 });
    },
    PATIENCE_MS,
  );

  test('the page had nothing to complain about', () => {
    expect(browser.complaints).toEqual([]);
  });

  /** Waits until the camera has arrived at the avatar: a click on its way there would be meant for another place. */
  async function cameraAtRest(): Promise<void> {
    await browser.page.waitForFunction(async () => {
      const { map } = window.marchland!;
      const before = map.screenOf(0, 0);
      for (let i = 0; i < 10; i++) await new Promise((done) => requestAnimationFrame(done));
      const after = map.screenOf(0, 0);
      return Math.hypot(after.x - before.x, after.y - before.y) < 0.5;
    });
  }

  /** A place 300 m from a position with nobody and no route near: a click on those means something else. */
  async function freeGround(from: { x: number; y: number }) {
    return await browser.page.evaluate((start) => {
      const { client, map } = window.marchland!;
      for (let turn = 0; turn < 32; turn++) {
        const angle = (turn * Math.PI) / 16;
        const [x, y] = [start.x + 300 * Math.cos(angle), start.y + 300 * Math.sin(angle)];
        const at = map.screenOf(x, y);
        const isFree =
          map.unitAt(at.x, at.y, 15, (id) => id !== client.avatar!.id) === 0 &&
          map.convoyAt(at.x, at.y, 15) === 0 &&
          map.routes.routeAt(at.x, at.y, map.camera) < 0;
        if (isFree) return { x, y, screenX: at.x, screenY: at.y };
      }
      throw new Error('somebody is everywhere');
    }, from);
  }

  /** Where the mirror has the avatar, in meters: what the server said, without prediction. */
  async function mirrorPosition(): Promise<{ x: number; y: number }> {
    return await browser.page.evaluate(() => {
      const { client } = window.marchland!;
      const mirror = client.mirror!;
      const avatar = mirror.entities.get(client.avatar!.id)!;
      return { x: mirror.xAt(avatar, mirror.tick) / 4096, y: mirror.yAt(avatar, mirror.tick) / 4096 };
    });
  }
});
