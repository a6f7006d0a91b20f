import type { Rules } from '../../components/rules.ts';
import { RESOURCE_COUNT } from '../limits.ts';
import { SECURITY_MAX } from '../routing/route-costs.ts';
import { ambushChance, ambushLoss } from './danger.ts';
import { deliveryPay, tripCost } from './pay.ts';

/** What a depot could send to another. Reused: filled for each route that has its turn. */
export interface Shipment {
  /** Units to be had by resource. */
  readonly stock: Uint32Array;
  /** Units wanted at the other end by resource, less what is on its way there. */
  readonly wanted: Uint32Array;
  /** Between the depots, decimeters: what is paid for. */
  distance: number;
  /** Of the path, decimeters: what must be driven. */
  length: number;
  /** Of the path's least safe step, thousandths. */
  securityMin: number;
  /** Of the path, thousandths. */
  profit: number;
  /** Integrity band of the region it goes to. */
  band: number;
}

/** What sets out; resource -1 = nothing does. */
export interface Load {
  resource: number;
  vehicle: number;
  units: number;
}

export function createShipment(): Shipment {
  return {
    stock: new Uint32Array(RESOURCE_COUNT),
    wanted: new Uint32Array(RESOURCE_COUNT),
    distance: 0,
    length: 0,
    securityMin: 0,
    profit: 0,
    band: 0,
  };
}

/**
 * Chooses what to send and on which vehicle: what is worth most after the way's risk and cost, the more urgent the
 * scarcer. A vehicle must go far enough, be filled well enough, and be armored where a step is unsafe. The first
 * resource and vehicle of equals.
 */
export function chooseLoad(into: Load, rules: Rules['convoys'], shipment: Shipment): void {
  into.resource = -1;
  if (shipment.profit < rules.profitMin) return;
  let best = 0;
  for (let resource = 0; resource < RESOURCE_COUNT; resource++) {
    const available = Math.min(shipment.stock[resource], shipment.wanted[resource]);
    if (available === 0) continue;
    for (let vehicle = 0; vehicle < rules.vehicleCargo.length; vehicle++) {
      if (!isFit(rules, vehicle, shipment)) continue;
      const units = Math.min(available, rules.vehicleCargo[vehicle]);
      if (units * 100 < rules.vehicleCargo[vehicle] * rules.loadMinPercent) continue;
      const worth = worthOf(rules, shipment, vehicle, units, shipment.wanted[resource]);
      if (worth <= best) continue;
      best = worth;
      into.resource = resource;
      into.vehicle = vehicle;
      into.units = units;
    }
  }
}

/** Whether a vehicle can carry anything, reaches the other end, and dares to. */
export function isFit(rules: Rules['convoys'], vehicle: number, shipment: Shipment): boolean {
  if (rules.vehicleCargo[vehicle] === 0 || rules.vehicleRange[vehicle] < shipment.length) return false;
  return shipment.securityMin >= rules.armoredBelow || rules.vehicleArmor[vehicle] >= rules.armorMin;
}

/** Worth of a load, always at least 1 so that a trip that earns nothing still supplies who is in need. */
function worthOf(
  rules: Rules['convoys'],
  shipment: Shipment,
  vehicle: number,
  units: number,
  wanted: number,
): number {
  const chance = ambushChance(rules, shipment.securityMin, false, 0);
  const lost = ambushLoss(rules, units, rules.vehicleArmor[vehicle]);
  const arriving = units - Math.floor((lost * chance) / SECURITY_MAX);
  const pay = deliveryPay(rules, arriving, shipment.distance, shipment.band);
  const earned = Math.max(0, pay - tripCost(rules, vehicle, shipment.length));
  const urgency = rules.needMax + Math.min(wanted, rules.needMax);
  // Units count too: between two trips of the same profit the one that brings more is the better one.
  return 1 + (earned * 100 + units) * urgency;
}
