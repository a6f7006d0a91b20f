import { MarchlandClient } from './client.ts';
import type { ConnectOptions } from './options.ts';
import type { SocketLike } from './socket.ts';

export type {
  AiAttack,
  AiConflict,
  AiGoal,
  AiOperation,
  AiOperationEvent,
  AiOption,
  AiPact,
} from '../src/protocol/ai-records.ts';
export {
  AI_CHOICES,
  AI_GOALS,
  AI_LAYERS,
  AI_OPTION_FLAG,
  AI_ORIGINS,
  AI_STRATEGIES,
  AI_TEMPLATES,
  CONFLICT_EVENTS,
  OPERATION_ENDS,
  OPERATION_EVENTS,
  PACT_EVENTS,
} from '../src/protocol/ai-words.ts';
export {
  ABSENCES,
  type AbsenceName,
  type BattleEventName,
  GEAR_PLACES,
  type GearPlace,
  POSTURES,
  type PostureName,
} from '../src/protocol/battle-words.ts';
export { crowdsChannel } from '../src/protocol/channel-names.ts';
export { ENTITY_KIND, HARM_FALLEN, OBJECTIVE_STATE, RESULT } from '../src/protocol/fields.ts';
export type { ConvoyRecord, LandfallRecord, RouteSummaryRecord } from '../src/protocol/route-records.ts';
export {
  CONVOY_EVENTS,
  CONVOY_RESOURCES,
  CONVOY_STANCES,
  ROUTE_REASONS,
  ROUTE_STATES,
} from '../src/protocol/route-words.ts';
export {
  cellUnits,
  childCells,
  parentCell,
  type SectorCell,
  sectorKey,
} from '../src/protocol/sector-scale.ts';
export type { EventRecord, TerritoryRecord } from '../src/protocol/territory-records.ts';
export { TERRITORY_CAUSES, TERRITORY_LABELS } from '../src/protocol/territory-records.ts';
export { type BattleNews, isFallen, type Kit } from './battle-news.ts';
export { MarchlandClient } from './client.ts';
export type { ClientEvents } from './client-events.ts';
export type { ConnectionState } from './connection.ts';
export { type Course, courseAt, type NextTurn } from './course-ahead.ts';
export { type CrowdCell, type CrowdNews, CrowdsView } from './crowds-view.ts';
export type { Diagnostics, Quality } from './diagnostics.ts';
export type { DrawnPoint, Point } from './draw-easing.ts';
export { TICKS_PER_SECOND, UNITS_PER_METER } from './kinematics.ts';
export { type MindDecision, type MindState, MindsView } from './minds-view.ts';
export type { Mirror, MirrorEntity } from './mirror.ts';
export type { ConnectOptions } from './options.ts';
export type { LossReason } from './order-queue.ts';
export { type RouteProposal, type RouteState, RoutesView } from './routes-view.ts';
export type { SocketFactory, SocketLike } from './socket.ts';
export { TerritoryView } from './territory-view.ts';
export type { ViewArea } from './world-view.ts';

/** Opens a client in a browser, over its WebSocket unless `socket` gives another. Throws like the constructor. */
export function connect(options: ConnectOptions): MarchlandClient {
  const client = new MarchlandClient({ socket: (url) => new WebSocket(url) as SocketLike, ...options });
  client.open();
  return client;
}
