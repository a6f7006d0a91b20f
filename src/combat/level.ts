import type { Rules } from '../../components/rules.ts';

/**
 * Level that so much experience makes: 1 .. LEVEL_MAX. A level that is said to begin at 0 (other than the first) does
 * not exist, nor do those above it.
 */
export function levelOf(rules: Rules['combat'], experience: number): number {
  const begins = rules.levelExperience;
  let level = 1;
  while (level < begins.length && begins[level] > 0 && experience >= begins[level]) level++;
  return level;
}

/** What a level adds to power and health, thousandths: the first one adds nothing. */
export function levelBonus(rules: Rules['combat'], level: number): number {
  return (level - 1) * rules.levelThousandths;
}
