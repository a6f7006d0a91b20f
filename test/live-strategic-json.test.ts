import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from './support/server.ts';
import { TextSocket } from './support/text-socket.ts';
import { until } from './support/until.ts';

/** What docs/STRATEGIC.md shows is typed again at a real server, and has to be answered alike. */

const page = readFileSync('docs/STRATEGIC.md', 'utf8');
const session = /```text\n([^`]*)```/.exec(page)![1].trimEnd().split('\n');
const command = /npm start -- ([\s\S]*?)\n\n/.exec(page)![1];
const args = command
  .replace(/\\\n/g, ' ')
  .split(/\s+/)
  .map((word) => word.replace(/^'|'$/g, ''));

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer({ args });
}, 60_000);
afterAll(async () => {
  await server?.kill();
});

/** Field names and types of a message; values and the length of lists are the run's own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      // Factions come and go.
      name === 'faction_influences' ? 'object' : shapeOf(field),
    ]),
  );
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line.slice(2)) as Record<string, unknown>;
}

test('the documented session can be had, and a district changes hands in it', async () => {
  const shown = session.filter((line) => line.startsWith('< ')).map(parse);
  const kinds = new Map(shown.map((message) => [`${message['type']} ${'channel' in message}`, message]));
  expect([...kinds.keys()].sort()).toEqual([
    'error false',
    'hello false',
    'initial_state true',
    'pong false',
    'territorial_update false',
    'territorial_update true',
  ]);
  const socket = await TextSocket.open(server.wsUrl, 'other, marchland.json.v1');
  expect(socket.protocol).toBe('marchland.json.v1');
  const heard = () => socket.texts.map((text) => JSON.parse(text) as Record<string, unknown>);
  const ownersOf = (id: string) =>
    heard().flatMap(({ updates }) =>
      ((updates ?? []) as Record<string, unknown>[])
        .filter((update) => update['territory_id'] === id)
        .map((update) => update['owner']),
    );
  const typed = session.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
  const flipAt = typed.findIndex((line) => line.includes('unsubscribe'));
  for (const line of typed.slice(0, flipAt)) socket.send(line);
  await until('district C changes hands', () => ownersOf('C').some((owner) => owner !== 0), 60_000);
  for (const line of typed.slice(flipAt)) socket.send(line);
  await until('an error', () => heard().some(({ type }) => type === 'error'));
  await until('the territory asked for', () => heard().some((m) => 'updates' in m && !('channel' in m)));
  for (const [kind, message] of kinds) {
    const like = heard().find((other) => `${other['type']} ${'channel' in other}` === kind);
    expect(shapeOf(like), kind).toEqual(shapeOf(message));
  }
  socket.close();
}, 90_000);

test('a transcript is what the page says it is: nobody, then a faction', () => {
  const updates = session.filter((line) => line.startsWith('< ')).map(parse);
  const owners = updates.flatMap((message) =>
    ((message['updates'] ?? message['territories'] ?? []) as Record<string, unknown>[])
      .filter((update) => update['territory_id'] === 'C')
      .map((update) => update['owner']),
  );
  expect(owners[0]).toBe(0);
  expect(owners.at(-1)).toBe(7);
});
