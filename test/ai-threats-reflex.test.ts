import { describe, expect, test } from 'vitest';
import { REFLEX, THREAT, TRAIT, TRAIT_COUNT } from '../components/ai-rules.ts';
import { chooseReflex, REFLEX_INPUT, REFLEX_REASON, type Verdict } from '../src/ai/reflex.ts';
import { plainMinds } from './support/plain-minds.ts';

const FACTION = 3;

/** A district worth something, six enemies in it and none of one's own, and twelve soldiers who could come. */
const PLACE = {
  ...{ value: 500, own: 0, enemy: 6, coming: 0, isUnderWay: 0, help: 12, near: 900, squadSize: 6 },
  ...{ spread: 0, room: 10, isOwn: 1, isOpen: 0, hasTarget: 1, isThere: 1, mayTurn: 1, sinceReview: 500 },
};

/** What a faction with some traits, all others in the middle, does about a threat. */
function verdictOf(
  threat: keyof typeof THREAT,
  traits: Partial<Record<keyof typeof TRAIT, number>> = {},
  changes: Partial<Record<keyof typeof REFLEX_INPUT, number>> = {},
): Verdict {
  const ai = plainMinds();
  const trait = [...ai.trait];
  for (const [name, value] of Object.entries(traits))
    trait[FACTION * TRAIT_COUNT + TRAIT[name as keyof typeof TRAIT]] = value;
  // Not from 0 on: only what stands at its place may count.
  const inputs = new Uint16Array(32).fill(9999);
  for (const [name, value] of Object.entries({ ...PLACE, ...changes }))
    inputs[16 + REFLEX_INPUT[name as keyof typeof REFLEX_INPUT]] = value;
  const verdict = { reflex: -1, reason: -1, squads: -1, score: -1 };
  chooseReflex({ ...ai, trait }, FACTION, THREAT[threat], inputs, 16, verdict);
  return verdict;
}

/** The same in words. */
function told(...[threat, traits, changes]: Parameters<typeof verdictOf>): string {
  const { reflex, reason, squads } = verdictOf(threat, traits, changes);
  const nameOf = (words: object, value: number) =>
    Object.entries(words).find(([, number]) => number === value)![0];
  return [nameOf(REFLEX, reflex), nameOf(REFLEX_REASON, reason), ...(squads > 0 ? [squads] : [])].join(' ');
}

describe.each(['contested', 'fortHit', 'fortLost'] as const)('an own place, %s', (threat) => {
  test('is reinforced, by as many squads as enemies are too many', () => {
    expect(told(threat)).toBe('reinforce fitting 1');
    expect(told(threat, {}, { enemy: 7 })).toBe('reinforce fitting 2');
    expect(told(threat, {}, { enemy: 7, own: 1 })).toBe('reinforce fitting 1');
    expect(told(threat, {}, { enemy: 13, own: 6 })).toBe('reinforce fitting 2');
    expect(told(threat, {}, { enemy: 0, own: 30 })).toBe('reinforce fitting 1');
    expect(told(threat, { risk: 1000 }, { enemy: 24, help: 18 })).toBe('reinforce fitting 3');
  });

  test('is left alone when it is worth little to a faction that does not care for what it has', () => {
    const calm = { aggression: 400 };
    expect(told(threat, { ...calm, defence: 300 }, { value: 290 })).toBe('none worthless');
    expect(told(threat, { ...calm, defence: 300 }, { value: 300 })).toBe('reinforce fitting 1');
    expect(told(threat, { ...calm, defence: 310 }, { value: 290 })).toBe('reinforce fitting 1');
    expect(verdictOf(threat, { defence: 300 }, { value: 290 }).score).toBe(Math.floor((295 * 65_536) / 1000));
  });

  test('needs nobody more while those who are there or on their way are enough', () => {
    expect(told(threat, {}, { isUnderWay: 1, own: 2, coming: 4 })).toBe('none underWay');
    expect(told(threat, {}, { isUnderWay: 1, own: 2, coming: 3 })).toBe('reinforce fitting 1');
    expect(told(threat, {}, { own: 6 })).toBe('reinforce fitting 1');
  });

  test('gets nobody when nobody can be sent', () => {
    expect(told(threat, {}, { help: 0 })).toBe('none nobodyFree');
    expect(told(threat, {}, { room: 0 })).toBe('none noRoom');
    expect(told(threat, { defence: 500 }, { spread: 500 })).toBe('none spread');
    expect(told(threat, { defence: 500 }, { spread: 499 })).toBe('reinforce fitting 1');
    expect(told(threat, { defence: 700 }, { spread: 500 })).toBe('reinforce fitting 1');
  });

  test('against too many it is given up: for a blow elsewhere by the aggressive, or to be thought over', () => {
    const many = { enemy: 17 };
    expect(told(threat, {}, { enemy: 16 })).toBe('reinforce fitting 3');
    expect(told(threat, {}, many)).toBe('review outnumbered');
    expect(told(threat, { risk: 600 }, many)).toBe('reinforce fitting 3');
    expect(told(threat, { aggression: 600 }, many)).toBe('counterRaid outnumbered 1');
    expect(told(threat, { aggression: 600 }, { ...many, hasTarget: 0 })).toBe('review outnumbered');
    expect(told(threat, {}, { ...many, sinceReview: 249 })).toBe('none reviewed');
  });

  test('is a reason to strike back for who is more aggressive than defensive', () => {
    expect(told(threat, { aggression: 700 })).toBe('counterRaid fitting 1');
    expect(told(threat, { aggression: 699 })).toBe('reinforce fitting 1');
    expect(told(threat, { aggression: 900, defence: 701 })).toBe('reinforce fitting 1');
    expect(told(threat, { aggression: 700 }, { hasTarget: 0 })).toBe('reinforce fitting 1');
  });
});

