import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROUTE_REASON } from '../components/routes.ts';
import { retireRoute } from '../systems/actions/retire-route.ts';
import { RouteJsonClient } from './support/route-clients.ts';
import { givePath, openRoute, sendConvoy, worsen } from './support/route-life.ts';
import { RouteStage } from './support/route-stage.ts';

/** The session with routes of docs/STRATEGIC.md, held against what a gateway says. */

const page = readFileSync('docs/STRATEGIC.md', 'utf8');
const transcript = [...page.matchAll(/```text\n([^`]*)```/g)][1][1].trimEnd().split('\n');

type Message = Record<string, unknown>;

function lines(mark: string): Message[] {
  return transcript
    .filter((line) => line.startsWith(mark))
    .map((line) => JSON.parse(line.slice(2)) as Message);
}

const channel = 'convoy:faction:1:routes';

/** Field names and types of a message; a district may be none, and so may a route. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'none' : typeof value;
  const isNone = (name: string) => name.endsWith('district_id') || name === 'route_id';
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, isNone(name) ? 'id' : shapeOf(field)]),
  );
}

/** Of each type the message that has most in it. */
function fullest(messages: readonly Message[]): Map<unknown, Message> {
  const kinds = new Map<unknown, Message>();
  for (const message of messages) {
    const known = kinds.get(message['type']);
    if (!known || JSON.stringify(message).length > JSON.stringify(known).length) {
      kinds.set(message['type'], message);
    }
  }
  return kinds;
}

test('every message of the documented session is as a gateway says it', () => {
  const stage = new RouteStage();
  const client = new RouteJsonClient(stage);
  const tell = (change: Parameters<RouteStage['tick']>[0]) => {
    stage.tick(change);
    stage.tick();
    stage.deliver();
  };
  tell((world) => {
    givePath(world, openRoute(world, 1, 0, 1), [0, 1, 2, 3, 4]);
    worsen(world, 0, 2);
  });
  for (const message of lines('> ')) client.say(message);
  tell((world) => {
    givePath(world, 0, [0, 1, 7, 8, 4]);
    sendConvoy(world, 1, 0);
  });
  tell((world) => {
    worsen(world, 0, 2);
    retireRoute(world, 0, ROUTE_REASON.endLost);
  });
  const said = fullest(client.heard);
  const shown = fullest(lines('< '));
  expect(shown.size).toBeGreaterThan(6);
  for (const [type, message] of shown) {
    expect(shapeOf(said.get(type)), String(type)).toEqual(shapeOf(message));
  }
});

test('in the documented session convoys set out, and a lost district ends their route', () => {
  const events = lines('< ').flatMap((message) => (message['convoys'] ?? []) as Message[]);
  expect(events.map(({ event }) => event)).toContain('departed');
  const told = lines('< ').filter((message) => message['channel'] === channel);
  const sequences = told
    .filter(({ type }) => type !== 'initial_state')
    .map(({ sequence }) => Number(sequence));
  const live = sequences.slice(0, sequences.indexOf(Math.max(...sequences)) + 1);
  expect(live).toEqual([...live].sort((a, b) => a - b));
  const ended = told
    .filter(({ type }) => type === 'route_invalidated')
    .flatMap(({ routes }) => routes as Message[]);
  expect(ended).toContainEqual(
    expect.objectContaining({ state: 'ended', reason: 'end_lost', district_id: 'B' }),
  );
  const hit = told.filter(({ type }) => type === 'routes_invalidated_by_territory');
  expect(hit[0]['territories']).toMatchObject([{ district_id: 'B', faction_id: 1 }]);
});
