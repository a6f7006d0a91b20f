import {
  type AiAttack,
  type AiConflict,
  type AiDecision,
  type AiMind,
  type AiOperationEvent,
  type AiPact,
  createAiDecision,
  createAiMind,
  writeAttack,
  writeConflict,
  writeDecision,
  writeMind,
  writeOperationEvent,
  writePact,
} from '../../src/protocol/ai-records.ts';
import { writeBattle, writeBattleEvent, writeKit } from '../../src/protocol/battle-items.ts';
import { ByteWriter } from '../../src/protocol/bytes.ts';
import { crowdsIndex } from '../../src/protocol/channel-names.ts';
import {
  ORDER,
  ROLE,
  writeHello,
  writeOrders,
  writePing,
  writeResume,
  writeResync,
} from '../../src/protocol/client-messages.ts';
import { type CrowdRecord, writeCrowd } from '../../src/protocol/crowd-records.ts';
import { BATTLE_EVENT, ITEM, LAYOUT, OBJECTIVE_STATE, PROTOCOL_VERSION } from '../../src/protocol/fields.ts';
import {
  type ItemSink,
  type SectorGrid,
  writeAnswer,
  writeAvatar,
  writeCheck,
  writeClock,
  writeFighters,
  writeGone,
  writeNextTurns,
  writeObjective,
  writeOwners,
  writeSectorList,
  writeTurns,
  writeView,
} from '../../src/protocol/items.ts';
import {
  type ConvoyRecord,
  createRouteRecord,
  type LandfallRecord,
  type RouteRecord,
  type RouteSummaryRecord,
  writeConvoy,
  writeLandfall,
  writeRoute,
  writeRouteSummary,
} from '../../src/protocol/route-records.ts';
import { PONG_BYTES, SERVER_MESSAGE, writePong, writeWelcome } from '../../src/protocol/server-messages.ts';
import { writeForget, writeLateTurns, writePace } from '../../src/protocol/slow-items.ts';
import {
  PART,
  type StrategicSink,
  writePartHead,
  writeSubscribe,
  writeUnsubscribe,
} from '../../src/protocol/strategic-messages.ts';
import {
  CHANNEL,
  type EventRecord,
  type TerritoryRecord,
  writeEvent,
  writeTerritory,
} from '../../src/protocol/territory-records.ts';

/** One sample of everything that travels, the same in every run: for golden files, truncation and bit flips. */

export const GRID: SectorGrid = { units: 4_096_000, columns: 50, rows: 40 };
export const TABLES = 0x1234_5678;

/** Three entities, columns by field name. */
const ROWS: Record<string, number[]> = {
  vx: [0, 683, -30_720, 0],
  vy: [0, -1, 30_720, 0],
  x: [0, 4_096_000 * 3 + 17, 4_096_000 * 3, 4_096_000 * 4 - 1],
  y: [0, 4_096_000 * 2, 4_096_000 * 2 + 1_000_000, 4_096_000 * 3 - 1],
  kind: [0, 1, 2, 1],
  faction: [0, 7, 1, 0],
  generation: [0, 0, 255, 3],
  harm: [0, 0, 255, 128],
  target: [0, 70_000, 0, 1],
  age: [0, 0, 1, 29],
  ahead: [0, 1, 17, 30],
};
const columns = (layout: readonly { name: string }[]) => layout.map(({ name }) => ROWS[name]);
const IDS = [1, 2, 3];
/** The sector of all three. */
const SECTOR = 2 * GRID.columns + 3;

/** A region that two factions fight for. */
const TERRITORY: TerritoryRecord = {
  ...{ level: CHANNEL.region, index: 12, owner: 1, label: 1, isContested: true, challenger: 2, cause: 8 },
  ...{ actor: 70_000, tick: 123_456 },
  influence: Int32Array.from([0, 6_500, 2_500, 1_000, 0, 0, 0, 0]),
};

/** A route that goes round a district that was lost, from the third district on. */
const ROUTE: RouteRecord = {
  ...createRouteRecord(),
  ...{ route: 255, faction: 3, state: 3, reason: 3, from: 2_999, to: 70_000, version: 5, cost: 84_000 },
  ...{ securityMean: 940, securityMin: 300, profit: 1_875, convoys: 2, trips: 131, reasonDistrict: 3_000 },
  ...{ causeTick: 123_453, tick: 123_456, kept: 2, count: 3 },
  districts: Uint32Array.of(3_001, 2_998, 70_000),
};

const CONVOY: ConvoyRecord = {
  ...{ entity: 70_001, generation: 3, event: 6, route: 255, vehicle: 4, resource: 6, cargo: 300, stance: 1 },
  ...{ district: 3_001, to: 70_000, tick: 123_455 },
};

