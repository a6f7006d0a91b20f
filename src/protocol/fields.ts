/**
 * The tables of the wire format. Writers, readers, the mirror hash, the handshake's table hash and
 * docs/WIRE.md are all driven by these rows. Ids are never reused: a field that goes keeps its row, marked retired.
 */

/** Version of the layout itself. A change that the table hash cannot see (the meaning of a value) raises it too. */
export const PROTOCOL_VERSION = 3;

export type WireType =
  /** One byte. */
  | 'u8'
  /** Signed varint. */
  | 'zigzag'
  /** Varint. */
  | 'varint'
  /** Varint of the distance to the sector's low edge on the x axis. */
  | 'sectorX'
  /** The same on the y axis. */
  | 'sectorY';

export interface FieldRow {
  readonly id: number;
  /** `change`: not of the entity, but of what is told. */
  readonly store: 'motion' | 'identity' | 'fighter' | 'change';
  readonly name: string;
  readonly type: WireType;
  readonly unit: string;
  /** Protocol version that brought the field. */
  readonly since: number;
  readonly retired?: number;
}

/** Every replicated field of an entity. */
export const FIELDS = [
  { id: 1, store: 'motion', name: 'vx', type: 'zigzag', unit: '1/4096 m per tick, east positive', since: 1 },
  { id: 2, store: 'motion', name: 'vy', type: 'zigzag', unit: '1/4096 m per tick, south positive', since: 1 },
  { id: 3, store: 'motion', name: 'x', type: 'sectorX', unit: '1/4096 m from the west edge', since: 1 },
  { id: 4, store: 'motion', name: 'y', type: 'sectorY', unit: '1/4096 m from the north edge', since: 1 },
  { id: 5, store: 'identity', name: 'kind', type: 'u8', unit: 'entity kind', since: 1 },
  { id: 6, store: 'identity', name: 'faction', type: 'u8', unit: 'faction 1-7, 0 none', since: 1 },
  { id: 7, store: 'identity', name: 'generation', type: 'u8', unit: 'use of the id, modulo 256', since: 1 },
  { id: 8, store: 'fighter', name: 'harm', type: 'u8', unit: '0 whole .. 255 fallen', since: 1 },
  { id: 9, store: 'fighter', name: 'target', type: 'varint', unit: 'entity it attacks, 0 none', since: 1 },
  {
    id: 10,
    store: 'change',
    name: 'age',
    type: 'varint',
    unit: 'ticks before the frame, of the change',
    since: 2,
  },
  {
    id: 11,
    store: 'change',
    name: 'ahead',
    type: 'varint',
    unit: 'ticks after the frame, of the change',
    since: 3,
  },
] as const satisfies readonly FieldRow[];

export type FieldName = (typeof FIELDS)[number]['name'];

function layout(...names: FieldName[]): readonly FieldRow[] {
  return names.map((name) => FIELDS.find((field) => field.name === name)!);
}

/** What each kind of record carries, in this order, after the entity id. */
export const LAYOUT = {
  /** A new course from this tick on; the position is known to whoever holds the entity. */
  turn: layout('vx', 'vy'),
  /** A course taken some ticks before. */
  lateTurn: layout('age', 'vx', 'vy'),
  /** A course that will be taken some ticks after. */
  nextTurn: layout('ahead', 'vx', 'vy'),
  /** A position that does not follow from the course: a teleport or a correction. */
  place: layout('x', 'y', 'vx', 'vy'),
  /** Everything about an entity. */
  whole: layout('generation', 'kind', 'faction', 'x', 'y', 'vx', 'vy', 'harm', 'target'),
  /** Health that was lost or came back. */
  hurt: layout('harm'),
  /** Another target, or none. */
  aim: layout('target'),
} as const;

/**
 * Widths in bits that a packed list can choose from, for id steps and for each kind of number. Which it chose is told
 * by its place here, 4 bits for sixteen widths and 3 for eight. They are dense where real worlds are: ids below 2^17,
 * speeds of walkers and vehicles, sectors of 100 m to 1 km.
 */
