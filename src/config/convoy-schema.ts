import { z } from 'zod';
import { decimal, list, refuse, requiredText, requiredWholeNumber, section, wholeNumber } from './knob.ts';

/** Kinds of vehicles; components/convoy-rules.ts has room for as many. */
const VEHICLE_COUNT = 7;
const BAND_COUNT = 5;

const units = (max: number, standard: number, effect: string) =>
  decimal({ unit: 'units/min', min: 0, max, default: standard, effect });

const goods = section('What depots gather and what is wanted there.', {
  productionPerMinute: units(
    100,
    2,
    'Units of its resource that land of 100 points of strategic value makes for the depot of its owner.',
  ),
  stockMax: wholeNumber({
    unit: 'units',
    min: 1,
    max: 1_000_000,
    default: 1000,
    effect: 'Units of a resource that a depot stores; what does not fit is not made.',
  }),
  needPerMinute: units(1000, 3, 'Units of each resource that a depot comes to need.'),
  hubNeedPerMinute: units(1000, 20, "Units of each resource that a faction's hub comes to need."),
  needMax: wholeNumber({
    unit: 'units',
    min: 1,
    max: 1_000_000,
    default: 400,
    effect: 'A need grows no further than this.',
  }),
});

const dispatch = section('When convoys set out.', {
  perFaction: wholeNumber({
    unit: 'convoys',
    min: 0,
    max: 2048,
    default: 60,
    effect: 'Convoys that a faction has under way at the most.',
  }),
  intervalSeconds: decimal({
    unit: 'seconds',
    min: 0.1,
    max: 3600,
    default: 20,
    effect: 'Time between two convoys of one route.',
  }),
  loadMinPercent: wholeNumber({
    unit: '%',
    min: 1,
    max: 100,
    default: 50,
    effect: 'Least part of its hold with which a vehicle sets out.',
  }),
  profitMin: decimal({
    min: 0,
    max: 10,
    default: 0.3,
    effect: 'Nothing sets out on a route that promises less.',
  }),
  armoredBelowPercent: decimal({
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    effect: 'Where a step of the way is less safe than this, only armored vehicles set out.',
  }),
  armorMin: wholeNumber({
    unit: 'points of armor',
    min: 0,
    max: 10,
    default: 4,
    effect: 'What counts as armored.',
  }),
  patienceSeconds: decimal({
    unit: 'seconds',
    min: 0,
    max: 3600,
    default: 45,
    effect:
      'How long a careful convoy waits before an unsafe step; then it looks for another way, or dares it.',
  }),
});

const vehicle = z.strictObject({
  name: requiredText({
    lengthMin: 1,
    lengthMax: 40,
    form: { pattern: /^\S(?:.*\S)?$/, words: 'one line of 1..40 characters without spaces at its ends' },
    effect: 'Name of the kind; each has its own.',
  }),
  speedMetersPerSecond: requiredWholeNumber({ unit: 'm/s', min: 1, max: 450, effect: 'How fast it drives.' }),
  armor: requiredWholeNumber({
    unit: 'points of armor',
    min: 0,
    max: 10,
    effect: 'Each takes a tenth off what an ambush takes, and armors it in fights.',
  }),
  cargoUnits: requiredWholeNumber({
    unit: 'units',
    min: 0,
    max: 10_000,
    effect: 'What its hold takes; 0 = it never sets out as a convoy.',
  }),
  rangeMeters: requiredWholeNumber({
    unit: 'meters',
    min: 0,
    max: 100_000_000,
    effect: 'How far it goes; it does not set out on longer ways.',
  }),
  costCenti: requiredWholeNumber({
    unit: '1/100 credit/km',
    min: 0,
    max: 100_000,
    effect: 'What a kilometer costs its faction.',
  }),
});

type Vehicle = z.output<typeof vehicle>;

function standard(
  name: string,
  speedMetersPerSecond: number,
  armor: number,
  cargoUnits: number,
  rangeMeters: number,
  costCenti: number,
): Vehicle {
  return { name, speedMetersPerSecond, armor, cargoUnits, rangeMeters, costCenti };
}

/** Speed in km/h made m/s; ranges are a tenth of tank by consumption, as the world is drawn smaller than it is. */
const vehicles = list(vehicle, {
  countMin: VEHICLE_COUNT,
  countMax: VEHICLE_COUNT,
  default: [
    standard('technical', 31, 2, 20, 40_000, 15),
    standard('armored carrier', 25, 4, 60, 56_000, 25),
    standard('logistics truck', 28, 2, 80, 72_700, 22),
    standard('scout helicopter', 58, 2, 20, 28_600, 35),
    standard('recon drone', 17, 1, 0, 40_000, 5),
    standard('attack drone', 22, 1, 0, 21_400, 7),
    standard('logistics drone', 14, 1, 20, 50_000, 6),
  ],
  effect: 'The seven kinds of vehicles. Their order is their number.',
  rule: (kinds, context) => {
    kinds.forEach(({ name }, index) => {
      const isTaken = kinds.slice(0, index).some((other) => other.name === name);
      if (isTaken) refuse(context, [index, 'name'], name, 'a name no other kind has');
    });
  },
});