const SUMMARY: RouteSummaryRecord = {
  ...{ faction: 3, pending: 1, active: 20, degraded: 2, invalid: 0, profit: 40_300, convoys: 17 },
  ...{ money: -1_250, tick: 123_456 },
};

/** A strategic decision of faction 3 to take a district, with one option that was weighed and one that was not. */
const DECISION: AiDecision = {
  ...createAiDecision(),
  ...{ faction: 3, number: 300, layer: 0, chosen: 1, district: 2_999, origin: 3, weighed: 57, score: 41_000 },
  ...{ tick: 123_456, count: 2 },
};
const [TAKEN, LEFT] = DECISION.options;
Object.assign(TAKEN, { kind: 1, district: 2_999, other: 2, flags: 1, score: 41_000, hasInputs: true });
TAKEN.inputs.set([900, 500, 1_000, 610, 0, 250, 700, 0, 500, 120, 80, 40, 0, 500, 333, 500]);
Object.assign(LEFT, { kind: 7, district: -1, other: 5, flags: 2, score: -1 });

const MIND: AiMind = {
  ...createAiMind(),
  ...{ faction: 3, strategy: 3, home: 0, tick: 123_456, goalCount: 1, operationCount: 1 },
};
Object.assign(MIND.goals[0], { kind: 1, district: 2_999, other: 2, score: 41_000, squads: 3 });
Object.assign(MIND.goals[0], { deadlineTick: 159_456, operation: 5 });
Object.assign(MIND.operations[0], { place: 4, template: 3, goal: 1, district: 2_999, other: 2, step: 1 });
Object.assign(MIND.operations[0], { squads: 3, soldiers: 18, decision: 301, bornTick: 123_400 });
Object.assign(MIND.operations[0], { deadlineTick: 130_000 });

const OPERATION: AiOperationEvent = {
  ...{ faction: 3, place: 4, event: 2, template: 3, goal: 1, other: 2, district: 2_999, squads: 3 },
  ...{ decision: 301, word: 1, tick: 123_456 },
};

function written(write: (to: ByteWriter) => void): Uint8Array {
  const to = new ByteWriter(new Uint8Array(512));
  write(to);
  return to.bytes.slice(0, to.at);
}

export const CLIENT_SAMPLES: Record<string, Uint8Array> = {
  hello: writeHello({ tableHash: TABLES, role: ROLE.observer, faction: 5, focus: 70_000, ticket: 'a.b.c' }),
  resume: writeResume(
    TABLES,
    Uint8Array.from({ length: 32 }, (_, i) => i * 8),
  ),
  orders: writeOrders([
    { sequence: 1, op: ORDER.moveTo, a: 12_345_678, b: 0 },
    { sequence: 2, op: ORDER.moveDirection, a: 65_535, b: 100 },
    { sequence: 3, op: ORDER.planRoute, a: 3_000, b: 12 },
    { sequence: 4, op: ORDER.escort, a: 70_000, b: 0 },
    { sequence: 5, op: ORDER.raid, a: 70_001, b: 0 },
    { sequence: 6, op: ORDER.convoyStance, a: 70_000, b: 2 },
    { sequence: 0xffff_ffff, op: ORDER.stop, a: -1, b: -0x8000_0000 },
  ]),
  ping: writePing(1234.5),
  resync: writeResync(1_999),
  subscribe: writeSubscribe([
    { level: CHANNEL.region, index: 12, era: 3, afterSequence: 70_000 },
    { level: CHANNEL.global, index: 0, era: 0, afterSequence: 0 },
    { level: CHANNEL.routes, index: 7, era: 3, afterSequence: 300 },
  ]),
  unsubscribe: writeUnsubscribe([{ level: CHANNEL.controlPoint, index: 300_000 }]),
};

