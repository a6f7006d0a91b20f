import { LAYER } from '../../components/ai-rules.ts';
import { OPERATION_END, OPERATION_EVENT } from '../../components/chronicle.ts';
import { type Explanation, explain } from '../../src/ai/explain.ts';
import { settingOf } from '../../src/ai/explain-change.ts';
import type { Trace, TracedOption } from '../../src/ai/explain-trace.ts';
import { isChosen, type Names } from '../../src/ai/explain-trace.ts';
import { optionWords, originWords, templateName } from '../../src/ai/explain-words.ts';
import { STEP_NAMES } from '../../src/ai/templates.ts';
import type { DecisionRow, OperationRow } from '../../src/storage/history-minds.ts';
import { type ToldWorld, traceOf } from './told-world.ts';

/** What a question comes to: words for people, and the same for a machine. */
export interface Answer {
  readonly text: string;
  readonly facts: object;
}

const LAYER_NAMES = Object.keys(LAYER);
const END_NAMES = Object.keys(OPERATION_END);

/** How a decision is named, as on the command line. */
export function decisionName({ faction, number }: Pick<DecisionRow, 'faction' | 'number'>): string {
  return `${faction}/${number}`;
}

/** A decision in one line. */
export function decisionLine(trace: Trace, names: Names): string {
  const { decision, options } = trace;
  const chosen = options.filter(isChosen);
  const what =
    decision.chosen === 0 ? 'nothing' : chosen.map((one) => optionWords(decision, one, names)).join('; ');
  const layer = LAYER_NAMES[decision.layer];
  return `tick ${decision.tick}  ${decisionName(decision)}  ${layer}: ${what || 'nothing'} (${originWords(decision)})`;
}

/** What became of the operation of a decision, one line for each thing. */
export function operationLines(rows: readonly OperationRow[]): string[] {
  return rows.map((row) => `tick ${row.tick}  ${operationWords(row)}`);
}

export function operationWords({ event, squads, template, word }: OperationRow): string {
  const name = templateName(template);
  switch (event) {
    case OPERATION_EVENT.began:
      return `${name} began with ${squads} ${squads === 1 ? 'squad' : 'squads'}, ${word} soldiers`;
    case OPERATION_EVENT.arrived:
      return `a squad arrived${word > 0 ? `, ${(word / 60).toFixed(0)} s after the first` : ' first'}`;
    case OPERATION_EVENT.step:
      return `step ${STEP_NAMES[word - 1] ?? word}`;
    default:
      return `${name} ended: ${END_NAMES[word] ?? word}`;
  }
}

/** A decision with why it was made. */
export function explained(told: ToldWorld, trace: Trace, about?: TracedOption): Explanation {
  return explain(told.ai, trace, told.names, told.areNeighbors, about);
}

/** A decision for a machine. */
export function causeOf(told: ToldWorld, trace: Trace, about?: TracedOption): object {
  const { decision } = trace;
  const why = explained(told, trace, about);
  return {
    ...{ decision: decisionName(decision), tick: decision.tick, faction: decision.faction },
    ...{ layer: LAYER_NAMES[decision.layer], from: originWords(decision), score: decision.score },
    what: why.option ? optionWords(decision, why.option, told.names) : null,
    district: why.option && why.option.district >= 0 ? why.option.district : null,
    runnerUp: why.runnerUp ? optionWords(decision, why.runnerUp, told.names) : null,
    reasons: why.reasons.map(({ isFor, name, ratio, words }) => ({
      name,
      isFor,
      words,
      times: round(ratio),
    })),
    changes: why.personaChanges.map(({ from, instead, isCertain, knob, to }) => ({
      ...{ name: knob.name, from: from / 1000, to: to / 1000, isCertain },
      instead: instead ? optionWords(decision, instead, told.names) : null,
      setting: settingOf(decision.faction, knob, to),
    })),
    inputChanges: why.inputChanges.map(({ from, instead, name, option, to }) => ({
      ...{ name, from, to, of: optionWords(decision, option, told.names) },
      instead: instead ? optionWords(decision, instead, told.names) : null,
    })),
    isOfToday: why.isOfToday ?? null,
    words: why.lines,
  };
}

/** The decision that chose the goal which a tactical decision goes about, with that option; undefined = unknown. */
export function goalBehind(
  told: ToldWorld,
  { decision, options }: Trace,
): { trace: Trace; option: TracedOption } | undefined {
  const district = options[0]?.district;
  if (decision.layer !== LAYER.tactical || decision.origin === 0 || district === undefined) return undefined;
  const { minds } = told.recorded.reader;
  const before = minds.decisionsOfLayer(decision.faction, LAYER.strategic, decision.tick, 1)[0];
  if (before === undefined) return undefined;
  const trace = traceOf(told, before);
  const other = options[0].other;
  const option = trace.options.find(
    (one) =>
      isChosen(one) &&
      one.kind === decision.origin &&
      (one.district === district || (one.district < 0 && one.other === other)),
  );
  return option && { trace, option };
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
