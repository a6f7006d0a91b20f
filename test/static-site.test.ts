import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StaticSite } from '../src/gateway/static-site.ts';

const LONG = 'a page that is worth packing\n'.repeat(200);

let directory: string;
let site: StaticSite;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'static-site-'));
  writeFileSync(join(directory, 'index.html'), LONG);
  writeFileSync(join(directory, 'map.css'), 'body {}');
  writeFileSync(join(directory, 'secret.key'), 'not for anybody');
  site = new StaticSite(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const packed = (path: string) =>
  vi.waitFor(() => {
    const page = site.page(path, 'gzip, br');
    expect(page?.gzip).toBe(true);
    return gunzipSync(page!.body).toString();
  });

test('a page is there at once, and packed soon for those who can take that', async () => {
  expect(site.page('/index.html', 'gzip, br')).toMatchObject({ gzip: false });
  expect(await packed('/index.html')).toBe(LONG);
  expect(await packed('/')).toBe(LONG);
  expect(site.page('/', 'identity')).toMatchObject({ gzip: false, type: 'text/html; charset=utf-8' });
});

test('what is small stays as it is, and other files are not served', () => {
  expect(site.page('/map.css', 'gzip')).toMatchObject({ gzip: false, type: 'text/css; charset=utf-8' });
  expect(site.page('/secret.key', 'gzip')).toBeUndefined();
});

test('a page that is replaced is never served as it was, however late it was packed', async () => {
  site.add('/minds.json', bytes(LONG));
  site.add('/minds.json', bytes(LONG.toUpperCase()));
  expect(await packed('/minds.json')).toBe(LONG.toUpperCase());
  site.add('/minds.json', bytes('{}'));
  expect(site.page('/minds.json', 'gzip')).toMatchObject({ gzip: false, body: bytes('{}') });
});