export const SERVER_SAMPLES: Record<string, Uint8Array> = {
  welcome: writeWelcome({
    version: PROTOCOL_VERSION,
    tableHash: TABLES,
    session: 4_711,
    role: ROLE.player,
    faction: 3,
    token: Uint8Array.from({ length: 32 }, (_, i) => 255 - i),
    tick: 123_456,
    lastSequence: 77,
    sectorUnits: GRID.units,
    columns: GRID.columns,
    rows: GRID.rows,
    tickZeroMicros: 9_876_543.25,
  }),
  pong: (() => {
    const to = new ByteWriter(new Uint8Array(PONG_BYTES));
    writePong(to, writePing(1234.5), 1, 5_000_000.5);
    return to.bytes;
  })(),
  strategic: written((to) => {
    to.u8(SERVER_MESSAGE.strategic);
    to.u32(3);
    writePartHead(to, PART.whole, CHANNEL.region, 12, 70_001);
    to.varint(2);
    writeTerritory(to, TERRITORY);
    writeEvent(to, { kind: 2, region: 12, beginTick: 9_000, endTick: 12_600 });
    writePartHead(to, PART.refused, CHANNEL.district, 4_000_000, 0);
    to.varint(0);
    writePartHead(to, 0, CHANNEL.routes, 3, 41);
    to.varint(5);
    writeLandfall(to, { district: 3_000, faction: 3, routes: 2, causeTick: 123_453, tick: 123_456 });
    writeRoute(to, ROUTE);
    writeRoute(to, { ...ROUTE, route: 4_711, isProposal: true, reason: 11, kept: 0, reasonDistrict: -1 });
    writeConvoy(to, CONVOY);
    writeRouteSummary(to, SUMMARY);
    writePartHead(to, 0, CHANNEL.decisions, 3, 12);
    to.varint(3);
    writeDecision(to, DECISION);
    writeOperationEvent(to, OPERATION);
    writeMind(to, MIND);
    writePartHead(to, 0, CHANNEL.events, 0, 7);
    to.varint(2);
    writePact(to, { event: 0, faction: 1, other: 4, endTick: 195_456, tick: 123_456 });
    writeAttack(to, { faction: 3, other: 2, goal: 1, tick: 123_456 });
    writePartHead(to, 0, CHANNEL.conflicts, 0, 70);
    to.varint(1);
    writeConflict(to, { event: 0, district: 2_999, owner: 2, first: 2, second: 3, tick: 123_456 });
    writePartHead(to, 0, CHANNEL.crowds, crowdsIndex(4, 3), 9);
    to.varint(2);
    writeCrowd(to, { x: 5, y: 3, count: 317 });
    writeCrowd(to, { x: 0, y: 130, count: 0 });
  }),
};

export const ITEM_SAMPLES: Record<string, Uint8Array> = {
  turns: written((to) => writeTurns(to, IDS, 0, 3, columns(LAYOUT.turn))),
  enter: written((to) => writeSectorList(to, ITEM.enter, GRID, SECTOR, IDS, 0, 3, columns(LAYOUT.whole))),
  keyframe: written((to) =>
    writeSectorList(to, ITEM.keyframe, GRID, SECTOR, IDS, 1, 3, columns(LAYOUT.whole)),
  ),
  gone: written((to) => writeGone(to, [5, 300, 131_071], 0, 3)),
  place: written((to) => writeSectorList(to, ITEM.place, GRID, SECTOR, IDS, 0, 1, columns(LAYOUT.place))),
  view: written((to) => writeView(to, true, 3, 2, 6)),
  check: written((to) => writeCheck(to, SECTOR, 0xdead_beef)),
  answer: written((to) => writeAnswer(to, 0xffff_ffff, 2)),
  clock: written((to) => writeClock(to, 123_456, 123_400, 980, 9_876_543.25)),
  avatar: written((to) => writeAvatar(to, 131_071, 255)),
  objective: written((to) => writeObjective(to, OBJECTIVE_STATE.working, 1, 300, 123_456)),
  owners: written((to) => writeOwners(to, [0, 2, 700], 3, { 0: 7, 2: 0, 700: 1, length: 701 })),
  hurt: written((to) => writeFighters(to, ITEM.hurt, IDS, 0, 3, columns(LAYOUT.hurt))),
  aim: written((to) => writeFighters(to, ITEM.aim, IDS, 0, 3, columns(LAYOUT.aim))),
  battle: written((to) => {
    writeBattle(to, SECTOR, 3);
    writeBattleEvent(to, BATTLE_EVENT.unitDestroyed, 131_071, 0);
    writeBattleEvent(to, BATTLE_EVENT.massiveBattle, 64, 0);
    writeBattleEvent(to, BATTLE_EVENT.resourceCapture, 300, 7);
  }),
  // Level 3; weapon 1, no armor, device 9; two of item 4 at the first place of the bag, one of item 16 at the last.
  kit: written((to) => writeKit(to, [0, 0x0900_0103, 0x0000_0204, 0, 0x0110_0000], 1)),
  // Of the tick of the frame, the one before, and the first of a span of thirty.
  lateTurns: written((to) => writeLateTurns(to, IDS, 0, 3, columns(LAYOUT.lateTurn))),
  forget: written((to) => writeForget(to, [5, 300, 131_071], 0, 3)),
  pace: written((to) => writePace(to, 30)),
  vacant: written((to) => writeCheck(to, SECTOR, 0)),
  nextTurns: written((to) => writeNextTurns(to, IDS, 0, 3, columns(LAYOUT.nextTurn))),
};

/** Writes down, a line each, what a reader of items is told. */
export class Listing implements ItemSink {
  readonly lines: string[] = [];

