import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, type TestBrowser } from './support/browser.ts';
import { PEACE, SavedRun, TINY_WORLD } from './support/saved-run.ts';
import { startServer } from './support/server.ts';

/** Long enough for software rendering on a busy machine; nothing here measures time. */
const PATIENCE_MS = 60_000;

let directory: string;
let file: string;
let browser: TestBrowser;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'browser-recording-'));
  file = join(directory, 'span.mrec');
  const saved = new SavedRun(join(directory, 'tiny'), { patrols: 60, rules: PEACE });
  saved.play(1_500);
  saved.close();
  const args = ['--world', TINY_WORLD, '--record', file, '--from', '100', '--until', '1400'];
  const made = spawnSync(process.execPath, ['dist/scripts/replay.js', join(directory, 'tiny'), ...args]);
  expect(made.stderr.toString()).toBe('');
  expect(made.status).toBe(0);
  browser = await openBrowser();
  browser.page.setDefaultTimeout(PATIENCE_MS);
}, PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Starts the script as an operator does; resolves with the address that it prints. */
async function serve(): Promise<{ url: string; child: ChildProcess }> {
  const args = ['dist/scripts/replay.js', '--play', file, '--port', '0', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    return { url: (JSON.parse(line) as { url: string }).url, child };
  }
  throw new Error('the script ended without an address');
}

/** How far drawn units are from where the mirror has them at the tick that is shown, in meters; and how many. */
function drawnOff(): Promise<{ count: number; metersMax: number; tick: number }> {
  return browser.page.evaluate(() => {
    const { playback, map } = window.marchlandPlayback!;
    const { mirror, tick } = playback;
    const off = map.drawnIds().map((id) => {
      const entity = mirror.entities.get(id)!;
      const at = map.drawnAt(id)!;
      return Math.hypot(at.x - mirror.xAt(entity, tick) / 4096, at.y - mirror.yAt(entity, tick) / 4096);
    });
    return { count: off.length, metersMax: Math.max(...off), tick };
  });
}

/** Two frames: one may have been under way when something was changed. */
function drawn(): Promise<void> {
  return browser.page.evaluate(async () => {
    for (let i = 0; i < 2; i++) await new Promise((done) => requestAnimationFrame(done));
  });
}

const text = (part: string) => browser.page.textContent(`#playback [data-part="${part}"]`);

