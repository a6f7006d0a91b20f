import { LAYER } from '../../components/ai-rules.ts';
import { OPTION_FLAG } from '../../components/chronicle.ts';

/**
 * What a mind wrote down of a decision: all that is needed to weigh it again. Numbers as in the chronicle
 * (components/chronicle.ts).
 */
export interface Trace {
  readonly decision: TracedDecision;
  /** The best first. */
  readonly options: readonly TracedOption[];
}

export interface TracedDecision {
  readonly tick: number;
  readonly faction: number;
  /** Of this faction, from 1. */
  readonly number: number;
  readonly layer: number;
  /** GOAL, TEMPLATE or REFLEX by layer, 0 none. */
  readonly chosen: number;
  /** -1 = it is about none. */
  readonly district: number;
  /** Options there were; of an immediate decision the REFLEX_REASON. */
  readonly weighed: number;
  /** The STRATEGY, GOAL or THREAT that it follows from. */
  readonly origin: number;
  readonly score: number;
}

export interface TracedOption {
  readonly rank: number;
  /** GOAL, TEMPLATE or REFLEX by layer. */
  readonly kind: number;
  readonly district: number;
  /** The other faction, 0 nobody. */
  readonly other: number;
  /** OPTION_FLAG. */
  readonly flags: number;
  readonly score: number;
  /** Sixteen numbers that it was weighed by; null where they were not written down. */
  readonly inputs: Uint16Array | null;
}

/** How people call what a trace names by number. */
export interface Names {
  /** By number; 0 is nobody. */
  readonly factions: readonly string[];
  district(index: number): string;
}

export function isChosen({ flags }: TracedOption): boolean {
  return (flags & OPTION_FLAG.chosen) !== 0;
}

export function isVetoed({ flags }: TracedOption): boolean {
  return (flags & OPTION_FLAG.vetoed) !== 0;
}

export function isRunning({ flags }: TracedOption): boolean {
  return (flags & OPTION_FLAG.running) !== 0;
}

export function isStrategic({ layer }: TracedDecision): boolean {
  return layer === LAYER.strategic;
}

/** Name of a number in a table of words, as in GOAL. */
export function nameOf(names: readonly string[], number: number): string {
  return names[number] ?? `${number}`;
}
