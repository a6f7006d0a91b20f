import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HistoryQuestion, HistoryRequests } from '../src/gateway/history-requests.ts';
import { TerritoryHistory } from '../src/ops/territory-history.ts';
import { until } from './support/until.ts';

let channel: MessageChannel;
let requests: HistoryRequests;
let questions: HistoryQuestion[];
let answers: string[];

beforeEach(() => {
  channel = new MessageChannel();
  requests = new HistoryRequests(channel.port2, 40);
  questions = [];
  answers = [];
  channel.port1.on('message', (question: HistoryQuestion) => questions.push(question));
});

afterEach(() => {
  requests.close();
  channel.port1.close();
});

function ask(address: string, query = 'level=1&index=17'): () => void {
  return requests.ask(address, query, (status, body) => answers.push(`${address}: ${status} ${body}`));
}

describe('the gateway', () => {
  test('passes a question on, word for word, and the answer back to who asked', async () => {
    ask('a', 'index=17&level=district&x=1');
    ask('b');
    await until('both are asked', () => questions.length === 2);
    expect(questions.map(({ index, level }) => [level, index])).toEqual([
      ['district', '17'],
      ['1', '17'],
    ]);
    channel.port1.postMessage({ id: questions[1].id, status: 200, body: '{"rows":[]}' });
    channel.port1.postMessage({ id: questions[0].id, status: 404, body: '{}' });
    await until('both are answered', () => answers.length === 2);
    expect(answers).toEqual(['b: 200 OK {"rows":[]}', 'a: 404 Not Found {}']);
  });

  test('has one question of an address open at a time', async () => {
    ask('a');
    ask('a');
    expect(answers).toEqual(['a: 429 Too Many Requests {"error":"allowed: one question at a time"}']);
    await until('it is asked', () => questions.length === 1);
    channel.port1.postMessage({ id: questions[0].id, status: 200, body: '{}' });
    await until('it is answered', () => answers.length === 2);
    ask('a');
    expect(answers).toHaveLength(2);
  });

  test('has not more than 64 open together', () => {
    for (let i = 0; i < 70; i++) ask(`address ${i}`);
    expect(answers).toHaveLength(6);
  });

  test('gives up after a while, and an answer that comes later is nobody’s', async () => {
    ask('a');
    await until('it is given up', () => answers.length === 1);
    expect(answers[0]).toMatch(/^a: 503 /);
    channel.port1.postMessage({ id: questions[0].id, status: 200, body: '{}' });
    ask('a');
    await until('it is asked again', () => questions.length === 2);
    expect(answers).toHaveLength(1);
  });

  test('forgets the question of who went away', async () => {
    ask('a')();
    ask('a');
    await until('both are asked', () => questions.length === 2);
    channel.port1.postMessage({ id: questions[0].id, status: 200, body: 'first' });
    channel.port1.postMessage({ id: questions[1].id, status: 200, body: 'second' });
    await until('one is answered', () => answers.length === 1);
    expect(answers).toEqual(['a: 200 OK second']);
  });

  test('refuses an address without level or index, and answers all that is open when it closes', () => {
    ask('a', 'level=1');
    expect(answers[0]).toBe('a: 400 Bad Request {"error":"found ?level=1, allowed: ?level=1&index=17"}');
    ask('b');
    requests.close();
    expect(answers[1]).toMatch(/^b: 503 /);
    ask('c');
    expect(answers[2]).toMatch(/^c: 503 /);
  });
});

describe('the main thread', () => {
  const row = {
    ...{ firstTick: 10, tick: 20, kind: 1, level: 0, territory: 3, faction: 2, cause: 1, actor: 0 },
    ...{ a: 5, b: 6 },
  };
  const counts = { controlPointCount: 4, districtCount: 2, regionCount: 1 };
  const history = new TerritoryHistory(counts, async ({ index, level, limit }) => {
    if (index === 1 && level === 1) throw new Error('no disk');
    return Array.from({ length: Math.min(limit, 2) }, () => row);
  });

  test('answers in numbers or in words', async () => {
    expect(await history.inNumbers('1', '0', '1')).toEqual({
      status: 200,
      body: {
        ...{ level: 1, index: 0 },
        rows: [
          {
            firstTick: 10,
            tick: 20,
            kind: 1,
            level: 0,
            index: 3,
            faction: 2,
            cause: 1,
            actor: 0,
            a: 5,
            b: 6,
          },
        ],
      },
    });
    const { body } = await history.inWords('district', '0');
    expect(body).toMatchObject({
      rows: [{ kind: 'influence', cause: 'presence', level: 'controlPoint', index: 3 }, {}],
    });
  });

  test.each([
    ['town', '0', undefined, 400, 'level: found town, allowed: controlPoint (0), district (1), region (2)'],
    ['3', '0', undefined, 400, 'level: found 3'],
    ['1', '2', undefined, 404, 'index: found 2, allowed: 0 to 1'],
    ['1', '-1', undefined, 404, 'index: found -1'],
    ['0', '1e0', undefined, 404, 'index: found 1e0'],
    ['1', '0', '501', 400, 'limit: found 501, allowed: 1 to 500'],
    ['1', '0', '0', 400, 'limit: found 0'],
    ['1', '1', undefined, 503, 'no disk'],
  ])('refuses %s %s %s with %i', async (level, index, limit, status, error) => {
    const answer = await history.inWords(level, index, limit);
    expect(answer.status).toBe(status);
    expect(Reflect.get(answer.body, 'error')).toContain(error);
  });
});
