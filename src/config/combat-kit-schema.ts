import { z } from 'zod';
import {
  DAMAGE_NAMES,
  kindName,
  type Modifier,
  modifiers,
  namesOf,
  refuseTwins,
  STYLE_NAMES,
} from './combat-modifiers.ts';
import {
  choice,
  list,
  optional,
  refuse,
  requiredChoice,
  requiredDecimal,
  requiredText,
  requiredWholeNumber,
} from './knob.ts';

/** Kinds of items and of effects; components/combat-rules.ts has room for as many. */
const ITEM_KIND_MAX = 16;
const EFFECT_KIND_MAX = 16;

/** Where an item goes: to a place on the body, or it is used up. */
export const GEAR_NAMES = ['weapon', 'armor', 'device', 'consumable'] as const;
export const STACKING_NAMES = ['refresh', 'stack', 'ignore'] as const;

const effect = z.strictObject({
  name: kindName('Name of the kind; each has its own, and items refer to it.'),
  source: requiredChoice(['buff', 'debuff'], {
    effect: 'Whose sum it counts in: buffs and debuffs have caps of their own, see combat.caps.',
  }),
  modifiers: modifiers([], 'What it changes.'),
  seconds: requiredDecimal({ unit: 'seconds', min: 0.1, max: 3600, effect: 'How long it lasts.' }),
  stacking: choice(STACKING_NAMES, {
    default: 'refresh',
    effect:
      'What a second one does: refresh begins the time anew, stack counts once more and begins the time anew, ignore ' +
      'does nothing.',
  }),
  stackMax: optional(
    requiredWholeNumber({
      min: 2,
      max: 20,
      effect: 'How often it counts at the most; with stacking stack, and only with it.',
    }),
  ),
});

type EffectKind = z.output<typeof effect>;

const change = (property: Modifier['property'], percent: number): Modifier => ({ property, percent });

const standardEffects: EffectKind[] = [
  {
    ...{ name: 'bleeding', source: 'debuff', seconds: 8, stacking: 'refresh' },
    modifiers: [change('mend', -100), change('speed', -10)],
  },
  {
    ...{ name: 'suppressed', source: 'debuff', seconds: 4, stacking: 'refresh' },
    modifiers: [change('accuracy', -10), change('speed', -30)],
  },
  {
    ...{ name: 'cracked', source: 'debuff', seconds: 12, stacking: 'stack', stackMax: 3 },
    modifiers: [change('armor', -15)],
  },
  {
    ...{ name: 'stimulated', source: 'buff', seconds: 15, stacking: 'refresh' },
    modifiers: [change('swing', 20), change('speed', 15)],
  },
  {
    ...{ name: 'shielded', source: 'buff', seconds: 8, stacking: 'ignore' },
    modifiers: [change('absorb', 20)],
  },
];

/** List `combat.effects`. */
export const effects = list(effect, {
  countMin: 0,
  countMax: EFFECT_KIND_MAX,
  default: standardEffects,
  effect: 'Kinds of timed effects. Their order is their number: add new ones at the end.',
  rule: (kinds, context) => {
    refuseTwins(kinds, context);
    kinds.forEach(({ stacking, stackMax }, index) => {
      if (stacking === 'stack' && stackMax === undefined) {
        refuse(
          context,
          [index, 'stackMax'],
          undefined,
          'how often it counts at the most, as stacking is stack',
        );
      }
      if (stacking !== 'stack' && stackMax !== undefined) {
        refuse(context, [index, 'stackMax'], stackMax, `nothing, as stacking is ${stacking}`);
      }
    });
  },
});

const reference = (effect: string) => optional(requiredText({ lengthMin: 1, lengthMax: 40, effect }));

const item = z.strictObject({
  name: kindName('Name of the kind; each has its own.'),
  gear: requiredChoice(GEAR_NAMES, { effect: 'Where it goes on a body; a consumable is used up instead.' }),
  modifiers: modifiers([], 'What it changes on whoever wears it; nothing for consumables.'),
  style: optional(
    requiredChoice(STYLE_NAMES, {
      effect: 'How a weapon strikes: only melee is parried, ranged is easier to block. Every weapon says it.',
    }),
  ),
  damage: optional(
    requiredChoice(DAMAGE_NAMES, {
      effect: 'Kind of damage of a weapon: which resistance stands against it. Every weapon says it.',
    }),
  ),
  hitEffect: reference('Name of the effect that hits of a weapon have on their target.'),
  hitPercent: optional(
    requiredDecimal({ unit: '%', min: 0.1, max: 100, effect: 'Chance of that effect at each hit.' }),
  ),
  healPercent: optional(
    requiredDecimal({
      unit: '%',
      min: 0.1,
      max: 100,
      effect: 'Part of its health that a consumable gives back at once to whoever uses it.',
    }),
  ),
  effect: reference('Name of the effect that a consumable has on whoever uses it.'),
});

