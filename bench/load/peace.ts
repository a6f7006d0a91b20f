/** Nobody looks for a fight: for workloads that measure something else. */
export const PEACE_SETTINGS: readonly string[] = [
  'world.inhabitants.forts=false',
  'world.inhabitants.minds=false',
  'balance.combat.engagement.patrolsSeek=false',
  // Convoys strike whoever comes near.
  'balance.combat.units.convoy.rangeMeters=1',
];