export const PACKED_WIDTHS = {
  idStep: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 32],
  zigzag: [0, 9, 10, 11, 12, 13, 16, 32],
  varint: [0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 32],
  position: [18, 19, 20, 22, 23, 24, 26, 32],
} as const;

/** The fields that a mirror keeps, in the order in which they are hashed. */
export const HASHED_FIELDS = LAYOUT.whole;

export interface ItemRow {
  readonly tag: number;
  readonly name: string;
  readonly body: string;
  readonly meaning: string;
  readonly since: number;
}

/** Items of a world frame. A frame is a header and then items until its end; each item says its own length. */
export const ITEMS = [
  {
    tag: 0x01,
    name: 'turns',
    body: 'tag itself is the count 1-127; packed turn records',
    meaning: 'new courses of entities the client holds, from this tick on',
    since: 1,
  },
  {
    tag: 0x80,
    name: 'enter',
    body: 'sector varint, count varint; packed whole records',
    meaning: 'entities that appeared, or came from a sector the client does not see; state after this tick',
    since: 1,
  },
  {
    tag: 0x81,
    name: 'keyframe',
    body: 'sector varint, count varint; packed whole records',
    meaning: 'all entities of a sector; whatever the client held there is replaced; state after this tick',
    since: 1,
  },
  {
    tag: 0x82,
    name: 'gone',
    body: 'count varint; per record: id step varint',
    meaning: 'entities that ceased to be',
    since: 1,
  },
  {
    tag: 0x83,
    name: 'place',
    body: 'sector varint, count varint; packed place records',
    meaning: 'entities set to a position; state after this tick',
    since: 1,
  },
  {
    tag: 0x84,
    name: 'view',
    body: 'flags u8 (1 = forget everything first), column varint, row varint, radius u8',
    meaning: 'the square of sectors the client sees from now on; entities outside it are dropped',
    since: 1,
  },
  {
    tag: 0x85,
    name: 'check',
    body: 'sector varint, hash u32',
    meaning: 'sum of the entity hashes of a sector after this tick, to be compared with the mirror',
    since: 1,
  },
  {
    tag: 0x86,
    name: 'answer',
    body: 'sequence varint, result u8',
    meaning: 'the order of that sequence was taken in this tick (or earlier, for a repeat) with that result',
    since: 1,
  },
  {
    tag: 0x87,
    name: 'clock',
    body: 'tick u32, durable tick u32, pace u16 (thousandths of real time), tick zero f64',
    meaning:
      'the full tick number and when tick 0 would have been due (server clock, microseconds; moves when time is ' +
      'stretched); sent with a view that starts anew, every four seconds, and after a silence of two',
    since: 1,
  },
  {
    tag: 0x88,
    name: 'avatar',
    body: 'entity varint, generation u8',
    meaning: 'the entity that the client steers (or follows, for an observer); 0 = none',
    since: 1,
  },
  {
    tag: 0x89,
    name: 'objective',
    body: 'state u8, objective u8, control point varint, tick u32',
    meaning:
      'how far the client’s objective is: taken up (to be done at that tick), done, given up or refused',
    since: 1,
  },
  {
    tag: 0x8a,
    name: 'owners',
    body: 'count varint; per record: district step varint (from -1), owner u8',
    meaning:
      'who holds districts after this tick; in recordings only, a server tells it on strategic channels',
    since: 1,
  },
  {
    tag: 0x8b,
    name: 'hurt',
    body: 'count varint; packed hurt records',
    meaning: 'entities whose health changed; state after this tick',
    since: 1,
  },
  {
    tag: 0x8c,
    name: 'aim',
    body: 'count varint; packed aim records',
    meaning: 'entities that attack another target from this tick on, or none',
    since: 1,
  },
  {
    tag: 0x8d,
    name: 'battle',
    body: 'sector varint, count varint; per event: event u8, subject varint, actor varint',
    meaning: 'what happened in fights in a sector in this tick, before the changes that came of it',
    since: 1,
  },
  {
    tag: 0x8e,
    name: 'kit',
    body: 'level u8, weapon u8, armor u8, device u8; 6 times: item u8, count u8',
    meaning: 'what the avatar of the client wears and carries (item kind + 1, 0 none)',
    since: 1,
  },
  {
    tag: 0x8f,
    name: 'lateTurns',
    body: 'count varint; packed lateTurn records',
    meaning:
      'courses of entities the client holds, each from so many ticks before this one on; who has the course ' +
      'already is not changed by it',
    since: 2,
  },
  {
    tag: 0x90,
    name: 'forget',
    body: 'count varint; per record: id step varint',
    meaning:
      'entities that left a slow stream for where the client does not look, or ceased to be: if it holds one, ' +
      'it is to forget it',
    since: 2,
  },
  {
    tag: 0x91,
    name: 'pace',
    body: 'ticks u8',
    meaning:
      'from this tick on the streams of the view are in step every so many ticks: only then is it the world; ' +
      '1 after a view that forgets everything',
    since: 2,
  },
  {
    tag: 0x92,
    name: 'vacant',
    body: 'sector varint',
    meaning: 'a check of a sector in which nobody is after this tick: its hash is 0',
    since: 2,
  },
  {
    tag: 0x93,
    name: 'nextTurns',
    body: 'count varint; packed nextTurn records',
    meaning:
      'courses that entities the client holds will take, each so many ticks after this one; nothing is said when one ' +
      'does. What is told of the course or place of an entity before then takes it back',
    since: 3,
  },
] as const satisfies readonly ItemRow[];

