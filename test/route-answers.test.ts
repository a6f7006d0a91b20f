import { describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import {
  ANSWER_WORD,
  createAnswerHead,
  readAnswerHead,
  readAnswerPath,
  routeAnswerStart,
  writeRouteAnswer,
} from '../components/route-answers.ts';
import { UNREACHABLE } from '../src/routing/route-graph.ts';
import { meshRouteGraph } from './support/routing-worlds.ts';

describe('the records of an answer', () => {
  const graph = meshRouteGraph(20);
  const snake = Array.from({ length: 400 }, (_, i) => {
    const row = Math.floor(i / 20);
    return row * 20 + (row % 2 === 0 ? i % 20 : 19 - (i % 20));
  });
  const words = new Int32Array(100 * INBOX_RECORD_WORDS);
  const head = (hops: number) => ({
    request: 511,
    serial: 0xffff_fffe,
    versionTick: 0xf000_0000,
    cost: UNREACHABLE,
    hops,
  });

  test.each([
    ...[
      [0, 1],
      [36, 1],
      [37, 2],
      [84, 2],
      [85, 3],
      [255, 6],
    ],
  ])('hold a path of %i steps in %i', (hops, records) => {
    words.fill(-1);
    expect(writeRouteAnswer(graph, head(hops), snake, 3, words, 16)).toBe(records);
    const last = 16 + (records - 1) * INBOX_RECORD_WORDS;
    expect(routeAnswerStart(words, last)).toBe(16);
    const found = createAnswerHead();
    readAnswerHead(words, 16, found);
    expect(found).toEqual(head(hops));
    const nodes = new Uint32Array(256);
    expect(readAnswerPath(graph, words, 16, snake[3], nodes)).toBe(true);
    expect([...nodes.subarray(0, hops + 1)]).toEqual(snake.slice(3, 3 + hops + 1));
    expect(words[last + INBOX_RECORD_WORDS]).toBe(-1);
    for (let at = 16; at < last; at += INBOX_RECORD_WORDS) expect(routeAnswerStart(words, at)).toBe(-1);
  });

  test('are no answer when one of them was taken out, or is of another', () => {
    const change = (record: number, word: number, value: number): number => {
      writeRouteAnswer(graph, head(255), snake, 0, words, 0);
      words[record * INBOX_RECORD_WORDS + word] = value;
      return routeAnswerStart(words, 5 * INBOX_RECORD_WORDS);
    };
    expect(change(5, 0, 9)).toBe(0);
    for (let record = 0; record <= 5; record++) {
      expect(change(record, 0, 0)).toBe(-1);
      expect(change(record, ANSWER_WORD.serial, 7)).toBe(-1);
      expect(change(record, ANSWER_WORD.row, 511 | ((record ^ 1) << 16))).toBe(-1);
    }
    expect(routeAnswerStart(words, INBOX_RECORD_WORDS)).toBe(-1);
  });

  test('are no path when a step leads along an edge that is not there', () => {
    writeRouteAnswer(graph, head(2), [0, 1, 21], 0, words, 0);
    const nodes = new Uint32Array(3);
    expect(readAnswerPath(graph, words, 0, 0, nodes)).toBe(true);
    // A corner has two edges.
    words[7] = (words[7] & ~0xff) | 2;
    expect(readAnswerPath(graph, words, 0, 0, nodes)).toBe(false);
  });

  test('give cost and steps of a path that is too long, and no path', () => {
    expect(writeRouteAnswer(graph, head(300), snake, 0, words, 0)).toBe(1);
    const found = createAnswerHead();
    readAnswerHead(words, 0, found);
    expect(found.hops).toBe(300);
    expect(readAnswerPath(graph, words, 0, 0, new Uint32Array(1))).toBe(true);
  });

  test('hold steps out of a node with more borders than a byte counts', () => {
    const leaves = 70_000;
    const start = new Uint32Array(new SharedArrayBuffer((leaves + 2) * 4)).fill(leaves, 1);
    const target = new Uint32Array(new SharedArrayBuffer(leaves * 4));
    for (let leaf = 1; leaf <= leaves; leaf++) target[leaf - 1] = leaf;
    for (const leaf of [1, 256, 257, 65_536, 65_537, leaves]) {
      writeRouteAnswer({ start, target }, head(1), [0, leaf], 0, words, 0);
      const nodes = new Uint32Array(2);
      expect(readAnswerPath({ start, target }, words, 0, 0, nodes)).toBe(true);
      expect([...nodes]).toEqual([0, leaf]);
    }
  });
});
