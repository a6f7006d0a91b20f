import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'marchland-refusals-'));
const data = join(directory, 'data');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function start(...args: string[]): { status: number | null; stderr: string } {
  const ports = ['--set', 'server.network.port=0', '--set', 'server.operator.port=0'];
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/server/main.js', '--json', '--data', data, ...ports, ...args],
    { encoding: 'utf8', timeout: 20_000 },
  );
  return { status, stderr };
}

describe('npm start refuses with exit code 2 and leaves nothing behind', () => {
  it('a wrong value in a configuration file, by file, line, what was found and what is allowed', () => {
    const config = join(directory, 'config');
    cpSync('config', config, { recursive: true });
    writeFileSync(join(config, 'world.yaml'), 'seed: 1\nsectorSizeMeters: twelve\n');
    const { status, stderr } = start('--config', config);
    expect(status).toBe(2);
    expect(stderr).toMatch(/world\.yaml:2.*sectorSizeMeters.*twelve.*50/s);
    expect(existsSync(data)).toBe(false);
  });

  it('an unknown knob, with the nearest known name', () => {
    const { status, stderr } = start('--set', 'server.network.prot=1');
    expect(status).toBe(2);
    expect(stderr).toContain('port');
  });

  it('a broken world file, by the place in it', () => {
    const world = join(directory, 'broken.json');
    writeFileSync(world, '{ "format": "marchland-world",\n  "version": 1,\n  oops }');
    const { status, stderr } = start('--world', world);
    expect(status).toBe(2);
    expect(stderr).toMatch(/broken\.json.*3/s);
  });

  it('a port in use, and the knob to change', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
    });
    const { status, stderr } = start('--set', `server.network.port=${port}`);
    holder.close();
    expect(status).toBe(2);
    expect(stderr).toContain(`127.0.0.1:${port} is in use`);
  });

  it('an operator port in use, after ending the threads it had already started', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) => {
      holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
    });
    const { status, stderr } = start('--set', `server.operator.port=${port}`);
    holder.close();
    expect(status).toBe(2);
    expect(stderr).toContain('operator.port');
  });

  it('a data directory that cannot be written', () => {
    const file = join(directory, 'not-a-directory');
    writeFileSync(file, '');
    const { status, stderr } = start('--data', join(file, 'below'));
    expect(status).toBe(2);
    expect(stderr).toContain('storage.directory');
  });

  it('a world file that is not there', () => {
    const { status, stderr } = start('--world', join(directory, 'missing.json'));
    expect(status).toBe(2);
    expect(stderr).toContain('missing.json');
  });
});