const danger = section('What befalls convoys on the road.', {
  ambushPercent: decimal({
    unit: '%',
    min: 0,
    max: 100,
    default: 20,
    effect: 'Chance of an ambush on a step of no security at all; on safer ones, by what they lack of it.',
  }),
  ambushTakesPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    effect: 'What an ambush takes of the cargo of an unarmored convoy.',
  }),
  ambushDestroysPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 15,
    effect: 'How many ambushes leave nothing.',
  }),
  piratesPercent: decimal({
    unit: '%',
    min: 0,
    max: 100,
    default: 50,
    effect: 'How much less safe from ambushes pirates make the steps into and out of a territory.',
  }),
  tollPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 15,
    effect: 'What the owner of a closed territory takes of the cargo of an enemy that crosses its border.',
  }),
  blockadePoints: decimal({
    unit: 'points',
    min: 0,
    max: 101,
    default: 75,
    effect: 'Influence from which on an owner closes a territory to its enemies; 101 = never.',
  }),
});

const percentOfOne = (standard: number, effect: string) =>
  decimal({ unit: '%', min: 0, max: 100, default: standard, effect });

const integrity = section('How far trade in a region can be relied on, 0 to 100 %.', {
  middlePercent: percentOfOne(50, 'Where it drifts to by itself.'),
  halfLifeSeconds: wholeNumber({
    unit: 'seconds',
    min: 1,
    max: 604_800,
    default: 3600,
    effect: 'Time in which half of the way to the middle is gone.',
  }),
  deliveryPercent: percentOfOne(1, 'What a delivery there adds.'),
  lossPercent: percentOfOne(2.5, 'What a convoy lost there takes.'),
  windowSeconds: decimal({
    unit: 'seconds',
    min: 1,
    max: 86_400,
    default: 300,
    effect: 'Length of the window for windowPercentMax.',
  }),
  windowPercentMax: percentOfOne(10, 'How far deliveries and losses together move it in one window.'),
});

const prices = section('What deliveries pay.', {
  perUnitKilometerCenti: wholeNumber({
    unit: '1/100 credit',
    min: 0,
    max: 100_000,
    default: 5,
    effect: 'Pay for a unit over a kilometer between the two depots, however long the way was.',
  }),
  bandPercent: list(requiredWholeNumber({ unit: '%', min: 0, max: 1000, effect: 'Price in one band.' }), {
    countMin: BAND_COUNT,
    countMax: BAND_COUNT,
    default: [150, 120, 100, 95, 90],
    effect: 'Price by the integrity of where it is handed over: below 25, 50, 75, 90 %, and above.',
  }),
});

const players = section('What players can do for and against convoys.', {
  escortRangeMeters: wholeNumber({
    unit: 'meters',
    min: 1,
    max: 10_000,
    default: 150,
    effect: 'How near an escort has to be.',
  }),
  raidRangeMeters: wholeNumber({
    unit: 'meters',
    min: 1,
    max: 10_000,
    default: 100,
    effect: 'How near raiders have to be, when the raid begins and while it goes on.',
  }),
  raidSeconds: decimal({
    unit: 'seconds',
    min: 0.1,
    max: 600,
    default: 15,
    effect: 'A raid is over when after so long, or so long again, nobody near the convoy strikes at it.',
  }),
  raidRestSeconds: decimal({
    unit: 'seconds',
    min: 0,
    max: 3600,
    default: 60,
    effect: 'How long whoever raided in vain cannot raid again.',
  }),
});

const befalls = (what: string, weight: number, minutes: number) =>
  section(`How often and how long ${what} disrupts the roads of a border territory.`, {
    weight: wholeNumber({
      min: 0,
      max: 1000,
      default: weight,
      effect: 'Chance in the draw, against the sum of all weights; 0 = never.',
    }),
    minutes: decimal({
      unit: 'minutes',
      min: 0.1,
      max: 10_080,
      default: minutes,
      effect: 'How long it lasts.',
    }),
  });

const disruptions = section(
  'What disrupts roads now and then; blockades and sieges follow the front and are not drawn.',
  {
    meanIntervalSeconds: decimal({
      unit: 'seconds',
      min: 0,
      max: 86_400,
      default: 60,
      effect: 'Mean time between two; 0 = none.',
    }),
    jam: befalls('a jam', 5, 5),
    bridge: befalls('a broken bridge', 1, 30),
    sabotage: befalls('sabotage', 2, 15),
    pirates: befalls('a band of pirates', 2, 10),
  },
  (values, context) => {
    const { jam, bridge, sabotage, pirates, meanIntervalSeconds } = values;
    if (meanIntervalSeconds === 0) return;
    if (jam.weight + bridge.weight + sabotage.weight + pirates.weight > 0) return;
    const allowed = '0 as long as nothing has a weight, for there is nothing to draw';
    refuse(context, ['meanIntervalSeconds'], meanIntervalSeconds, allowed);
  },
);

/** Section `convoys` of balance.yaml: goods, vehicles, dangers and prices. */
export const convoys = section('What convoys carry, and what happens to them.', {
  ...{ goods, dispatch, vehicles, danger, integrity, prices, players, disruptions },
});
