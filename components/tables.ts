import {
  AiLedger,
  Candidate,
  CandidateInput,
  Goal,
  Mind,
  Operation,
  Pact,
  Setback,
  Soldier,
  Squad,
  SquadMember,
  Threat,
} from './ai.ts';
import { Avatar } from './avatar.ts';
import { Bag, Battle, Effect, EffectDue, Fighter, Gear, Reserve, Site, Wreck } from './combat.ts';
import { ConvoyNews, LandfallNews, NewsLedger, ProposalNews, ToldRoute } from './convoy-news.ts';
import { Account, Convoy, Depot, DepotGoods, Escort, Integrity, Treasury } from './convoys.ts';
import { Crowd, CrowdLedger, CrowdSide } from './crowds.ts';
import { Identity } from './identity.ts';
import { IdOrder, Ledger } from './ledger.ts';
import { ConflictNews, MindNews } from './mind-news.ts';
import { Motion } from './motion.ts';
import { Patrol } from './patrol.ts';
import { Disruption, Path, PathNode, Road, Route, RouteLedger, RouteRequest, RouteSide } from './routes.ts';
import { Answer, Session, UsedTicket } from './session.ts';
import type { StoreOf } from './store.ts';
import {
  ControlPoint,
  District,
  DistrictSide,
  Influence,
  Region,
  RegionSide,
  Side,
  Standing,
  SupplyQueue,
  SupplyWork,
  WorldEvent,
} from './territory.ts';

/**
 * Every store of the world, in the order in which they lie in memory, are hashed and are saved. The world's whole
 * state is here: what is not in a store is derived and can be rebuilt.
 */
export const STORES = {
  ledger: Ledger,
  idOrder: IdOrder,
  identity: Identity,
  motion: Motion,
  patrol: Patrol,
  avatar: Avatar,
  session: Session,
  answer: Answer,
  usedTicket: UsedTicket,
  standing: Standing,
  controlPoint: ControlPoint,
  influence: Influence,
  district: District,
  districtSide: DistrictSide,
  region: Region,
  regionSide: RegionSide,
  side: Side,
  supplyQueue: SupplyQueue,
  supplyWork: SupplyWork,
  worldEvent: WorldEvent,
  routeLedger: RouteLedger,
  road: Road,
  route: Route,
  path: Path,
  pathNode: PathNode,
  routeRequest: RouteRequest,
  routeSide: RouteSide,
  disruption: Disruption,
  convoy: Convoy,
  escort: Escort,
  depot: Depot,
  depotGoods: DepotGoods,
  account: Account,
  treasury: Treasury,
  integrity: Integrity,
  newsLedger: NewsLedger,
  convoyNews: ConvoyNews,
  landfallNews: LandfallNews,
  proposalNews: ProposalNews,
  toldRoute: ToldRoute,
  fighter: Fighter,
  gear: Gear,
  bag: Bag,
  effect: Effect,
  effectDue: EffectDue,
  wreck: Wreck,
  site: Site,
  reserve: Reserve,
  battle: Battle,
  mind: Mind,
  candidate: Candidate,
  candidateInput: CandidateInput,
  goal: Goal,
  operation: Operation,
  squad: Squad,
  squadMember: SquadMember,
  soldier: Soldier,
  threat: Threat,
  setback: Setback,
  pact: Pact,
  aiLedger: AiLedger,
  mindNews: MindNews,
  conflictNews: ConflictNews,
  crowdLedger: CrowdLedger,
  crowd: Crowd,
  crowdSide: CrowdSide,
} as const;

export type StoreName = keyof typeof STORES;

export type Stores = { readonly [K in StoreName]: StoreOf<(typeof STORES)[K]> };
