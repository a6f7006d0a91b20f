import { CONSIDERATION, GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { share } from './considerations.ts';
import { meanInput } from './options.ts';
import { breachBetween, leaderBesides, trustIn } from './relations.ts';

/** What is found of a CONSIDERATION for a faction in another one, 0..1000; for pacts and their end. */
export function considerFaction(world: World, faction: number, other: number, consideration: number): number {
  const { mind, side } = world;
  switch (consideration) {
    case CONSIDERATION.trust:
      return trustIn(world, faction, other);
    case CONSIDERATION.danger:
      return Math.max(
        meanInput(world, faction, GOAL.hold, CONSIDERATION.danger),
        lead(world, faction, other),
      );
    case CONSIDERATION.weariness:
      return Math.min(1000, mind.weariness[faction]);
    case CONSIDERATION.failures:
      return breachBetween(world, faction, other);
    case CONSIDERATION.force: {
      const both = mind.strength[faction] + mind.strength[other];
      return both === 0 ? 500 : share(mind.strength[faction], both);
    }
    default:
      // What there is to gain: 500 = an even share of the land.
      return share(side.land[other] * (SIDE_COUNT - 1), 2 * world.graph.districtCount);
  }
}

/** How far the faction that leads besides the two is ahead of an even share of the land; 1000 = twice as much. */
function lead(world: World, faction: number, other: number): number {
  const leader = leaderBesides(world, faction, other);
  if (leader === 0) return 0;
  const even = world.graph.districtCount / (SIDE_COUNT - 1);
  return Math.max(0, Math.min(1000, Math.floor((world.side.land[leader] * 1000) / even) - 1000));
}
