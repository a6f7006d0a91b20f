import type { World } from '../../components/world.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { encodeGroup } from './arrival-groups.ts';

/**
 * Encodes who merely crossed into each sector of a tier in its span, grouped by where they were when it began. A
 * gateway hands a group to clients that do not see that sector, or see it at a slower tier still.
 */
export function encodeSlowArrivals(world: World, tier: number): void {
  const { frame, ledger, sectors, streams } = world;
  const { span } = streams;
  const tick = ledger.tick[0];
  for (let i = 0; i < span.count; i++) {
    const id = span.ids[i];
    if (span.bits[id] !== CHANGE.cross) continue;
    const sector = sectors.of[id];
    if (streams.isHeard(sector, tier, tick)) streams.chain(sector, id);
  }
  for (let i = 0; i < streams.touchedCount && !frame.bytes.overflowed; i++) {
    const sector = streams.touched[i];
    let rest = streams.collect(sector);
    while (rest > 0) rest = encodeGroup(world, sector, tier, rest, originOf);
  }
  streams.clearTouched();
}

function originOf({ streams }: World, id: number): number {
  return streams.span.origin[id];
}
