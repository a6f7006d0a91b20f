import { SESSION_STATE } from '../../components/session.ts';
import type { CommandSender } from '../../src/gateway/command-sender.ts';
import { CONTROL, SNAPSHOT_SLOT, viewControl } from '../../src/memory/control-block.ts';
import { JOURNAL_KIND } from '../../src/memory/journal-ring.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import type { Spoil } from './game.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** A bug that is planted to see whether the simulator notices. */
export interface PlantedBug {
  readonly name: string;
  readonly about: string;
  readonly spoil: Spoil;
}

/** Replaces a method of one object by one that is given the original. */
function wrap<T extends object, K extends keyof T>(
  object: T,
  name: K,
  around: (original: T[K]) => T[K],
): void {
  const original = object[name];
  if (typeof original !== 'function') throw new TypeError(`${String(name)} is no method`);
  object[name] = around(original.bind(object));
}

/** Does something to a sender of every gateway, of those that come later too. */
function spoilSenders(server: SimulatedServer, spoil: (sender: CommandSender) => void): void {
  for (const lane of server.lanes) spoil(lane.sender);
  wrap(server, 'newLane', (newLane) => (index) => {
    const lane = newLane(index);
    spoil(lane.sender);
    return lane;
  });
}

/** Changes frames on their way to the gateways, one in so many of those that `applies` to. */
function spoilFrames(
  server: SimulatedServer,
  every: number,
  spoil: (server: SimulatedServer) => boolean,
): void {
  let count = 0;
  wrap(server, 'publish', (publish) => () => {
    if (count++ >= every && spoil(server)) count = 0;
    publish();
  });
}

