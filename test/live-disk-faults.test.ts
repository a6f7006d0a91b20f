import { afterEach, describe, expect, it } from 'vitest';
import { connectNode } from '../client/node.ts';
import { DISK_FULL_PAUSE_MS } from '../src/limits.ts';
import { type DiskRetryHooks, writeWhenRoom } from '../src/storage/disk-retry.ts';
import { PatchedServer } from './support/patched-server.ts';
import { until } from './support/until.ts';

function failure(code: string): Error {
  return Object.assign(new Error('planted'), { code });
}

/** A disk that fails by a plan of error codes, then takes; and a clock of its own. */
function disk(codes: readonly string[], waitMs = 250) {
  const said: string[] = [];
  let now = 0;
  let attempt = 0;
  const hooks: DiskRetryHooks = {
    full: () => said.push('full'),
    pause: () => said.push('pause'),
    recovered: (waited) => said.push(`recovered ${waited}`),
    wait: () => {
      now += waitMs;
      return true;
    },
    nowMs: () => now,
  };
  const write = () => {
    const code = codes[attempt++];
    if (code !== undefined) throw failure(code);
    said.push('written');
  };
  return { said, hooks, write, reconnect: () => said.push('reconnect') };
}

describe('a full disk', () => {
  it('is written to again on a fresh connection until it takes', () => {
    const { said, hooks, write, reconnect } = disk(['SQLITE_FULL', 'ENOSPC']);
    writeWhenRoom(write, reconnect, hooks);
    expect(said).toEqual(['full', 'reconnect', 'reconnect', 'written', 'recovered 500']);
  });

  it('pauses the world once, after ten seconds', () => {
    const tries = DISK_FULL_PAUSE_MS / 250 + 8;
    const { said, hooks, write, reconnect } = disk(new Array<string>(tries).fill('SQLITE_FULL'));
    writeWhenRoom(write, reconnect, hooks);
    const words = said.filter((word) => word !== 'reconnect');
    expect(words).toEqual(['full', 'pause', 'written', `recovered ${tries * 250}`]);
    expect(said.indexOf('pause')).toBe(1 + DISK_FULL_PAUSE_MS / 250);
  });

  it('is not waited for when the server is to stop', () => {
    const { hooks, write, reconnect } = disk(['SQLITE_FULL']);
    expect(() => writeWhenRoom(write, reconnect, { ...hooks, wait: () => false })).toThrow('planted');
  });

  it.each(['SQLITE_IOERR', 'SQLITE_IOERR_FSYNC', 'SQLITE_CORRUPT', 'EIO'])('is not what %s means', (code) => {
    const { said, hooks, write, reconnect } = disk([code]);
    expect(() => writeWhenRoom(write, reconnect, hooks)).toThrow('planted');
    expect(said).toEqual([]);
  });
});

describe('on a running server', () => {
  let server: PatchedServer | undefined;
  let client: ReturnType<typeof connectNode> | undefined;

  afterEach(async () => {
    client?.close();
    await server?.remove();
  });

  /** A server whose journal throws `code` while `when` holds, with a client on it. */
  async function start(when: string, code: string) {
    const fault = `{ if (${when}) throw Object.assign(new Error('planted'), { code: '${code}' });`;
    server = await PatchedServer.start([
      { file: 'src/storage/journal.js', before: 'write(words) {', after: `write(words) ${fault}` },
    ]);
    const { socketUrl, operatorUrl } = await server.facts();
    client = connectNode({ url: socketUrl, backoff: { firstMs: 50, maxMs: 200 } });
    await until('the client has its avatar', () => client?.avatar !== undefined, 15_000);
    const missing = async () =>
      ((await (await fetch(new URL('/readyz', operatorUrl))).json()) as { missing: string[] }).missing.join();
    return { server, client, missing };
  }

  it('a disk that is full for seconds costs confirmations and an alarm, not the world', async () => {
    const begin = '(globalThis.begin ??= words[1] > 200 ? Date.now() : undefined)';
    const span = `${begin} && Date.now() - globalThis.begin < 3000`;
    const { server: running, client: player, missing } = await start(span, 'SQLITE_FULL');
    await running.line('nothing is confirmed until there is room');
    expect(await missing()).toContain('the disk is full');
    await running.line('there is room again');
    await until('the alarm is over', async () => (await missing()) === '');
    expect(player.diagnostics()).toMatchObject({ reconnects: 0, hashMismatches: 0 });
    expect(running.lines.join('\n')).not.toContain('restarted');
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('a failed sync ends the thread at once, and the world comes back from disk', async () => {
    const { server: running, client: player } = await start('words[1] > 200 && ONCE', 'SQLITE_IOERR_FSYNC');
    expect(await running.line('the world is restarted from disk')).toContain('planted');
    await running.line('the world runs again');
    await until(
      'the client is back',
      () => player.diagnostics().reconnects > 0 && player.avatar !== undefined,
    );
    expect(running.lines.filter((line) => line.includes('the world is restarted'))).toHaveLength(1);
  });
});
