import { describe, expect, test } from 'vitest';
import { CAUSE, OBJECTIVE } from '../components/territory-rules.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { LABEL } from '../src/territory/control.ts';
import { TerritoryHistory } from '../web/territory-history.ts';
import { changeLine, type HistoryRow, historyLine, mergeLines } from '../web/territory-lines.ts';
import type { TerritoryChange } from '../web/territory-model.ts';
import {
  CAUSE_WORDS,
  causeWords,
  eventWords,
  LABEL_WORDS,
  OBJECTIVES,
  percentWords,
  refusalWords,
  spanWords,
} from '../web/territory-words.ts';

const NAMES = ['nobody', 'Directorate', 'Free77'];
const nameOf = (faction: number) => NAMES[faction];

function change(part: Partial<TerritoryChange>): TerritoryChange {
  const base = {
    level: 1,
    index: 0,
    tick: 60,
    kind: 'owner',
    faction: 2,
    before: 1,
    after: 2,
    cause: 1,
    actor: 0,
  };
  return { ...base, ...part } as TerritoryChange;
}

function row(part: Partial<HistoryRow>): HistoryRow {
  return { tick: 60, kind: 2, faction: 2, cause: 1, actor: 0, a: 1, b: 2, ...part };
}

describe('words for numbers', () => {
  test('every cause, label and objective of the simulation has its word', () => {
    expect(CAUSE_WORDS).toHaveLength(Object.keys(CAUSE).length);
    expect(causeWords(CAUSE.uprising)).toBe('an uprising');
    expect(causeWords(CAUSE.rollUp)).toBe('its control points');
    expect(LABEL_WORDS.map((label) => LABEL[label])).toEqual([0, 1, 2, 3]);
    const numbers = OBJECTIVES.map(({ name }) => OBJECTIVE[name.toLowerCase() as keyof typeof OBJECTIVE]);
    expect(OBJECTIVES.map(({ number }) => number)).toEqual(numbers);
  });

  test('a number that the page does not know is named as such', () => {
    expect(causeWords(99)).toBe('cause 99');
    expect(eventWords(9)).toBe('event 9');
    expect(eventWords(1, ['flood'])).toBe('flood');
  });

  test('an order that was taken is no refusal, and the usual refusals have their own words', () => {
    expect(refusalWords(RESULT.done)).toBe('');
    const others = [RESULT.notThere, RESULT.notPossible, RESULT.noAvatar, RESULT.badValue].map(refusalWords);
    expect(new Set(others).size).toBe(4);
    expect(others[0]).toContain('not inside');
  });

  test.each([
    [-5, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [7_300, '2 h'],
    [200_000, '2 d'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(spanWords(seconds)).toBe(words);
  });

  test('a trace of influence is not shown as none', () => {
    expect([0, 40, 100, 6_249].map(percentWords)).toEqual(['0 %', '<1 %', '1 %', '62 %']);
  });
});

describe('lines of history', () => {
  test('a flip tells who took what from whom, why, and by which avatar', () => {
    expect(changeLine(change({}), nameOf).words).toBe('Free77 took it from Directorate – presence');
    expect(changeLine(change({ before: 0, actor: 311, cause: 3 }), nameOf).words).toBe(
      'Free77 took it – a capture objective (avatar 311)',
    );
    expect(changeLine(change({ after: 0, cause: 2 }), nameOf).words).toBe('Directorate lost it – decay');
  });

  test('the server’s row of a flip reads like one that was seen', () => {
    expect(historyLine(row({}), nameOf, [])).toEqual(changeLine(change({}), nameOf));
  });

  test('a row of influence is in points, a loss with its sign', () => {
    const lost = row({ kind: 1, a: -12_340, cause: CAUSE.disaster });
    expect(historyLine(lost, nameOf, [])?.words).toBe('Free77 −12.3 – a disaster');
    const summed = { ...lost, firstTick: 600, tick: 600 + 370 * 60, a: 41_200, cause: CAUSE.presence };
    expect(historyLine(summed, nameOf, [])?.words).toBe('Free77 +41.2 in 6 min – presence');
  });

  test('a row of a kind that the page does not know is left out', () => {
    expect(historyLine(row({ kind: 77 }), nameOf, [])).toBeUndefined();
  });

  test('what was seen is shown only where the server’s rows end', () => {
    const line = (tick: number, words: string) => ({ tick, faction: 0, words });
    const merged = mergeLines(
      [line(30, 'seen late'), line(20, 'seen'), line(10, 'seen early')],
      [line(20, 'stored'), line(5, 'stored early')],
      3,
    );
    expect(merged.map(({ words }) => words)).toEqual(['seen late', 'stored', 'stored early']);
  });
});

describe('the server’s history', () => {
  function answering(status: number, body: unknown) {
    const asked: string[] = [];
    const history = new TerritoryHistory(async (path) => {
      asked.push(path);
      return new Response(JSON.stringify(body), { status });
    });
    return { asked, history };
  }

  test('is asked for at once, and again only after a while', async () => {
    const { asked, history } = answering(200, { rows: [row({})] });
    for (const nowMs of [0, 100, 14_000, 15_100]) history.follow(1, 7, nowMs);
    expect(asked).toEqual(Array(2).fill('/territory-history?level=1&index=7'));
    await expect.poll(() => history.rows).toEqual([row({})]);
  });

  test('that a server does not offer is asked for once', async () => {
    const { asked, history } = answering(404, {});
    history.follow(1, 7, 0);
    await new Promise((done) => setTimeout(done));
    history.follow(1, 8, 60_000);
    expect(asked).toHaveLength(1);
    expect(history.rows).toEqual([]);
  });

  test('of a district that is looked at no more is thrown away when it comes', async () => {
    const { history } = answering(200, [row({})]);
    history.follow(1, 7, 0);
    history.forget();
    await new Promise((done) => setTimeout(done));
    expect(history.rows).toEqual([]);
  });
});
