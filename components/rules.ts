/** Tunable numbers as the systems use them: whole world units and ticks, made from the configuration. */
export interface Rules {
  readonly avatarUnitsPerTick: number;
  readonly patrolUnitsPerTickMin: number;
  readonly patrolUnitsPerTickMax: number;
  readonly patrolRoamsTerritories: boolean;
  readonly legTicksMax: number;
  readonly pauseTicksMax: number;
  readonly neighborLegPercent: number;
  readonly resumeTicks: number;
  readonly viewRadiusSectors: number;
  /** How far past a sector's border a viewer goes before its view follows, in world units. */
  readonly viewSlackUnits: number;
  readonly hashCheckIntervalTicks: number;
}
