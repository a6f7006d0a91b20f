import { OBJECTIVE_STATE, RESULT } from '../src/protocol/fields.ts';
import type { ControlPointType } from '../src/territory/world-schema.ts';

/** What the numbers of the strategic channel are called on the map. */

/** Labels of a territory, in the order of their numbers. */
export const LABEL_WORDS = ['neutral', 'contested', 'dominant', 'exclusive'] as const;

/** Causes of a change, in the order of their numbers on the wire. */
export const CAUSE_WORDS = [
  'no known cause',
  'presence',
  'decay',
  'a capture objective',
  'a defense objective',
  'an extraction',
  'protection of civilians',
  'intelligence gathered',
  'a captured control point',
  'a defended control point',
  'a failed operation',
  'harm to civilians',
  'a disaster',
  'an uprising',
  'the loss of its owner',
  'its control points',
  'a unit beaten off',
  'a fort destroyed',
] as const;

/** Causes that move influence a little every second: they are a trend and no news. */
const STEADY_CAUSES: readonly number[] = [0, 1, 2, 15];

export const POINT_WORDS: Record<ControlPointType, string> = {
  command_post: 'Command post',
  supply_depot: 'Supply depot',
  checkpoint: 'Checkpoint',
  communication_array: 'Communication array',
  extraction_zone: 'Extraction zone',
  civilian_shelter: 'Civilian shelter',
};

/** What an avatar can set out to do at a control point; `number` as in an order. */
export const OBJECTIVES = [
  { number: 1, name: 'Capture', doing: 'Capturing' },
  { number: 2, name: 'Defend', doing: 'Defending' },
  { number: 3, name: 'Extract', doing: 'Extracting' },
  { number: 4, name: 'Protect', doing: 'Protecting' },
  { number: 5, name: 'Gather', doing: 'Gathering' },
] as const;

/** World events by kind, from 1, for a server that does not name its own. */
const EVENT_WORDS = ['', 'storm', 'shortage', 'uprising'];

export function causeWords(cause: number): string {
  return CAUSE_WORDS[cause] ?? `cause ${cause}`;
}

/** Whether a cause works bit by bit, so that a single step of it is not worth a line. */
export function isSteadyCause(cause: number): boolean {
  return STEADY_CAUSES.includes(cause);
}

/** Name of a kind of world event; `names` are the server's, from kind 1 on. */
export function eventWords(kind: number, names: readonly string[] = []): string {
  return names[kind - 1] ?? EVENT_WORDS[kind] ?? `event ${kind}`;
}

/** Why an order for an objective was refused; '' for one that was taken. */
export function refusalWords(result: number): string {
  switch (result) {
    case RESULT.done:
      return '';
    case RESULT.notThere:
      return 'Refused: your avatar is not inside the control point.';
    case RESULT.notPossible:
      return 'Refused: nothing of the kind can be done here now.';
    case RESULT.noAvatar:
      return 'Refused: you have no avatar.';
    case RESULT.fallen:
      return 'Refused: your avatar has fallen.';
    case RESULT.busy:
      return 'Refused: too many orders at once, try again.';
    default:
      return `Refused by the server (code ${result}).`;
  }
}

/** How an objective ended; '' while it goes on. */
export function endWords(state: number): string {
  if (state === OBJECTIVE_STATE.done) return 'Done.';
  if (state === OBJECTIVE_STATE.failed) return 'Given up: the avatar left, or there was nothing left to do.';
  return '';
}

/** A span of time as people say it: "12 s", "4 min", "2 h", "3 d". */
export function spanWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h`;
  return `${Math.floor(whole / 86_400)} d`;
}

/** Centi-points as percent of a territory: "62 %", and "<1 %" rather than nothing. */
export function percentWords(centi: number): string {
  return centi > 0 && centi < 100 ? '<1 %' : `${Math.round(centi / 100)} %`;
}
