import packaged from '@sparticuz/chromium';
import { chromium, type Page } from 'playwright-core';

/** WebGL2 in software: test machines have no GPU, and headless Chromium otherwise offers none. */
const ARGUMENTS = [
  '--no-sandbox',
  '--headless',
  '--no-zygote',
  '--disable-dev-shm-usage',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // A software GPU on a busy machine looks hung; after some such "crashes" the whole browser would exit.
  '--disable-gpu-watchdog',
  '--disable-gpu-process-crash-limit',
];

/** Between two frames of a page, besides the time that drawing takes: without a GPU every frame costs two cores. */
const FRAME_PAUSE_MS = 60;

export interface TestBrowser {
  page: Page;
  /** What the page complained about: uncaught errors, and errors and warnings on its console. */
  complaints: string[];
  close(): Promise<void>;
}

/**
 * Starts the Chromium that comes with the development packages and opens an empty page. CHROMIUM_PATH names another
 * browser for machines that the packaged one (Linux, x64) does not run on.
 */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? (await packaged.executablePath()),
    headless: true,
    args: ARGUMENTS,
  });
  const page = await browser.newPage({ viewport: { width: 720, height: 450 } });
  await page.addInitScript(drawSeldom, FRAME_PAUSE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return { page, complaints, close: () => browser.close() };
}

/** Runs in the page before its own code: it draws fewer frames a second, as on a weak device. */
export function drawSeldom(pauseMs: number): void {
  const request = window.requestAnimationFrame.bind(window);
  const cancel = window.cancelAnimationFrame.bind(window);
  // A frame is cancelled in its pause or after it: one that was only cancelled before drew a map that was closed.
  const paused = new Map<number, number>();
  window.requestAnimationFrame = (draw) => {
    const begin = (): void => void paused.set(handle, request(drawNow));
    const drawNow = (nowMs: number): void => {
      paused.delete(handle);
      draw(nowMs);
    };
    const handle = window.setTimeout(begin, pauseMs);
    return handle;
  };
  window.cancelAnimationFrame = (handle) => {
    window.clearTimeout(handle);
    cancel(paused.get(handle) ?? 0);
    paused.delete(handle);
  };
}

/** Number of different colors on the page as a person would see it: a blank canvas has a handful, a map hundreds. */
export async function colorCount(page: Page): Promise<number> {
  const png = (await page.screenshot({ type: 'png' })).toString('base64');
  return await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, png);
}
