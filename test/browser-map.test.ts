import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colorCount, openBrowser, type TestBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 60_000;

describe('the live map in a real browser', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let browser: TestBrowser;

  beforeAll(async () => {
    server = await startServer({ args: [] });
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
      const target = await page.evaluate(({ x, y }) => window.marchland!.map.screenOf(x + 60, y + 40), start);
      await page.mouse.click(target.x, target.y);
      await page.waitForFunction(({ x, y }) => {
        const { client } = window.marchland!;
        const avatar = client.mirror!.entities.get(client.avatar!.id)!;
        const tick = client.mirror!.tick;
        const [nowX, nowY] = [
          client.mirror!.xAt(avatar, tick) / 4096,
          client.mirror!.yAt(avatar, tick) / 4096,
        ];
        return Math.hypot(nowX - x - 60, nowY - y - 40) < Math.hypot(60, 40) / 4;
      }, start);
    },
    PATIENCE_MS,
  );

  test(
    'a mark shows how far its order is, and the panel how far the disk is',
    async () => {
      const { page } = browser;
      const start = await mirrorPosition();
      const target = await page.evaluate(({ x, y }) => window.marchland!.map.screenOf(x - 80, y), start);
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
      await page.mouse.click(target.x, target.y);
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
