import { LAYER } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { scoresStand } from '../../src/ai/explain.ts';
import { personaChanges, settingOf, withKnob } from '../../src/ai/explain-change.ts';
import { type AreNeighbors, isAsChosen } from '../../src/ai/explain-choice.ts';
import { isChosen, type Trace, type TracedOption } from '../../src/ai/explain-trace.ts';
import type { Attack, Decided } from './attacks.ts';
import type { Stage } from './stage.ts';

type Ai = Rules['ai'];

/** Changes that are tried when others make other decisions of the same tick come out otherwise too. */
const CHANGES_MAX = 40;
/** Ticks in which a decision is waited for when it is made again. */
const STRATEGIC_TICKS_MAX = 1200;
const OTHER_TICKS_MAX = 60;

/** What came of holding an attack against its trace. */
export interface Verdict {
  /** The trace has its decisions, gives their scores again, and by the rules of choice they come out as they did. */
  readonly isExplained: boolean;
  /** Every change that was suggested made the decision come out otherwise when it was made again. */
  readonly isVerified: boolean;
  /** No single number of the persona would have changed a decision. */
  readonly isUnchangeable: boolean;
  readonly failures: readonly string[];
  /** Changes that were made, as settings. */
  readonly changes: readonly string[];
  /**
   * Changes with which the decision had other things to go by, even where they were made for it alone: the next larger
   * one was made instead.
   */
  readonly disturbed: number;
}

/** Holds an attack of a game against its trace, and makes its decisions again with the changes that are suggested. */
export function verify(attack: Attack, stage: Stage, world: World): Verdict {
  const failures: string[] = [];
  const changes: string[] = [];
  const decided = [attack.cause, attack.isAnswer ? undefined : attack.origin].filter(
    (one) => one !== undefined,
  );
  if (attack.cause === undefined) failures.push(`tick ${attack.tick}: no decision began the operation`);
  else if (!attack.isAnswer && attack.origin === undefined) {
    failures.push(`tick ${attack.tick}: no decision chose the goal of ${words(attack.cause)}`);
  }
  for (const one of decided) failures.push(...unexplained(one, world));
  const isExplained = failures.length === 0;
  let isUnchangeable = false;
  let disturbed = 0;
  for (const one of isExplained ? decided : []) {
    const result = changeIt(one, stage, world);
    disturbed += result.disturbed;
    if (result.failure !== undefined) failures.push(`${words(one)}: ${result.failure}`);
    if (result.setting === undefined) isUnchangeable = true;
    else changes.push(result.setting);
  }
  const isVerified = isExplained && failures.length === 0;
  return { isExplained, isVerified, isUnchangeable, failures, changes, disturbed };
}

interface Change {
  readonly ai: Ai;
  readonly setting: string;
}

function unexplained(one: Decided, world: World): string[] {
  const { ai } = world.rules;
  const failures: string[] = [];
  if (scoresStand(ai, one.trace) !== true) failures.push(`${words(one)}: its scores cannot be found again`);
  if (!isAsChosen(ai, one.trace, neighborsOf(world))) {
    failures.push(`${words(one)}: what was chosen does not win by the rules of choice`);
  }
  return failures;
}

/** Changes of the persona that are said to make a decision another one, the smallest first. */
function changesOf({ option, trace }: Decided, world: World): Change[] {
  const { ai } = world.rules;
  return personaChanges(ai, trace, option, CHANGES_MAX, neighborsOf(world))
    .filter(({ isCertain }) => isCertain)
    .map(({ knob, to }) => {
      return { ai: withKnob(ai, knob, to), setting: settingOf(trace.decision.faction, knob, to) };
    });
}

interface Result {
  /** The change that was made; undefined: there is none. */
  readonly setting: string | undefined;
  readonly disturbed: number;
  readonly failure: string | undefined;
}

/**
 * Makes a decision again by the code of the tick, without a change and with the smallest one: in force from the
 * beginning of the tick, and, where that makes a decision before it another one, for this decision alone.
 */
