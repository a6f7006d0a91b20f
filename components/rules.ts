import { AI_RULES } from './ai-rules.ts';
import { COMBAT_RULES } from './combat-rules.ts';
import { CONVOY_RULES } from './convoy-rules.ts';
import { INBOX_RECORD_WORDS, INPUT, WORD } from './inbox.ts';
import { appendWords, flag, number, type RulesOf, takeWords, wordsOf } from './rule-words.ts';
import { TERRITORY_RULES } from './territory-rules.ts';

const SHAPE = {
  avatarUnitsPerTick: number,
  patrolUnitsPerTickMin: number,
  patrolUnitsPerTickMax: number,
  patrolRoamsTerritories: flag,
  /** Whether the world has forts and bases, from its next start on. */
  hasForts: flag,
  legTicksMax: number,
  pauseTicksMax: number,
  neighborLegPercent: number,
  resumeTicks: number,
  viewRadiusSectors: number,
  /** How far past a sector's border a viewer goes before its view follows, in world units. */
  viewSlackUnits: number,
  hashCheckIntervalTicks: number,
  territory: TERRITORY_RULES,
  convoys: CONVOY_RULES,
  combat: COMBAT_RULES,
  ai: AI_RULES,
} as const;

/** Tunable numbers as the systems use them: whole world units and ticks, made from the configuration. */
export type Rules = RulesOf<typeof SHAPE>;

/** Word of a record that says which part of the rules it carries; the parts follow from the next word on. */
const PART_WORD = WORD.gateway;
const FIRST_WORD = PART_WORD + 1;
const PART_WORDS = INBOX_RECORD_WORDS - FIRST_WORD;

const RULE_WORDS = wordsOf(SHAPE);

/** Input records that carry the rules, one after the other. */
export const RULES_RECORDS = Math.ceil(RULE_WORDS / PART_WORDS);

/** Puts rules into the RULES_RECORDS input records that begin at `at`. */
export function writeRules(rules: Rules, into: Int32Array, at: number): void {
  const words: number[] = [];
  appendWords(SHAPE, rules, words);
  into.fill(0, at, at + RULES_RECORDS * INBOX_RECORD_WORDS);
  for (let part = 0; part < RULES_RECORDS; part++) {
    const record = at + part * INBOX_RECORD_WORDS;
    into[record + WORD.kind] = INPUT.rules;
    into[record + PART_WORD] = part;
    into.set(words.slice(part * PART_WORDS, (part + 1) * PART_WORDS), record + FIRST_WORD);
  }
}

/** The rules of the RULES_RECORDS input records that begin at `at`. */
export function readRules(from: Int32Array, at: number): Rules {
  return takeWords(SHAPE, payload(from, at));
}

function* payload(from: Int32Array, at: number): Generator<number> {
  for (let word = 0; ; word++) {
    yield from[at + Math.floor(word / PART_WORDS) * INBOX_RECORD_WORDS + FIRST_WORD + (word % PART_WORDS)];
  }
}

/**
 * Whether the record at `at` is the last of a whole set of rules; they begin RULES_RECORDS - 1 records before. A set
 * with a record taken out (see src/sim/poison-filter.ts) is none.
 */
export function completesRules(words: Int32Array, at: number): boolean {
  const first = at - (RULES_RECORDS - 1) * INBOX_RECORD_WORDS;
  if (first < 0) return false;
  for (let part = 0; part < RULES_RECORDS; part++) {
    const record = first + part * INBOX_RECORD_WORDS;
    if (words[record + WORD.kind] !== INPUT.rules || words[record + PART_WORD] !== part) return false;
  }
  return true;
}

/** First word of the rules whose last record is at `at`. */
export function rulesStart(at: number): number {
  return at - (RULES_RECORDS - 1) * INBOX_RECORD_WORDS;
}