type ItemKind = z.output<typeof item>;

function entry(name: string, gear: ItemKind['gear'], facts: Partial<ItemKind>): ItemKind {
  return { name, gear, modifiers: [], ...facts };
}

const standardItems: ItemKind[] = [
  entry('carbine', 'weapon', {
    ...{ style: 'ranged', damage: 'kinetic', hitEffect: 'suppressed', hitPercent: 10 },
    modifiers: [change('accuracy', 5)],
  }),
  entry('blade', 'weapon', {
    ...{ style: 'melee', damage: 'kinetic', hitEffect: 'bleeding', hitPercent: 25 },
    modifiers: [change('range', -92), change('parry', 15)],
  }),
  entry('launcher', 'weapon', {
    ...{ style: 'ranged', damage: 'blast', hitEffect: 'cracked', hitPercent: 50 },
    modifiers: [change('power', 90), change('swing', -45)],
  }),
  entry('light vest', 'armor', { modifiers: [change('armor', 50), change('evade', 3)] }),
  entry('heavy plate', 'armor', { modifiers: [change('armor', 90), change('speed', -15)] }),
  entry('scope', 'device', { modifiers: [change('accuracy', 6), change('critical', 4)] }),
  entry('deflector', 'device', { modifiers: [change('block', 6), change('resistEnergy', 15)] }),
  entry('field kit', 'consumable', { healPercent: 35 }),
  entry('stimulant', 'consumable', { effect: 'stimulated' }),
  entry('shield charge', 'consumable', { effect: 'shielded' }),
];

const OF_WEAPONS = ['style', 'damage', 'hitEffect', 'hitPercent'] as const;
const OF_CONSUMABLES = ['healPercent', 'effect'] as const;

/** What a weapon and a consumable must say, and what nothing else may. */
function checkItem(kind: ItemKind, index: number, context: z.core.$RefinementCtx<unknown>): void {
  const isWeapon = kind.gear === 'weapon';
  const isConsumable = kind.gear === 'consumable';
  const refuseAll = (keys: readonly (keyof ItemKind)[], why: string): void => {
    for (const key of keys) {
      if (kind[key] !== undefined) refuse(context, [index, key], kind[key], `nothing, for it is no ${why}`);
    }
  };
  if (!isWeapon) refuseAll(OF_WEAPONS, 'weapon');
  if (!isConsumable) refuseAll(OF_CONSUMABLES, 'consumable');
  if (isWeapon && kind.style === undefined) {
    refuse(context, [index, 'style'], undefined, `${STYLE_NAMES.join(', ')}, for it is a weapon`);
  }
  if (isWeapon && kind.damage === undefined) {
    refuse(context, [index, 'damage'], undefined, `${DAMAGE_NAMES.join(', ')}, for it is a weapon`);
  }
  if (isWeapon && (kind.hitEffect === undefined) !== (kind.hitPercent === undefined)) {
    const lacks = kind.hitEffect === undefined ? 'hitEffect' : 'hitPercent';
    const has = lacks === 'hitEffect' ? 'hitPercent' : 'hitEffect';
    refuse(context, [index, lacks], undefined, `something, as there is a ${has}`);
  }
  if (isConsumable && kind.modifiers.length > 0) {
    const [{ property }] = kind.modifiers;
    refuse(context, [index, 'modifiers', 0], property, 'nothing, for nobody wears it; let it have an effect');
  }
  if (isConsumable && OF_CONSUMABLES.every((key) => kind[key] === undefined)) {
    refuse(
      context,
      [index, 'gear'],
      kind.gear,
      'a consumable with healPercent or an effect, or it does nothing',
    );
  }
}

/** List `combat.items`. */
export const items = list(item, {
  countMin: 0,
  countMax: ITEM_KIND_MAX,
  default: standardItems,
  effect: 'Kinds of items. Their order is their number: add new ones at the end.',
  rule: (kinds, context) => {
    refuseTwins(kinds, context);
    kinds.forEach((kind, index) => {
      checkItem(kind, index, context);
    });
  },
});

/** Refuses items that name effects which do not exist. */
export function checkEffectNames(
  kinds: readonly ItemKind[],
  known: readonly EffectKind[],
  context: z.core.$RefinementCtx<unknown>,
): void {
  kinds.forEach((kind, index) => {
    for (const key of ['hitEffect', 'effect'] as const) {
      const word = kind[key];
      if (word === undefined || known.some(({ name }) => name === word)) continue;
      refuse(context, ['items', index, key], word, namesOf(known));
    }
  });
}
