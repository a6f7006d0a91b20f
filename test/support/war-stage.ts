import { PROPERTY } from '../../components/combat-rules.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { populate } from '../../src/sim/create-world.ts';
import { type AsciiWorldOptions, worldFromAscii } from '../../src/territory/ascii-world.ts';
import { propertyOf } from '../../systems/actions/properties.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { wound } from '../../systems/actions/wounds.ts';
import { buryFallen } from '../../systems/bury-fallen.ts';
import { combatRules } from './combat-rules.ts';
import { ConvoyStage, convoyRules } from './convoy-stage.ts';

export interface WarOptions extends AsciiWorldOptions {
  combat?: Partial<Rules['combat']>;
  convoys?: Partial<Rules['convoys']>;
  territory?: Partial<Rules['territory']>;
  /** Whether there are forts and bases. */
  forts?: boolean;
  patrols?: number;
  memory?: SharedArrayBuffer;
}

/** A drawn world with convoys, in which a test says who falls; nobody looks for a fight of its own accord. */
export class WarStage extends ConvoyStage {
  readonly memory: SharedArrayBuffer;

  constructor(map: readonly string[], options: WarOptions) {
    const { combat, convoys, forts = false, patrols = 0, territory, ...drawing } = options;
    const rules = convoyRules({ ambushThousandths: 0, ...convoys });
    const memory = options.memory ?? allocateWorldMemory();
    super(
      worldFromAscii(map, { cellMeters: 500, ...drawing }),
      {
        ...rules,
        hasForts: forts,
        territory: { ...rules.territory, ...territory },
        combat: combatRules({ patrolsSeek: 0, ...combat }),
      },
      memory,
    );
    this.memory = memory;
    populate(this.world, patrols);
  }

  /** The same world as it comes out of a save of now. */
  restored(map: readonly string[], options: WarOptions): WarStage {
    const memory = allocateWorldMemory();
    new Uint8Array(memory).set(new Uint8Array(this.memory));
    return new WarStage(map, { ...options, memory });
  }

  /** An avatar at an entity, so many meters to the east of it. */
  avatarAt(faction: number, id: number, meters = 0): number {
    const { graph, motion } = this.world;
    const x = Math.min(graph.widthUnits - 1, motion.x[id] + meters * 4096);
    return spawn(this.world, ENTITY_KIND.avatar, faction, x, motion.y[id]);
  }

  /** Lets fighters fall at once, all in one tick, by each other's hand or by nobody's (0). */
  kill(...deaths: readonly (readonly [id: number, by: number])[]): void {
    for (const [id, by] of deaths) {
      wound(this.world, id, propertyOf(this.world, id, PROPERTY.health), by);
    }
    buryFallen(this.world);
  }

  ids(kind: number): number[] {
    return idsOf(this.world, kind);
  }
}

/** Ids of the alive entities of a kind. */
export function idsOf(world: World, kind: number): number[] {
  return [...world.entities.rosters.get(kind)!.ids()];
}
