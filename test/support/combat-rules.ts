import type { Rules } from '../../components/rules.ts';
import { combat } from '../../src/config/combat-schema.ts';
import { combatRulesFrom } from '../../src/sim/combat-rules.ts';

/** The default rules of combat, with some of them replaced: `startWorld({ rules: { combat: combatRules() } })`. */
export function combatRules(changes: Partial<Rules['combat']> = {}): Rules['combat'] {
  return { ...combatRulesFrom(combat.parse({})), ...changes };
}
