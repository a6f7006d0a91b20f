import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 90_000;
const POLL = { timeout: PATIENCE_MS / 2, interval: 100 };

const CAPTURE_NEWS = '#feed:not([hidden]) li button:has-text("took it")';

/** A small world without anybody else, in which one avatar takes a district within seconds. */
const SETTINGS = [
  'world.file=worlds/tiny.txt',
  'world.inhabitants.patrols=0',
  'world.inhabitants.minds=false',
  'balance.avatar.speedMetersPerSecond=200',
  'balance.territory.presence.pointsPerMinute=3000',
  'balance.territory.support.floorPercent=100',
  'balance.territory.presence.fullComplementUnits=1',
  'balance.territory.control.preset=custom',
  'balance.territory.control.capturePoints=40',
  'balance.territory.control.captureHoldSeconds=1',
  'balance.territory.objectives.extractSeconds=2',
];

describe('territory on the live map', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let browser: TestBrowser;

  beforeAll(async () => {
    server = await startServer({ args: SETTINGS.flatMap((setting) => ['--set', setting]) });
    browser = await openBrowser();
    browser.page.setDefaultTimeout(PATIENCE_MS);
    await browser.page.goto(server.mapUrl);
    await browser.page.waitForFunction(() => window.marchland?.territory !== undefined);
  }, PATIENCE_MS * 2);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test(
    'every district is told, and painted in the color of its owner',
    async () => {
      const { page } = browser;
      await page.waitForFunction(() => {
        const { districts } = window.marchland!.territory!.model;
        return districts.tick.every((tick) => tick > 0);
      });
      const painted = await paintedAsOwned();
      expect(painted).toHaveLength(10);
      expect(painted.every(({ color, owned }) => color.join() === owned.join())).toBe(true);
    },
    PATIENCE_MS,
  );

  test(
    'a district changes hands on screen, and the news say who took it',
    async () => {
      const { page } = browser;
      await page.keyboard.press('w');
      // Hatching would hide the owner's color, and the log of fights a whole district.
      await page.keyboard.press('c');
      await page.keyboard.press('j');
      const before = await colorsOfDistricts();
      await goTo('command_post', (owner, faction) => owner !== faction);
      const flip = await page.waitForFunction(() => {
        const { flips, districts } = window.marchland!.territory!.model;
        return flips.find(({ index, after }) => after !== 0 && districts.owner[index] === after);
      });
      const { index } = (await flip.jsonValue())!;
      const owned = (await paintedAsOwned())[index].owned.join();
      expect(before[index]).not.toBe(owned);
      await expect.poll(async () => (await colorsOfDistricts())[index], POLL).toBe(owned);
      // There are news of other kinds as well: routes are opened at the start.
      const news = await page.waitForSelector(CAPTURE_NEWS);
      expect(await news.textContent()).toMatch(/: .+ took it/);
    },
    PATIENCE_MS,
  );

  test(
    'a line of the news flies to its district and pins the card',
    async () => {
      const { page } = browser;
      // The list is made anew every second: a click at a place cannot miss it, one at an element could.
      const box = (await (await page.waitForSelector(CAPTURE_NEWS)).boundingBox())!;
      await page.mouse.click(box.x + 30, box.y + 8);
      await page.waitForFunction(() => window.marchland!.territory!.selected >= 0);
      const card = page.locator('#territory[data-pinned="true"]');
      await expect.poll(async () => await card.textContent(), POLL).toMatch(/Last changes.*took it/);
      await page.waitForFunction(() => {
        const { territory, map } = window.marchland!;
        return map.districts.at(map.camera.x, map.camera.y) === territory!.selected;
      });
      await page.keyboard.press('Escape');
      await expect.poll(async () => await card.count(), POLL).toBe(0);
    },
    PATIENCE_MS,
  );

  test(
    'a layer is switched by its key, and the choice is kept',
    async () => {
      const { page } = browser;
      const isPressed = () => page.getAttribute('[data-layer="heat"]', 'aria-pressed');
      expect(await isPressed()).toBe('false');
      await page.keyboard.press('h');
      expect(await isPressed()).toBe('true');
      expect(await page.isVisible('#heat-legend')).toBe(true);
      const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('marchland.layers')!));
      expect(kept).toMatchObject({ heat: true, contested: false });
      await page.keyboard.press('h');
    },
    PATIENCE_MS,
  );

  test(
    'an avatar at a depot extracts, and is told why it cannot protect there',
    async () => {
      const { page } = browser;
      await goTo('supply_depot', () => true);
      await page.waitForFunction(() =>
        document.querySelector('#objective')?.textContent?.includes('Supply depot'),
      );
      // The page guesses where its avatar is, and the server knows: the first words may be that it is not there yet.
      await expect
        .poll(async () => {
          await press('Protect');
          return await objectiveWords();
        }, POLL)
        .toContain('Refused: nothing of the kind');
      await press('Extract');
      await expect.poll(objectiveWords, POLL).toMatch(/Extracting|Done/);
      await expect.poll(objectiveWords, POLL).toContain('Done.');
    },
    PATIENCE_MS,
  );

  test('no update was left out, and the page had nothing to complain about', async () => {
    const gaps = await browser.page.evaluate(() => window.marchland!.client.diagnostics().strategicGaps);
    expect(gaps).toBe(0);
    expect(browser.complaints).toEqual([]);
  });

  /** The color of every district as the GPU has it, and the one of its owner. */
  async function paintedAsOwned(): Promise<{ color: number[]; owned: number[] }[]> {
    return await browser.page.evaluate(() => {
      const { map, territory } = window.marchland!;
      const { districts } = territory!.model;
      return Array.from(districts.owner, (owner, district) => ({
        color: map.land.texels.read(district, 0).slice(0, 3),
        owned: [...map.palette.land[owner]],
      }));
    });
  }

  /** The commonest color on screen within each district, as `red,green,blue`. */
  async function colorsOfDistricts(): Promise<string[]> {
    const { page } = browser;
    const png = (await page.screenshot({ type: 'png' })).toString('base64');
    return await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const { camera, districts } = window.marchland!.map;
      const counts = Array.from({ length: 10 }, () => new Map<string, number>());
      for (let y = 0; y < image.height; y += 3) {
        for (let x = 0; x < image.width; x += 3) {
          const district = districts.at(camera.worldX(x), camera.worldY(y));
          if (district < 0) continue;
          const color = data
            .subarray((y * image.width + x) * 4)
            .subarray(0, 3)
            .join();
          counts[district].set(color, (counts[district].get(color) ?? 0) + 1);
        }
      }
      return counts.map((count) => [...count].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '');
    }, png);
  }

  /** Sends the avatar to the nearest control point of a type whose owner, against the own faction, is wanted. */
  async function goTo(type: string, wanted: (owner: number, faction: number) => boolean): Promise<void> {
    const { page } = browser;
    const world = (await (await fetch(new URL('/world.json', server.mapUrl))).json()) as WorldFile;
    await page.waitForFunction(() => window.marchland!.client.predictedPosition() !== undefined);
    const { x, y, faction } = await page.evaluate(() => {
      const { client } = window.marchland!;
      return {
        ...client.predictedPosition()!,
        faction: client.mirror!.entities.get(client.avatar!.id)!.faction,
      };
    });
    const places = world.controlPoints
      .filter((point) => point.type === type && wanted(world.districts[point.district].owner, faction))
      .map(({ position }) => ({ position, distance: Math.hypot(position[0] - x, position[1] - y) }))
      .sort((a, b) => a.distance - b.distance);
    await page.evaluate(([east, south]) => window.marchland!.client.moveTo(east, south), places[0].position);
  }

  async function press(name: string): Promise<void> {
    await browser.page.locator('#objective button', { hasText: name }).click();
  }

  async function objectiveWords(): Promise<string | null> {
    return await browser.page.textContent('#objective');
  }
});