export const ITEM = {
  turnsMax: 0x7f,
  enter: 0x80,
  keyframe: 0x81,
  gone: 0x82,
  place: 0x83,
  view: 0x84,
  check: 0x85,
  answer: 0x86,
  clock: 0x87,
  avatar: 0x88,
  objective: 0x89,
  owners: 0x8a,
  hurt: 0x8b,
  aim: 0x8c,
  battle: 0x8d,
  kit: 0x8e,
  lateTurns: 0x8f,
  forget: 0x90,
  pace: 0x91,
  vacant: 0x92,
  nextTurns: 0x93,
} as const;

/** What happens in fights, as in the item `battle`. */
export const BATTLE_EVENT = {
  /** Subject: who fell; actor: who did it, 0 if nobody did. */
  unitDestroyed: 1,
  /** Subject: fighters in it. */
  massiveBattle: 2,
  /** Subject: control point; actor: faction that took it. */
  resourceCapture: 3,
  /** Subject: the fort or base; actor: who did it. */
  baseDestroyed: 4,
} as const;

/** What `harm` is once an entity has fallen, and only then. */
export const HARM_FALLEN = 255;

/** Set in a view item when the client must forget all entities before it reads on. */
export const VIEW_RESET = 1;

/** Kinds of entities, as in the field `kind`. */
export const ENTITY_KIND = { none: 0, patrol: 1, avatar: 2, convoy: 3, fort: 4, base: 5, wreck: 6 } as const;

/** Results of orders, as in the item `answer`. */
export const RESULT = {
  done: 0,
  noAvatar: 1,
  outsideWorld: 2,
  unknownOrder: 3,
  badValue: 4,
  tooOld: 5,
  busy: 6,
  notThere: 7,
  notPossible: 8,
  fallen: 9,
} as const;

export type Result = (typeof RESULT)[keyof typeof RESULT];

/** States of an objective, as in the item `objective`. */
export const OBJECTIVE_STATE = { none: 0, working: 1, done: 2, failed: 3 } as const;

/** Rate tiers of a sector stream, in ticks between blocks. A stream is (sector, tier index). */
export const TIER_INTERVAL_TICKS = [1, 3, 6, 30] as const;

/** Codes of a WebSocket close by the server, beyond those of RFC 6455. */
export const CLOSE = {
  unsupportedData: 1003,
  tryAgainLater: 1013,
  malformed: 4400,
  noHello: 4401,
  badTicket: 4403,
  replaced: 4409,
  cannotResume: 4410,
  versionMismatch: 4426,
  flooded: 4429,
} as const;
