import type { Rules } from '../../components/rules.ts';
import type { Config } from '../config/schema.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER, unitsPerTick } from '../maths/fixed-point.ts';
import { aiRulesFrom } from './ai-rules.ts';
import { combatRulesFrom } from './combat-rules.ts';
import { convoyRulesFrom } from './convoy-rules.ts';
import { territoryRulesFrom } from './territory-rules.ts';

type RulesConfig = Pick<Config, 'balance' | 'world' | 'server'> & Partial<Pick<Config, 'factions'>>;

/**
 * The designers' numbers in world units and ticks. All rounding of configuration happens here, once. Without factions
 * nobody has a mind.
 */
export function rulesFrom(config: RulesConfig): Rules {
  const { balance, factions, world, server } = config;
  const { avatar, patrol } = balance;
  return {
    avatarUnitsPerTick: unitsPerTick(avatar.speedMetersPerSecond),
    patrolUnitsPerTickMin: unitsPerTick(patrol.speedMetersPerSecondMin),
    patrolUnitsPerTickMax: Math.max(
      unitsPerTick(patrol.speedMetersPerSecondMin),
      unitsPerTick(patrol.speedMetersPerSecondMax),
    ),
    patrolRoamsTerritories: world.inhabitants.roam === 'territories',
    hasForts: world.inhabitants.forts,
    legTicksMax: Math.round(patrol.legSecondsMax * TICKS_PER_SECOND),
    pauseTicksMax: Math.round(patrol.pauseSecondsMax * TICKS_PER_SECOND),
    neighborLegPercent: patrol.neighborLegPercent,
    resumeTicks: Math.round(server.sessions.resumeSeconds * TICKS_PER_SECOND),
    viewRadiusSectors: world.viewRadiusSectors,
    viewSlackUnits: Math.round(
      (world.sectorSizeMeters * UNITS_PER_METER * world.viewHysteresisPercent) / 100,
    ),
    hashCheckIntervalTicks: world.hashCheckIntervalTicks,
    territory: territoryRulesFrom(balance.territory),
    convoys: convoyRulesFrom(balance.routes, balance.convoys),
    combat: combatRulesFrom(balance.combat),
    ai: aiRulesFrom(factions, world),
  };
}
