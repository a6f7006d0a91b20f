import { z } from 'zod';
import { ROUTE_COUNT_MAX, SIDE_COUNT } from '../limits.ts';
import { decimal, list, refuse, requiredWholeNumber, section, wholeNumber } from './knob.ts';

const FACTION_COUNT = SIDE_COUNT - 1;
/** Steps that a path can hold; src/routing/route-query.ts says the same. */
const STEPS_MAX = 255;

const entering = (whose: string, standard: number) =>
  wholeNumber({
    unit: '%',
    min: 100,
    max: 2000,
    default: standard,
    effect: `Cost of a step into ${whose}, against its length.`,
  });

const entry = section('What a step costs by whose land it leads into.', {
  ownPercent: entering("the faction's own land", 100),
  nobodyPercent: entering('land that nobody holds', 100),
  allyPercent: entering('land of an ally', 100),
  enemyPercent: entering('land of anybody else', 300),
});

const safety = (which: string, standard: number) =>
  decimal({
    unit: '%',
    min: 0,
    max: 100,
    default: standard,
    effect: `How safe a step ${which} is; what it lacks makes the step up to twice as dear.`,
  });

const security = section(
  'How safe steps are.',
  {
    safePercent: safety('on undisputed land', 100),
    contestedPercent: safety('with a contested end', 30),
    borderPercent: safety('between two owners', 10),
    contestedBorderPercent: safety('between two owners with a contested end', 3),
  },
  (values, context) => {
    const order = ['safePercent', 'contestedPercent', 'borderPercent', 'contestedBorderPercent'] as const;
    for (let i = 1; i < order.length; i++) {
      if (values[order[i]] <= values[order[i - 1]]) continue;
      const allowed = `at the most ${order[i - 1]} (${values[order[i - 1]]})`;
      refuse(context, [order[i]], values[order[i]], allowed);
    }
  },
);

const left = (what: string, standard: number) =>
  wholeNumber({
    unit: '%',
    min: 1,
    max: 100,
    default: standard,
    effect: `What ${what} leaves of a road: a step there costs a hundred divided by it. Several multiply.`,
  });

const disrupted = section('What disruptions leave of the roads of a territory.', {
  jamPercent: left('a jam', 80),
  bridgePercent: left('a broken bridge', 30),
  blockadePercent: left("a blockade, which does not count for the owner's friends,", 60),
  sabotagePercent: left('sabotage', 40),
  piratesPercent: left('a band of pirates', 70),
  siegePercent: left('a siege', 10),
  floorPercent: wholeNumber({
    unit: '%',
    min: 1,
    max: 100,
    default: 10,
    effect: 'What is left of a road at the least, whatever comes together there.',
  }),
});

const member = (which: string) =>
  requiredWholeNumber({ min: 1, max: FACTION_COUNT, effect: `Id of the ${which} of two allies.` });

const alliance = z.strictObject({ first: member('first'), second: member('second') });

const profit = section(
  'What a route promises, from 0 to 10: base x distance x twice its security x strategic value.',
  {
    base: decimal({ min: 0, max: 10, default: 1, effect: 'Multiplies the profit of every route.' }),
    referenceMeters: wholeNumber({
      unit: 'meters',
      min: 1,
      max: 1_000_000,
      default: 10_000,
      effect: 'A route of this length has a factor for distance of 1; of half of it, of 2.',
    }),
    distanceFactorMin: decimal({
      min: 0,
      max: 10,
      default: 0.1,
      effect: 'The factor for distance of the longest routes.',
    }),
    distanceFactorMax: decimal({
      min: 0,
      max: 10,
      default: 2,
      effect: 'The factor for distance of the shortest routes; at least distanceFactorMin.',
    }),
    strategicBonus: decimal({
      min: 0,
      max: 1,
      default: 0.1,
      effect: 'What each point of mean strategic value along the route adds to a factor of 1.',
    }),
  },
  (values, context) => {
    if (values.distanceFactorMax >= values.distanceFactorMin) return;
    const allowed = `at least distanceFactorMin (${values.distanceFactorMin})`;
    refuse(context, ['distanceFactorMax'], values.distanceFactorMax, allowed);
  },
);

/** Section `routes` of balance.yaml: which ways convoys find, and what is a good one. */
export const routes = section('The ways between depots.', {
  perFaction: wholeNumber({
    unit: 'routes',
    min: 0,
    max: Math.floor(ROUTE_COUNT_MAX / FACTION_COUNT),
    default: 20,
    effect: 'Routes that a faction keeps at the most; a better one takes the place of the worst.',
  }),
  lookSeconds: decimal({
    unit: 'seconds',
    min: 1,
    max: 3600,
    default: 5,
    effect: 'Time between two looks of a faction for new routes.',
  }),
  perLook: wholeNumber({
    unit: 'routes',
    min: 1,
    max: 20,
    default: 5,
    effect: 'Routes that a faction opens in one look.',
  }),
  idleMinutes: decimal({
    unit: 'minutes',
    min: 0.1,
    max: 1440,
    default: 5,
    effect: 'A route is given up when nothing set out on it for so long.',
  }),
  stepsMax: wholeNumber({
    unit: 'steps',
    min: 0,
    max: STEPS_MAX,
    default: 0,
    effect: 'Most territories that a route crosses; 0 = any number.',
  }),
  securityMinPercent: decimal({
    unit: '%',
    min: 0,
    max: 100,
    default: 20,
    effect: 'Convoys set out only where every step is at least so safe; careful ones wait before any other.',
  }),
  hysteresisPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 200,
    default: 10,
    effect: 'A way is kept while no other is cheaper by more; convoys double it with each change on a trip.',
  }),
  entry,
  security,
  disrupted,
  alliances: list(alliance, {
    countMin: 0,
    countMax: (FACTION_COUNT * (FACTION_COUNT - 1)) / 2,
    default: [],
    effect: 'Factions that are allied: they may escort and do not stop each other’s convoys.',
    rule: (pairs, context) => {
      pairs.forEach(({ first, second }, index) => {
        if (first === second)
          refuse(context, [index, 'second'], second, `another faction than first (${first})`);
      });
    },
  }),
  profit,
});