function changeIt(one: Decided, stage: Stage, world: World): Result {
  const { ai: asItWas } = world.rules;
  const same = decideAgain(one, stage, () => asItWas);
  const changes = changesOf(one, world);
  const [first] = changes;
  if (same === undefined || !isTaken(same, one.option)) {
    const failure = 'it does not come out the same when it is made again';
    return { setting: first?.setting, disturbed: 0, failure };
  }
  let disturbed = 0;
  for (const { ai, setting } of changes) {
    const other =
      undisturbed(
        decideAgain(one, stage, () => ai),
        one,
      ) ??
      undisturbed(
        decideAgain(one, stage, (mind) => forOne(one.trace, asItWas, ai, mind)),
        one,
      );
    if (other === 'another') return { setting, disturbed, failure: undefined };
    if (other === 'same') return { setting, disturbed, failure: `with ${setting} it came out the same` };
    disturbed++;
  }
  const failure = first && 'every change made something before it come out otherwise';
  return { setting: first?.setting, disturbed, failure };
}

/** What came of a decision that was made with a change; undefined: it was not made, or had other things to go by. */
function undisturbed(made: Trace | undefined, { option, trace }: Decided): 'another' | 'same' | undefined {
  if (made === undefined) return undefined;
  if (!isTaken(made, option)) return 'another';
  return goesBySame(made, trace) ? 'same' : undefined;
}

/** Minds as they were, but as `changed` while the faction makes this decision. */
export function forOne(
  { decision }: Pick<Trace, 'decision'>,
  asItWas: Ai,
  changed: Ai,
  mind: Pick<World['mind'], 'decisions'>,
): Ai {
  const lists = (Object.keys(asItWas) as (keyof Ai)[]).filter((list) => changed[list] !== asItWas[list]);
  const ai = { ...asItWas };
  for (const list of lists) {
    // A decision gets its number, the one after that of the last, when it has been made.
    const get = () => (mind.decisions[decision.faction] + 1 === decision.number ? changed : asItWas)[list];
    Object.defineProperty(ai, list, { get });
  }
  return ai;
}

/** Whether two decisions about the same options found the same. A strategic one looks at the whole world: it has to. */
function goesBySame({ options }: Trace, { decision, options: others }: Trace): boolean {
  if (decision.layer === LAYER.strategic) return true;
  return options.every(({ district, inputs, kind }) => {
    const other = others.find((one) => one.kind === kind && one.district === district);
    return other === undefined || String(inputs) === String(other.inputs);
  });
}

/** Whether a decision is for an option. */
function isTaken(trace: Trace, option: TracedOption): boolean {
  return trace.options.some(
    (one) =>
      isChosen(one) &&
      one.kind === option.kind &&
      one.district === option.district &&
      one.other === option.other,
  );
}

function decideAgain(
  { before, trace }: Decided,
  stage: Stage,
  aiOf: (mind: World['mind']) => Ai,
): Trace | undefined {
  const { decision } = trace;
  const play = stage.playFrom(before, aiOf);
  const ticks = decision.layer === LAYER.strategic ? STRATEGIC_TICKS_MAX : OTHER_TICKS_MAX;
  for (let i = 0; i < ticks; i++) {
    const found = play.step().traces.find((one) => isSameQuestion(one, trace));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether two decisions answer the same question. */
function isSameQuestion(
  { decision: one, options }: Trace,
  { decision: other, options: others }: Trace,
): boolean {
  if (one.faction !== other.faction || one.layer !== other.layer) return false;
  if (one.layer === LAYER.strategic) return true;
  return one.origin === other.origin && options[0]?.district === others[0]?.district;
}

function neighborsOf({ graph }: World): AreNeighbors {
  return (district, other) => {
    const neighbors = graph.neighborDistrict.subarray(
      graph.neighborStart[district],
      graph.neighborStart[district + 1],
    );
    return neighbors.includes(other);
  };
}

function words({ trace: { decision } }: Decided): string {
  return `decision ${decision.faction}/${decision.number} of tick ${decision.tick}`;
}