/** The bugs of the canary: what could be wrong with a server like this, each planted around it and not within. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'confirm-before-sync',
    about: 'entries count as safe as soon as they are written',
    spoil: (server) => {
      wrap(server, 'startCommit', (startCommit) => (words) => {
        const commit = startCommit(words);
        server.confirm(commit);
        return commit;
      });
      server.finishCommit = () => server.parts.disk.sync();
    },
  },
  {
    name: 'entry-skipped',
    about: 'one in fifty entries of the journal is not written',
    spoil: (server) => {
      let count = 0;
      wrap(server.journal, 'push', (push) => (kind, tick, trail, words, records) => {
        if (kind !== JOURNAL_KIND.inputs || ++count % 50 !== 0) push(kind, tick, trail, words, records);
      });
    },
  },
  {
    name: 'journal-after-tick',
    about: 'input is put on record a tick after it was carried out and told to be safe',
    spoil: (server) => {
      const waiting: (() => void)[] = [];
      wrap(server.journal, 'push', (push) => (kind, tick, trail, words, records) => {
        const kept = words.slice(0, records * 16);
        waiting.push(() => push(kind, tick, trail, kept, records));
      });
      wrap(server, 'fillInbox', (fillInbox) => () => {
        for (const late of waiting.splice(0)) late();
        fillInbox();
      });
    },
  },
  {
    name: 'roster-unsorted',
    about: 'after a restore patrols are gone through in another order',
    spoil: ({ world, found }) => {
      if (found.snapshotTick === undefined) return;
      const roster = world.entities.rosters.get(ENTITY_KIND.patrol)!;
      wrap(roster, 'ids', (ids) => () => ids().toReversed());
    },
  },
  {
    name: 'harm-untold',
    about: 'one in twenty changes of somebody’s health is not told',
    spoil: ({ world }) => {
      let count = 0;
      wrap(world.changes, 'note', (note) => (id, bits) => {
        if (bits !== CHANGE.hurt || ++count % 20 !== 0) note(id, bits);
      });
    },
  },
  {
    name: 'answers-lost',
    about: 'a restart forgets which orders were carried out',
    spoil: ({ world }) => {
      world.session.lastSequence.fill(0, 0, world.ledger.sessionHigh[0]);
    },
  },
  {
    name: 'block-dropped',
    about: 'the changes of a sector do not reach the gateways',
    spoil: (server) =>
      spoilFrames(server, 100, ({ world: { frame } }) => frame.blocks.count > 0 && frame.blocks.count-- > 0),
  },
  {
    name: 'arrival-dropped',
    about: 'whoever walks into a view is not told of',
    spoil: (server) =>
      spoilFrames(
        server,
        5,
        ({ world: { frame } }) => frame.arrivals.count > 0 && frame.arrivals.count-- > 0,
      ),
  },
  {
    name: 'arrival-repeated',
    about: 'an arrival is told of again later, as it was',
    spoil: (server) => repeatArrivals(server),
  },
  {
    name: 'keyframe-dropped',
    about: 'a view comes without one of its sectors',
    spoil: (server) =>
      spoilFrames(
        server,
        5,
        ({ world: { frame } }) => frame.keyframes.count > 0 && frame.keyframes.count-- > 0,
      ),
  },
  {
    name: 'refresh-forgotten',
    about: 'a client that was too slow does not get its view anew',
    spoil: (server) =>
      spoilSenders(server, (sender) => {
        sender.refresh = () => {};
      }),
  },
  {
    name: 'epoch-unchecked',
    about: 'the end of an old connection ends the new one',
    spoil: (server) =>
      spoilSenders(server, (sender) => {
        wrap(sender, 'away', (away) => (slot) => away(slot, server.world.session.epoch[slot]));
      }),
  },
  {
    name: 'connections-renumbered',
    about: 'a gateway that is started again numbers its connections from 1',
    spoil: (server) =>
      spoilSenders(server, (sender) => {
        let count = 0;
        sender.nextConnection = () => ++count;
      }),
  },
  {
    name: 'id-order-lost',
    about: 'after a restore ids are given again in another order',
    spoil: ({ world, found }) => {
      if (found.snapshotTick === undefined) return;
      const { entities, idOrder, ledger } = world;
      const alive = ledger.aliveCount[0];
      idOrder.id
        .slice(alive, ledger.entityHigh[0])
        .reverse()
        .forEach((id, i) => {
          idOrder.id[alive + i] = id;
          entities.place[id] = alive + i;
        });
    },
  },
  {
    name: 'change-unrecorded',
    about: 'something changes the world that is not in the journal',
    spoil: (server) => {
      wrap(server, 'runWorld', (runWorld) => () => {
        runWorld();
        const { ledger, patrol } = server.world;
        if (ledger.tick[0] % 500 === 250) patrol.speed[1]++;
      });
    },
  },
  {
    name: 'checksum-unchecked',
    about: 'a torn row of the journal is taken for good',
    spoil: ({ parts: { disk } }) => {
      disk.checksumAfter = (row) => row.checksum;
      disk.tearRow = (row) => {
        // Within a record: a damaged head would be noticed without any checksum.
        if (row.bytes.length > 64) row.bytes[32] ^= 1;
      };
    },
  },
  {
    name: 'snapshot-overwritten',
    about: 'the copy of the world is changed while it is being saved',
    spoil: (server) => {
      const { blocks } = server.parts.machine;
      const control = viewControl(blocks.control);
      const words = new Int32Array(blocks.snapshot);
      wrap(server, 'runWorld', (runWorld) => () => {
        runWorld();
        if (control[CONTROL.snapshotSlot] === SNAPSHOT_SLOT.full) {
          words.set(server.world.memoryWords.subarray(0, 64));
        }
      });
    },
  },
  {
    name: 'snapshot-overtakes-journal',
    about: 'a snapshot counts before all that entered the world until then is safe in the journal',
    spoil: ({ journal }) => {
      journal.isSafe = () => true;
    },
  },
  {
    name: 'accounts-forgotten',
    about: 'after a restart an account that comes back gets a second body',
    spoil: ({ world }) => world.sessionByAccount.clear(),
  },
  {
    name: 'answer-swallowed',
    about: 'an order is carried out and its answer never told',
    spoil: (server) =>
      spoilFrames(server, 10, ({ world: { frame } }) => frame.notices.count > 0 && frame.notices.count-- > 0),
  },
  {
    name: 'everything-safe',
    about: 'every frame says that it is on disk',
    spoil: (server) => {
      Object.defineProperty(server.journal, 'isDurable', { get: () => true });
    },
  },
  {
    name: 'sessions-kept-connected',
    about: 'after a restart sessions count as connected that nobody holds',
    spoil: (server) => {
      wrap(server, 'begin', (begin) => (rules, patrols) => {
        const { ledger, session } = server.world;
        const states = session.state.slice(0, ledger.sessionHigh[0]);
        begin(rules, patrols);
        states.forEach((state, slot) => {
          if (state === SESSION_STATE.connected) session.state[slot] = state;
        });
      });
    },
  },
];

function repeatArrivals(server: SimulatedServer): void {
  const { frame } = server.world;
  let kept: { row: Int32Array; bytes: Uint8Array } | undefined;
  let age = 0;
  wrap(server, 'publish', (publish) => () => {
    const { arrivals, bytes } = frame;
    if (kept !== undefined && ++age > 30) {
      const at = arrivals.add();
      arrivals.words.set([kept.row[0], kept.row[1], bytes.at, kept.bytes.length], at);
      bytes.raw(kept.bytes, 0, kept.bytes.length);
      kept = undefined;
    } else if (kept === undefined && arrivals.count > 0) {
      const row = arrivals.words.slice(0, 4);
      kept = { row, bytes: bytes.bytes.slice(row[2], row[2] + row[3]) };
      age = 0;
    }
    publish();
  });
}