  #record(what: string, layout: readonly { name: string }[], id: number, values: Int32Array): void {
    this.lines.push(`${what} #${id} ${layout.map(({ name }, i) => `${name} ${values[i]}`).join(', ')}`);
  }

  turn(id: number, values: Int32Array): void {
    this.#record('turn', LAYOUT.turn, id, values);
  }
  enter(id: number, values: Int32Array): void {
    this.#record('enter', LAYOUT.whole, id, values);
  }
  place(id: number, values: Int32Array): void {
    this.#record('place', LAYOUT.place, id, values);
  }
  nextTurn(id: number, values: Int32Array): void {
    this.#record('next turn', LAYOUT.nextTurn, id, values);
  }
  lateTurn(id: number, values: Int32Array): void {
    this.#record('late turn', LAYOUT.lateTurn, id, values);
  }
  forget(id: number): void {
    this.lines.push(`forget #${id}`);
  }
  pace(ticks: number): void {
    this.lines.push(`in step every ${ticks} ticks`);
  }
  keyframe(sector: number): void {
    this.lines.push(`keyframe of sector ${sector}`);
  }
  gone(id: number): void {
    this.lines.push(`gone #${id}`);
  }
  view(reset: boolean, column: number, row: number, radius: number): void {
    this.lines.push(`view reset ${reset}, column ${column}, row ${row}, radius ${radius}`);
  }
  check(sector: number, hash: number): void {
    this.lines.push(`check sector ${sector}, hash ${hash.toString(16)}`);
  }
  answer(sequence: number, result: number): void {
    this.lines.push(`answer sequence ${sequence}, result ${result}`);
  }
  clock(tick: number, durableTick: number, pace: number, tickZeroMicros: number): void {
    this.lines.push(`clock tick ${tick}, durable ${durableTick}, pace ${pace}, tick zero ${tickZeroMicros}`);
  }
  avatar(entity: number, generation: number): void {
    this.lines.push(`avatar #${entity}, generation ${generation}`);
  }
  objective(state: number, objective: number, controlPoint: number, endTick: number): void {
    this.lines.push(`objective ${objective} at ${controlPoint}: state ${state}, tick ${endTick}`);
  }
  hurt(id: number, values: Int32Array): void {
    this.#record('hurt', LAYOUT.hurt, id, values);
  }
  aim(id: number, values: Int32Array): void {
    this.#record('aim', LAYOUT.aim, id, values);
  }
  battle(sector: number, event: number, subject: number, actor: number): void {
    this.lines.push(`battle in sector ${sector}: event ${event}, subject ${subject}, actor ${actor}`);
  }
  kit(kit: Uint8Array): void {
    this.lines.push(`kit ${kit.join(' ')}`);
  }
  owner(district: number, owner: number): void {
    this.lines.push(`district ${district} is held by ${owner}`);
  }
}

/** Writes down what a reader of strategic messages is told. */
export class StrategicListing implements StrategicSink {
  readonly lines: string[] = [];

  part(era: number, flags: number, level: number, index: number, sequence: number, count: number): void {
    this.lines.push(
      `part era ${era}, flags ${flags}, channel ${level} ${index}, sequence ${sequence}, ${count} records`,
    );
  }
  territory({ influence, ...record }: TerritoryRecord): void {
    const fields = Object.entries(record).map(([name, value]) => `${name} ${value}`);
    this.lines.push(`territory ${fields.join(', ')}, influence ${influence.join(' ')}`);
  }
  event(event: EventRecord): void {
    this.#fields('event', event);
  }
  route({ districts, ...record }: RouteRecord): void {
    this.#fields('route', record);
    this.lines.push(`  districts ${districts.subarray(0, record.count).join(' ')}`);
  }
  summary(record: RouteSummaryRecord): void {
    this.#fields('summary', record);
  }
  landfall(record: LandfallRecord): void {
    this.#fields('landfall', record);
  }
  convoy(record: ConvoyRecord): void {
    this.#fields('convoy', record);
  }

  decision({ options, ...record }: AiDecision): void {
    this.#fields('decision', record);
    for (const { inputs, ...option } of options.slice(0, record.count)) {
      this.#fields('  option', { ...option, inputs: inputs.join(' ') });
    }
  }
  operation(record: AiOperationEvent): void {
    this.#fields('operation', record);
  }
  mind({ goals, operations, ...record }: AiMind): void {
    this.#fields('mind', record);
    for (const goal of goals.slice(0, record.goalCount)) this.#fields('  goal', goal);
    for (const running of operations.slice(0, record.operationCount)) this.#fields('  operation', running);
  }
  pact(record: AiPact): void {
    this.#fields('pact', record);
  }
  attack(record: AiAttack): void {
    this.#fields('attack', record);
  }
  conflict(record: AiConflict): void {
    this.#fields('conflict', record);
  }

  crowd(record: CrowdRecord): void {
    this.#fields('crowd', record);
  }

  #fields(what: string, record: object): void {
    const fields = Object.entries(record).map(([name, value]) => `${name} ${value}`);
    this.lines.push(`${what} ${fields.join(', ')}`);
  }
}