describe.each(['lost', 'fortLost', 'fortHit'] as const)('a place that is gone, %s', (threat) => {
  const gone = { isOwn: 0, isOpen: 1 };

  test('is taken back by one or two squads', () => {
    expect(told(threat, {}, gone)).toBe('recapture fitting 1');
    expect(told(threat, {}, { ...gone, enemy: 9 })).toBe('recapture fitting 2');
    expect(told(threat, { risk: 1000 }, { ...gone, enemy: 24 })).toBe('recapture fitting 2');
  });

  test('is thought over when it cannot be, or is not worth it', () => {
    expect(told(threat, {}, { ...gone, enemy: 17 })).toBe('review outnumbered');
    expect(told(threat, {}, { ...gone, help: 0 })).toBe('review nobodyFree');
    expect(told(threat, {}, { ...gone, help: 0, sinceReview: 0 })).toBe('none reviewed');
    const timid = { aggression: 200, defence: 200 };
    expect(told(threat, timid, { ...gone, value: 300 })).toBe('review worthless');
    expect(told(threat, { ...timid, aggression: 400 }, { ...gone, value: 300 })).toBe('recapture fitting 1');
    expect(told(threat, { ...timid, defence: 400 }, { ...gone, value: 300 })).toBe('recapture fitting 1');
  });

  test('is left to friends, and to those who are at it', () => {
    expect(told(threat, {}, { isOwn: 0, isOpen: 0 })).toBe('none peace');
    expect(told(threat, {}, { ...gone, isUnderWay: 1, coming: 6 })).toBe('none underWay');
    expect(told(threat, {}, { ...gone, isUnderWay: 1, coming: 5 })).toBe('recapture fitting 1');
  });
});

test('what was contested and is gone, or was lost and is back, is over', () => {
  expect(told('contested', {}, { isOwn: 0 })).toBe('none over');
  expect(told('lost', {}, { isOwn: 1 })).toBe('none over');
});

describe('a convoy under attack', () => {
  test('is guarded by a squad that is near, from farther by who lives by trade', () => {
    expect(told('convoyHit')).toBe('guardConvoy fitting 1');
    expect(told('convoyHit', {}, { near: 650 })).toBe('guardConvoy fitting 1');
    expect(told('convoyHit', {}, { near: 649 })).toBe('turnConvoy nobodyFree');
    expect(told('convoyHit', { economy: 502 }, { near: 649 })).toBe('guardConvoy fitting 1');
  });

  test('else turns around, if somebody can tell it', () => {
    expect(told('convoyHit', {}, { enemy: 17 })).toBe('turnConvoy outnumbered');
    expect(told('convoyHit', {}, { help: 0 })).toBe('turnConvoy nobodyFree');
    expect(told('convoyHit', {}, { spread: 500 })).toBe('turnConvoy spread');
    expect(told('convoyHit', {}, { enemy: 17, mayTurn: 0 })).toBe('none outnumbered');
  });

  test('needs nothing when it is gone, or has its guard', () => {
    expect(told('convoyHit', {}, { isThere: 0 })).toBe('none over');
    expect(told('convoyHit', {}, { isUnderWay: 1 })).toBe('none underWay');
  });
});

test('a lost convoy is avenged by the aggressive, and thought over by who cares for trade', () => {
  expect(told('convoyLost', { aggression: 600 })).toBe('counterRaid fitting 1');
  expect(told('convoyLost', { aggression: 600 }, { hasTarget: 0 })).toBe('review fitting');
  expect(told('convoyLost', { aggression: 600 }, { help: 0 })).toBe('review nobodyFree');
  expect(told('convoyLost', { aggression: 599 })).toBe('review fitting');
  expect(told('convoyLost', { economy: 299 })).toBe('none worthless');
  expect(told('convoyLost', {}, { sinceReview: 100 })).toBe('none reviewed');
});

test('a broken pact is thought over at once, whatever was thought a moment ago', () => {
  expect(told('pactBroken', {}, { sinceReview: 0 })).toBe('review fitting');
});

test('a squad that has lost many leaves when enemies are too many for its taste', () => {
  const few = { own: 3, enemy: 5 };
  expect(told('squadHurt', {}, few)).toBe('withdraw outnumbered');
  expect(told('squadHurt', {}, { own: 3, enemy: 4 })).toBe('none holds');
  expect(told('squadHurt', { risk: 800 }, few)).toBe('none holds');
  expect(told('squadHurt', { risk: 700 }, few)).toBe('none holds');
  expect(told('squadHurt', { risk: 700, mobility: 1000 }, few)).toBe('withdraw outnumbered');
  expect(told('squadHurt', {}, { ...few, isThere: 0 })).toBe('none over');
});
