import { expect } from 'vitest';
import { RoutesView } from '../../client/routes-view.ts';
import type { World } from '../../components/world.ts';
import { ByteReader } from '../../src/protocol/bytes.ts';
import { CHANNEL, readRecords } from '../../src/protocol/territory-records.ts';
import { STRATEGIC_WORDS } from '../../src/replication/frame.ts';

/** A block of a route channel, as the frame of a tick has it. */
export interface Block {
  readonly tick: number;
  readonly faction: number;
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** The blocks of the route channels in the frame of this tick. */
export function blocksOf({ frame }: World): Block[] {
  const { words, count } = frame.strategic;
  const blocks: Block[] = [];
  for (let row = 0; row < count; row++) {
    const at = row * STRATEGIC_WORDS;
    if (words[at] !== CHANNEL.routes) continue;
    const bytes = frame.bytes.bytes.slice(words[at + 3], words[at + 3] + words[at + 4]);
    blocks.push({ tick: frame.tick, faction: words[at + 1], sequence: words[at + 2], bytes });
  }
  return blocks;
}

/** What a listener of all channels holds; it says in a line what it heard. */
export class Listener {
  readonly told: string[] = [];
  readonly blocks: Block[] = [];
  readonly view = new RoutesView({
    routeGenerated: (r) => this.told.push(`route ${r.route} ${r.state} ${r.path.join('-')}`),
    routeInvalidated: (r) => this.told.push(`route ${r.route} ${r.state}`),
    routeProposed: (p) => this.told.push(`proposal ${p.session} ${p.state} ${p.path.join('-')}`),
    factionRoutesUpdated: (s) => this.told.push(`summary ${s.faction} ${s.pending} ${s.active} ${s.convoys}`),
    routesInvalidatedByTerritory: (l) => this.told.push(`landfall ${l.district} ${l.routes} ${l.causeTick}`),
    convoyUpdate: (c) => this.told.push(`convoy ${c.entity} ${c.event}`),
  });

  hear(world: World): void {
    for (const block of blocksOf(world)) {
      this.blocks.push(block);
      const reader = new ByteReader(block.bytes);
      const count = reader.varint();
      let isTaken = true;
      const isRead = readRecords(reader, count, {
        territory: () => {},
        event: () => {},
        route: (record) => {
          isTaken = this.view.take(record) && isTaken;
        },
        summary: (record) => this.view.takeSummary(record),
        landfall: (record) => this.view.takeLandfall(record),
        convoy: (record) => this.view.takeConvoy(block.faction, record),
      });
      expect([isRead, isTaken, reader.left, count > 0]).toEqual([true, true, 0, true]);
    }
  }
}
