import { GOAL, REFLEX, TEMPLATE } from '../../components/ai-rules.ts';
import { STANCE } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import type { Verdict } from '../../src/ai/reflex.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { help } from './find-help.ts';
import { beginOperation, takeSquad } from './operations.ts';
import { seen } from './reflex-seen.ts';
import { orderSoldier } from './soldiers.ts';
import { releaseSquad } from './squads.ts';

/**
 * Carries out the answer to the threat that was looked at just now. `decision` is its number. Returns whether orders
 * really changed.
 */
export function carryOut(
  world: World,
  faction: number,
  row: number,
  verdict: Verdict,
  decision: number,
): boolean {
  const { ledger, mind, threat } = world;
  const district = threat.district[row];
  switch (verdict.reflex) {
    case REFLEX.reinforce:
      return sendHelp(world, faction, TEMPLATE.fortify, district, decision, verdict.squads, 0);
    case REFLEX.counterRaid:
      return sendHelp(world, faction, TEMPLATE.raid, seen.target, decision, verdict.squads, 0);
    case REFLEX.recapture: {
      // One squad alone has no others to wait for.
      const template = Math.min(help.count, verdict.squads) > 1 ? TEMPLATE.converge : TEMPLATE.raid;
      return sendHelp(world, faction, template, district, decision, verdict.squads, 0);
    }
    case REFLEX.guardConvoy:
      return sendHelp(world, faction, TEMPLATE.escort, district, decision, 1, threat.entity[row]);
    case REFLEX.turnConvoy:
      return turnConvoy(world, threat.entity[row]);
    case REFLEX.withdraw:
      takeSquad(world, threat.entity[row]);
      releaseSquad(world, threat.entity[row]);
      return true;
    case REFLEX.review:
      mind.strategicTick[faction] = ledger.tick[0];
      return true;
    default:
      return false;
  }
}

/** Begins an operation with the squads that were found; those of other operations are taken from them. */
function sendHelp(
  world: World,
  faction: number,
  template: number,
  district: number,
  decision: number,
  squads: number,
  convoy: number,
): boolean {
  const count = Math.min(help.count, squads);
  for (let i = 0; i < count; i++) {
    if (world.squad.operation[help.squads[i]] !== 0) takeSquad(world, help.squads[i]);
  }
  const owner = world.district.owner[district];
  const against = owner === faction ? 0 : owner;
  return (
    beginOperation(
      world,
      faction,
      template,
      GOAL.none,
      district,
      against,
      decision,
      help.squads,
      count,
      convoy,
    ) >= 0
  );
}

/** Has a soldier tell a convoy to turn around, as a player would. */
function turnConvoy(world: World, id: number): boolean {
  const word = STANCE.retreat | ((1 + world.identity.generation[id]) << 2);
  return orderSoldier(world, seen.messenger, ORDER.convoyStance, id, word) === RESULT.done;
}
