import { describe, expect, test } from 'vitest';
import { ambushChance, ambushLoss } from '../src/convoys/danger.ts';
import { allowedMove, INTEGRITY_ONE, integrityAfter, integrityBand } from '../src/convoys/integrity.ts';
import { chooseLoad, createShipment, type Load, type Shipment } from '../src/convoys/loading.ts';
import { deliveryPay, shareOf, tripCost } from '../src/convoys/pay.ts';
import { PROFIT_MAX, routeProfit } from '../src/convoys/profit.ts';
import { convoyRules } from './support/convoy-stage.ts';

const rules = convoyRules().convoys;
const KILOMETER = 10_000;
const TECHNICAL = 0;
const CARRIER = 1;
const TRUCK = 2;

describe('profit of a route', () => {
  const cases: [km: number, security: number, value: number, profit: number][] = [
    [10, 1000, 0, 2000],
    [20, 1000, 0, 1000],
    [20, 300, 0, 300],
    // One and a half times as much for a mean strategic value of 5.
    [20, 1000, 5, 1500],
    [7, 650, 3, 2412],
    // Distance counts from 5 km on, and no more beyond 100 km.
    [5, 1000, 0, 4000],
    [4, 1000, 0, 4000],
    [0, 1000, 0, 4000],
    [100, 1000, 0, 200],
    [5000, 1000, 0, 200],
    [10, 1000, 50, PROFIT_MAX],
    [10, 0, 50, 0],
  ];
  test.each(cases)('over %d km at security %d and value %d is %d', (km, securityMean, value, profit) => {
    const figures = { length: km * KILOMETER, securityMean, valueTenths: value * 10 };
    expect(routeProfit(rules, figures)).toBe(profit);
  });

  test('goes with the base', () => {
    const figures = { length: 20 * KILOMETER, securityMean: 1000, valueTenths: 0 };
    expect(routeProfit({ ...rules, profitBaseThousandths: 2500 }, figures)).toBe(2500);
    expect(routeProfit({ ...rules, profitBaseThousandths: 0 }, figures)).toBe(0);
  });
});

describe('pay', () => {
  test('is units by kilometers by price, and better where trade is unreliable', () => {
    const byBand = [0, 1, 2, 3, 4].map((band) => deliveryPay(rules, 80, 20 * KILOMETER, band));
    expect(byBand).toEqual([120, 96, 80, 76, 72]);
    expect(deliveryPay(rules, 7, 3 * KILOMETER, 2)).toBe(1);
    expect(deliveryPay(rules, 80, 0, 0)).toBe(0);
  });

  test('of the largest trip there can be is a whole number still', () => {
    const dear = { ...rules, pricePerUnitKilometerCenti: 100_000, bandPricePercent: [1000, 0, 0, 0, 0] };
    expect(deliveryPay(dear, 10_000, 700 * KILOMETER, 0)).toBe(70_000_000_000);
  });

  test('is less what the vehicle costs', () => {
    expect(tripCost(rules, TRUCK, 20 * KILOMETER)).toBe(4);
    expect(tripCost(rules, TECHNICAL, 3 * KILOMETER)).toBe(0);
  });

  test('a share never takes more than it says', () => {
    expect([0, 1, 6, 7, 13, 80].map((cargo) => shareOf(cargo, 15))).toEqual([0, 0, 0, 1, 1, 12]);
    expect(shareOf(33, 100)).toBe(33);
    expect(shareOf(33, 0)).toBe(0);
  });
});

