import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarchlandClient, RouteState } from '../client/index.ts';
import { connectNode } from '../client/node.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 90_000;
const POLL = { timeout: PATIENCE_MS / 2, interval: 100 };

/** Twenty-four districts, all but the eastern ones of the first faction, so that it has several depots. */
const WORLD = `name: roads
title: Roads
cell: 600
value 100: A B C D E F G H I J K L M N O P Q R S T U V W X
owner 1: A B C D E G H I J K M N O P Q S T U V W
owner 2: F L R X

A--B--C--D--E--F
|  |  |  |  |  |
G--H--I--J--K--L
|  |  |  |  |  |
M--N--O--P--Q--R
|  |  |  |  |  |
S--T--U--V--W--X
`;

/** Seven kinds that all drive a district in a few seconds, so that something arrives while the test looks on. */
const VEHICLES = Array.from({ length: 7 }, (_, kind) => ({
  ...{ name: `van ${kind}`, speedMetersPerSecond: 150, armor: 2, cargoUnits: 20 },
  ...{ rangeMeters: 100_000, costCenti: 1 },
}));

const SETTINGS = [
  'world.inhabitants.patrols=0',
  'world.inhabitants.minds=false',
  'balance.routes.lookSeconds=1',
  'balance.convoys.goods.productionPerMinute=100',
  'balance.convoys.goods.needPerMinute=1000',
  'balance.convoys.dispatch.intervalSeconds=1',
  'balance.convoys.dispatch.loadMinPercent=1',
  'balance.convoys.dispatch.profitMin=0',
  'balance.convoys.disruptions.meanIntervalSeconds=0',
  `balance.convoys.vehicles=${JSON.stringify(VEHICLES)}`,
];

/** What of a route page and server must agree on. */
type Essence = Pick<RouteState, 'route' | 'faction' | 'state' | 'from' | 'to' | 'version'> & { path: string };