describe('a recording that is served by the script', () => {
  let served: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    served = await serve();
    await browser.page.goto(served.url);
    await browser.page.waitForFunction(() => (window.marchlandPlayback?.map.unitsDrawn() ?? 0) > 0);
  }, PATIENCE_MS);

  afterAll(() => {
    served?.child.kill('SIGKILL');
  });

  test(
    'plays by itself, and units move',
    async () => {
      const { page } = browser;
      await page.waitForFunction(() => window.marchlandPlayback!.playback.tick > 130);
      const moved = await page.evaluate(async () => {
        const { map } = window.marchlandPlayback!;
        const before = new Map(map.drawnIds().map((id) => [id, map.drawnAt(id)!]));
        for (let i = 0; i < 5; i++) await new Promise((done) => requestAnimationFrame(done));
        return map.drawnIds().filter((id) => before.get(id) && before.get(id)!.x !== map.drawnAt(id)!.x)
          .length;
      });
      expect(moved).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  test(
    'pauses at the space bar, and draws what the mirror holds',
    async () => {
      const { page } = browser;
      await page.keyboard.press('Space');
      await drawn();
      const { count, metersMax, tick } = await drawnOff();
      // Patrols of two boots, and three players.
      expect(count).toBe(63);
      expect(metersMax).toBeLessThan(0.01);
      expect(Number.isInteger(tick)).toBe(true);
      await drawn();
      expect((await drawnOff()).tick).toBe(tick);
      expect(await page.getAttribute('#playback [data-part="play"]', 'aria-label')).toBe('Play');
    },
    PATIENCE_MS,
  );

  test(
    'steps, jumps and seeks, and shows where it is',
    async () => {
      const { page } = browser;
      const seek = async (tick: number) => {
        await page.locator('#playback [data-part="position"]').fill(String(tick));
        await drawn();
      };
      await seek(1_300);
      expect(await drawnOff()).toMatchObject({ tick: 1_300, count: 63 });
      expect(await text('time')).toBe('0:20 / 0:21');
      expect(await text('tick')).toBe('tick 1,300');
      await page.keyboard.press('.');
      await page.keyboard.press('.');
      await page.keyboard.press(',');
      await drawn();
      expect((await drawnOff()).tick).toBe(1_301);
      await page.keyboard.press('ArrowLeft');
      await drawn();
      expect((await drawnOff()).tick).toBe(1_001);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await drawn();
      expect((await drawnOff()).tick).toBe(1_400);
      await page.click('#playback [data-part="back"]');
      await drawn();
      expect((await drawnOff()).tick).toBe(1_399);
      await seek(250);
      const early = await drawnOff();
      expect(early).toMatchObject({ tick: 250 });
      expect(early.metersMax).toBeLessThan(0.01);
    },
    PATIENCE_MS,
  );

  test(
    'plays at the speed that is chosen, and stops at the end',
    async () => {
      const { page } = browser;
      await page.selectOption('#playback [data-part="speed"]', '16');
      await page.click('#playback [data-part="play"]');
      await page.waitForFunction(() => !window.marchlandPlayback!.playback.playing);
      expect((await drawnOff()).tick).toBe(1_400);
      await page.waitForFunction(
        () => document.querySelector('[data-field="state"]')!.textContent === 'end of the recording',
      );
    },
    PATIENCE_MS,
  );

  test(
    'was proven by its hashes, and the panel says so',
    async () => {
      const figures = await browser.page.evaluate(() => {
        const { exact, mirror } = window.marchlandPlayback!.playback;
        return { exact, checks: mirror.hashChecks, mismatches: mirror.hashMismatches };
      });
      expect(figures).toMatchObject({ exact: true, mismatches: 0 });
      expect(figures.checks).toBeGreaterThan(0);
      expect(await browser.page.textContent('[data-field="mirror"]')).toMatch(/^exact · \d+ checks$/);
      expect(await browser.page.isVisible('[data-field="delay"]')).toBe(false);
      expect(await browser.page.textContent('[data-field="recording"]')).toBe('recording.mrec');
    },
    PATIENCE_MS,
  );

  test(
    'can be closed, and the page had nothing to complain about',
    async () => {
      await browser.page.click('#playback [data-part="close"]');
      await browser.page.waitForFunction(() => window.marchlandPlayback === undefined);
      expect(await browser.page.textContent('#banner')).toMatch(/Drop another one/);
      expect(browser.complaints).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('ends when it is told to', async () => {
    const ended = new Promise((resolve) => served.child.once('exit', resolve));
    served.child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('a recording that is dropped onto a live map', () => {
  let server: Awaited<ReturnType<typeof startServer>>;

  beforeAll(async () => {
    server = await startServer({ args: ['--set', `world.file=${TINY_WORLD}`] });
    await browser.page.goto(server.mapUrl);
    await browser.page.waitForFunction(() => window.marchland?.client.avatar !== undefined);
  }, PATIENCE_MS);

  afterAll(async () => {
    // As in browser-map.test.ts: a server is stopped when its last page is gone.
    await browser.close();
    await server?.stop();
  });

  async function drop(path: string): Promise<void> {
    const base64 = readFileSync(path).toString('base64');
    await browser.page.evaluate((data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'span.mrec'));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    }, base64);
  }

  test(
    'is refused in words when it is damaged, and the live map stays',
    async () => {
      const damaged = readFileSync(file).subarray(0, 3_000);
      const path = join(directory, 'damaged.mrec');
      writeFileSync(path, damaged);
      await drop(path);
      await browser.page.waitForFunction(() =>
        /^Not played – span\.mrec: damaged or cut off/.test(document.querySelector('#banner')!.textContent!),
      );
      expect(await browser.page.evaluate(() => window.marchland!.client.state)).toBe('connected');
    },
    PATIENCE_MS,
  );

  test(
    'takes the place of the session, and closing it brings the live map back',
    async () => {
      const { page } = browser;
      await drop(file);
      await page.waitForFunction(() => (window.marchlandPlayback?.map.unitsDrawn() ?? 0) > 0);
      expect(await page.evaluate(() => window.marchland)).toBeUndefined();
      await page.keyboard.press('Space');
      await drawn();
      const { count, metersMax } = await drawnOff();
      expect(count).toBe(63);
      expect(metersMax).toBeLessThan(0.01);
      await page.click('#playback [data-part="close"]');
      await page.waitForFunction(() => window.marchland?.client.avatar !== undefined);
      expect(browser.complaints).toEqual([]);
    },
    PATIENCE_MS,
  );
});