describe('integrity', () => {
  const HALF_LIFE = 3600 * 60;

  test('loses half of its way to the middle in a half-life, from either side', () => {
    const levelAfter = (level: number, halfLives: number) =>
      integrityAfter(rules, level, halfLives * HALF_LIFE);
    expect([0, 0.5, 1, 2, 3, 40].map((time) => levelAfter(65_536 - 512, time))).toEqual([
      65_024, 56_960, 48_896, 40_832, 36_800, 32_768,
    ]);
    expect([0, 1, 2, 40].map((time) => levelAfter(512, time))).toEqual([512, 16_640, 24_704, 32_768]);
    expect(levelAfter(32_768, 1)).toBe(32_768);
  });

  test('drifts by the same whether it is looked at in between or not, at whole half-lives', () => {
    const half = integrityAfter(rules, integrityAfter(rules, 60_000, HALF_LIFE), HALF_LIFE);
    expect(half).toBe(integrityAfter(rules, 60_000, 2 * HALF_LIFE));
  });

  test('has bands at a quarter, a half, three quarters and nine tenths', () => {
    const levels = [0, 16_383, 16_384, 32_767, 32_768, 49_151, 49_152, 58_981, 58_982, INTEGRITY_ONE - 1];
    expect(levels.map(integrityBand)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test('moves only so far in a window', () => {
    const limited = { ...rules, integrityWindowMax: 100 };
    expect(allowedMove(limited, 0, 60)).toBe(60);
    expect(allowedMove(limited, 60, 60)).toBe(40);
    expect(allowedMove(limited, 60, -60)).toBe(-40);
    expect(allowedMove(limited, 100, -1)).toBeCloseTo(0);
    expect(allowedMove(limited, 150, 5)).toBe(0);
  });
});

describe('danger', () => {
  test('of an ambush goes with the security that a step lacks', () => {
    expect([1000, 700, 300, 100, 0].map((security) => ambushChance(rules, security, false, 0))).toEqual([
      0, 60, 140, 180, 200,
    ]);
  });

  test('grows with pirates up to a step of no security, and shrinks with every escort', () => {
    expect(ambushChance(rules, 1000, true, 0)).toBe(100);
    expect(ambushChance(rules, 100, true, 0)).toBe(200);
    expect([0, 1, 2, 9].map((escorts) => ambushChance(rules, 300, false, escorts))).toEqual([
      140, 70, 46, 14,
    ]);
  });

  test('an ambush takes less from armor, at least a unit from all but the strongest, at the most all', () => {
    expect([0, 2, 4, 9, 10].map((armor) => ambushLoss(rules, 80, armor))).toEqual([40, 32, 24, 4, 0]);
    expect(ambushLoss(rules, 1, 2)).toBe(1);
    expect(ambushLoss({ ...rules, ambushLossPercent: 100 }, 7, 0)).toBe(7);
  });
});

describe('a load', () => {
  const load: Load = { resource: -1, vehicle: 0, units: 0 };

  /** What sets out with 200 units of resource 3 in store and wanted, on a safe way of 12 km, unless said otherwise. */
  function chosen(
    changes: Partial<Shipment> = {},
    stock = 200,
    wanted = 200,
    with_ = rules,
  ): Load | undefined {
    const safe = {
      distance: 10 * KILOMETER,
      length: 12 * KILOMETER,
      securityMin: 1000,
      profit: 2000,
      band: 2,
    };
    const shipment = { ...createShipment(), ...safe, ...changes };
    if (changes.stock === undefined) shipment.stock[3] = stock;
    if (changes.wanted === undefined) shipment.wanted[3] = wanted;
    chooseLoad(load, with_, shipment);
    return load.resource < 0 ? undefined : { ...load };
  }

  test('goes on the vehicle that earns most', () => {
    expect(chosen()).toEqual({ resource: 3, vehicle: TRUCK, units: 80 });
    expect(chosen({}, 1000, 70)).toEqual({ resource: 3, vehicle: TRUCK, units: 70 });
  });

  test('goes armored where a step is unsafe', () => {
    expect(chosen({ securityMin: 500 })?.vehicle).toBe(TRUCK);
    expect(chosen({ securityMin: 499 })).toEqual({ resource: 3, vehicle: CARRIER, units: 60 });
    expect(chosen({ securityMin: 300 }, 200, 200, { ...rules, armorMin: 5 })).toBeUndefined();
  });

  test('stays where no vehicle goes far enough', () => {
    expect(chosen({ length: 56 * KILOMETER, securityMin: 300 })?.vehicle).toBe(CARRIER);
    expect(chosen({ length: 56 * KILOMETER + 1, securityMin: 300 })).toBeUndefined();
    expect(chosen({ length: 72.7 * KILOMETER })?.vehicle).toBe(TRUCK);
    expect(chosen({ length: 73 * KILOMETER })).toBeUndefined();
  });

  test('waits until it fills enough of a hold', () => {
    expect(chosen({}, 39)).toEqual({ resource: 3, vehicle: CARRIER, units: 39 });
    expect(chosen({}, 40)).toEqual({ resource: 3, vehicle: TRUCK, units: 40 });
    expect(chosen({}, 10)?.units).toBe(10);
    expect(chosen({}, 9)).toBeUndefined();
    expect(chosen({}, 200, 9)).toBeUndefined();
  });

  test('does not set out for too little profit', () => {
    expect(chosen({ profit: 300 })).toBeDefined();
    expect(chosen({ profit: 299 })).toBeUndefined();
  });

  test('is of what is wanted most, the first of equals', () => {
    const stock = Uint32Array.of(0, 100, 100, 100, 0, 0, 0);
    expect(chosen({ stock, wanted: Uint32Array.of(400, 100, 300, 200, 0, 0, 0) })?.resource).toBe(2);
    expect(chosen({ stock, wanted: Uint32Array.of(0, 200, 200, 200, 0, 0, 0) })?.resource).toBe(1);
  });

  test('sets out even where it earns nothing', () => {
    expect(chosen({ distance: 0 })).toEqual({ resource: 3, vehicle: TRUCK, units: 80 });
  });
});