describe('routes and convoys on the live map', () => {
  let directory: string;
  let server: Awaited<ReturnType<typeof startServer>>;
  let browser: TestBrowser;
  let observer: MarchlandClient;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'marchland-roads-'));
    const file = join(directory, 'roads.txt');
    writeFileSync(file, WORLD);
    const settings = [...SETTINGS, `world.file=${file}`];
    server = await startServer({ args: settings.flatMap((setting) => ['--set', setting]) });
    browser = await openBrowser();
    browser.page.setDefaultTimeout(PATIENCE_MS);
    // Small, since it is drawn without a GPU, and yet wide enough for the cards to leave land in view.
    await browser.page.setViewportSize({ width: 800, height: 630 });
    await browser.page.goto(server.mapUrl);
    // The first session of a server is of the first faction.
    await browser.page.waitForFunction(() => window.marchland?.client.welcome?.faction === 1);
    observer = connectNode({ url: server.wsUrl, role: 'observer' });
    await observer.whenConnected();
    observer.subscribeRoutes(1);
  }, PATIENCE_MS * 2);

  afterAll(async () => {
    observer?.close();
    await browser?.close();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  test(
    'the page knows the routes of its faction as the server tells them to others',
    async () => {
      await browser.page.waitForFunction(() => {
        const { routes } = window.marchland!.territory!.routes.model;
        return [...routes.values()].filter(({ state, path }) => state === 2 && path.length > 2).length > 2;
      });
      await expect
        .poll(async () => same(await routesOfPage(), essenceOf(observer.routes.routes())), POLL)
        .toBe(true);
      const factions = await browser.page.evaluate(() =>
        window.marchland!.territory!.routes.model.factions(),
      );
      expect(factions).toEqual([1]);
    },
    PATIENCE_MS,
  );

  test(
    'the layer draws where a route runs, and nothing when it is switched off',
    async () => {
      const { page } = browser;
      await page.keyboard.press('w');
      await cameraRests();
      // Routes come and go, and things drive about: a moment that suits is waited for.
      await expect
        .poll(async () => {
          const spots = await middlesOfRoutes();
          const drawn = await patchesAt(spots);
          await page.keyboard.press('r');
          const without = await patchesAt(spots);
          const still = await patchesAt(spots);
          await page.keyboard.press('r');
          const isEmpty = shareChanged(without, still) < 0.2;
          return spots.length > 4 && isEmpty ? shareChanged(drawn, without) : 0;
        }, POLL)
        .toBeGreaterThan(0.8);
    },
    PATIENCE_MS,
  );

  test(
    'risk, traffic and choke points have their layers, and the legend says what they are',
    async () => {
      const { page } = browser;
      const legend = () => page.locator('#routes-legend p:not([hidden])').allTextContents();
      expect(await legend()).not.toContain('safe');
      for (const key of ['k', 't', 'p']) await page.keyboard.press(key);
      await page.waitForFunction(() => window.marchland!.map.routes.counts.bands > 0);
      await page.waitForFunction(() => window.marchland!.map.routes.chokes.length > 0);
      expect(await legend()).toEqual(expect.arrayContaining(['route', 'safe', 'many routes pass']));
      for (const key of ['k', 't', 'p']) await page.keyboard.press(key);
      await page.waitForFunction(() => window.marchland!.map.routes.counts.bands === 0);
    },
    PATIENCE_MS,
  );

  test(
    'the list opens by its key, and a route of it tells how it is',
    async () => {
      const { page } = browser;
      await page.keyboard.press('v');
      await page.locator('#routes ul[aria-label="Routes"] button').first().click();
      const card = page.locator('#routes [data-part="route"]');
      await expect.poll(() => card.textContent(), POLL).toMatch(/→.*(active|degraded).*good road.*at least/);
      await page.locator('#routes button', { hasText: 'All routes' }).click();
      await page.keyboard.press('v');
      await expect.poll(() => page.isVisible('#routes'), POLL).toBe(false);
    },
    PATIENCE_MS,
  );

  test(
    'a click on the line of a route shows that route, and no avatar sets out',
    async () => {
      const { page } = browser;
      await cameraRests();
      const spots = await middlesOfRoutes();
      await page.mouse.click(spots[0].x, spots[0].y);
      const { route, convoy, target } = await page.evaluate(() => {
        const { territory, map } = window.marchland!;
        return { ...territory!.routes.choice, target: map.own.targetState ?? 'none' };
      });
      // Something may drive there just now: then it is what was clicked.
      expect(route >= 0 || convoy > 0).toBe(true);
      expect(target).toBe('none');
      await expect.poll(() => page.isVisible('#routes'), POLL).toBe(true);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.isVisible('#routes'), POLL).toBe(false);
    },
    PATIENCE_MS,
  );

  test(
    'a convoy tells what it carries and obeys: the order is answered and confirmed',
    async () => {
      const { page } = browser;
      await page.waitForFunction(() => {
        const { routes } = window.marchland!.territory!;
        const [convoy] = routes.model.convoysOf(1);
        if (convoy) routes.choose(-1, convoy.entity);
        return convoy !== undefined;
      });
      const card = page.locator('#routes [data-part="convoy"]');
      await expect.poll(() => card.textContent(), POLL).toMatch(/Cargo.*units? of/);
      // It may arrive before the order does; then another one is told.
      await expect
        .poll(async () => {
          await page.evaluate(() => {
            const { routes } = window.marchland!.territory!;
            const [newest] = routes.model.convoysOf(1).sort((a, b) => b.tick - a.tick);
            routes.choose(-1, newest?.entity ?? routes.choice.convoy);
          });
          await card.locator('button', { hasText: 'Bold' }).click();
          return await statusOnce(/confirmed|Refused/);
        }, POLL)
        .toBe('Bold: confirmed');
      await page.keyboard.press('Escape');
    },
    PATIENCE_MS,
  );

  test(
    'a way is planned with two clicks, and the proposal is drawn with its figures',
    async () => {
      const { page } = browser;
      await page.keyboard.press('v');
      await page.locator('#routes button', { hasText: 'Plan a route' }).click();
      await cameraRests();
      const ends = await page.evaluate(() => {
        const { map } = window.marchland!;
        const free: { x: number; y: number; district: number }[] = [];
        for (let x = 150; x < 3_000; x += 600) {
          for (let y = 150; y < 2_400; y += 600) {
            const at = map.screenOf(x, y);
            const isFree = document.elementFromPoint(at.x, at.y)?.id === 'map';
            if (isFree) free.push({ ...at, district: map.districts.at(x, y) });
          }
        }
        return [free[0], free.at(-1)!];
      });
      for (const { x, y } of ends) await page.mouse.click(x, y);
      await page.waitForFunction(() => window.marchland!.map.routes.counts.proposal > 0);
      const path = await page.evaluate(() => window.marchland!.territory!.routes.planner.proposal!.path);
      expect([path[0], path.at(-1)]).toEqual(ends.map(({ district }) => district));
      const words = page.locator('#routes [data-part="proposal"]');
      await expect.poll(() => words.textContent(), POLL).toMatch(/→.*safe.*good road.*Steps/);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => window.marchland!.map.routes.counts.proposal === 0);
      await page.keyboard.press('v');
    },
    PATIENCE_MS,
  );

  test(
    'the news tell of deliveries, in one line however many there were',
    async () => {
      const { page } = browser;
      const lines = () => page.locator('#feed [data-news="routes"] li').allTextContents();
      await expect
        .poll(async () => (await lines()).join('\n'), POLL)
        .toMatch(/delivered \d+ units with \d+ convoys/);
      expect((await lines()).length).toBeLessThanOrEqual(4);
    },
    PATIENCE_MS,
  );

  test('no update was left out, and the page had nothing to complain about', async () => {
    const gaps = await browser.page.evaluate(() => window.marchland!.client.diagnostics().strategicGaps);
    expect(gaps).toBe(0);
    expect(browser.complaints).toEqual([]);
  });

  async function routesOfPage(): Promise<Essence[]> {
    const routes = await browser.page.evaluate(() => [
      ...window.marchland!.territory!.routes.model.routes.values(),
    ]);
    return essenceOf(routes);
  }

  /** Where the lines of routes pass the middle between two districts, on screen, clear of all cards. */
  async function middlesOfRoutes(): Promise<{ x: number; y: number }[]> {
    return await browser.page.evaluate(() => {
      const { map } = window.marchland!;
      const { lines } = map.routes;
      const spots: { x: number; y: number }[] = [];
      for (let segment = 0; segment < lines.count; segment++) {
        const { ends, lanes } = lines.read(segment);
        const { x, y } = map.screenOf((ends[0] + ends[2]) / 2, (ends[1] + ends[3]) / 2);
        const half = map.routes.lanePixels(map.camera) / 2;
        const spot = { x: x + (lanes[0] + lanes[2]) * half, y: y + (lanes[1] + lanes[3]) * half };
        const isFree = document.elementFromPoint(spot.x, spot.y)?.id === 'map';
        if (isFree && map.convoyAt(spot.x, spot.y, 20) === 0) spots.push(spot);
      }
      return spots;
    });
  }

  /** The pixels within three of each spot, as red, green, blue, opacity one after another. */
  async function patchesAt(spots: readonly { x: number; y: number }[]): Promise<number[][]> {
    const { page } = browser;
    // Two frames: one that takes the switch over, one that is on screen.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
    );
    const png = (await page.screenshot({ type: 'png' })).toString('base64');
    return await page.evaluate(
      async ({ base64, places }) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        return places.map(({ x, y }) => {
          const patch: number[] = [];
          for (let row = Math.round(y) - 3; row <= Math.round(y) + 3; row++) {
            const at = (row * image.width + Math.round(x) - 3) * 4;
            patch.push(...data.subarray(at, at + 7 * 4));
          }
          return patch;
        });
      },
      { base64: png, places: spots },
    );
  }

  /** Waits until a flight of the camera is over. */
  async function cameraRests(): Promise<void> {
    await browser.page.evaluate(async () => {
      const { camera } = window.marchland!.map;
      for (let before = Number.NaN; before !== camera.pixelsPerMeter + camera.x + camera.y; ) {
        before = camera.pixelsPerMeter + camera.x + camera.y;
        // A slow machine may not draw a single frame in that time.
        await new Promise((done) => setTimeout(done, 200));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      }
    });
  }

  /** What the card says of the last order, once that is as `wanted`. */
  async function statusOnce(wanted: RegExp): Promise<string> {
    const status = browser.page.locator('#routes [role="status"]');
    await expect.poll(() => status.textContent(), POLL).toMatch(wanted);
    return (await status.textContent()) ?? '';
  }
});

function essenceOf(routes: readonly Readonly<RouteState>[]): Essence[] {
  return routes
    .map(({ route, faction, state, from, to, version, path }) => ({
      ...{ route, faction, state, from, to, version },
      path: path.join(),
    }))
    .sort((a, b) => a.route - b.route);
}

function same(one: readonly Essence[], other: readonly Essence[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Share of the patches that are not as they were. */
function shareChanged(one: readonly number[][], other: readonly number[][]): number {
  return one.filter((patch, i) => pixelsChanged(patch, other[i]) >= 4).length / one.length;
}

/** Pixels of a patch that are clearly of another color than those of another. */
function pixelsChanged(one: readonly number[], other: readonly number[]): number {
  let count = 0;
  for (let i = 0; i < one.length; i += 4) {
    const distance = [0, 1, 2].reduce((sum, part) => sum + Math.abs(one[i + part] - other[i + part]), 0);
    if (distance > 60) count++;
  }
  return count;
}
