import { CONSIDERATION, GOAL, GOAL_COUNT } from '../../components/ai-rules.ts';

type Name = keyof typeof CONSIDERATION;

/** Which considerations count for a goal, as bits by CONSIDERATION; the others are not looked at. */
export const GOAL_CONSIDERATIONS: readonly number[] = byGoal({
  take: [
    'value',
    'preference',
    'nearness',
    'force',
    'weakness',
    'support',
    'hostility',
    'contested',
    'momentum',
    'weariness',
    'failures',
    'weather',
  ],
  hold: ['value', 'preference', 'nearness', 'danger', 'contested', 'momentum', 'weather'],
  cut: ['nearness', 'force', 'weakness', 'hostility', 'traffic', 'weariness', 'failures'],
  protect: ['nearness', 'traffic', 'danger', 'weather'],
  relocate: ['wealth', 'preference', 'nearness', 'danger', 'failures'],
  raid: [
    'value',
    'nearness',
    'force',
    'weakness',
    'hostility',
    'traffic',
    'weariness',
    'failures',
    'weather',
  ],
  ally: ['trust', 'danger', 'weariness', 'failures'],
  betray: ['trust', 'force', 'wealth'],
});

/**
 * Considerations that count the other way around for a goal, as bits: the curve sees 1000 less what was found. A quiet
 * place is a better home, who is weary seeks friends, land that slips away needs to be held, and pacts are broken with
 * those whom nobody trusts.
 */
export const GOAL_REVERSED: readonly number[] = byGoal({
  hold: ['momentum'],
  relocate: ['danger'],
  ally: ['weariness'],
  betray: ['trust'],
});

/** The goals that are about a faction and no place. */
export function isDiplomatic(goal: number): boolean {
  return goal === GOAL.ally || goal === GOAL.betray;
}

/** The goals that are attacks on somebody. Taking land that belongs to nobody is none. */
export function isAttack(goal: number, other: number): boolean {
  if (goal === GOAL.cut || goal === GOAL.raid || goal === GOAL.betray) return true;
  return goal === GOAL.take && other !== 0;
}

function byGoal(lists: Readonly<Partial<Record<keyof typeof GOAL, readonly Name[]>>>): number[] {
  const bits = Array.from({ length: GOAL_COUNT }, () => 0);
  for (const [goal, names] of Object.entries(lists)) {
    for (const name of names) bits[GOAL[goal as keyof typeof GOAL]] |= 1 << CONSIDERATION[name];
  }
  return bits;
}
