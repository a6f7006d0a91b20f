import { type RouteState, RoutesView } from '../../client/routes-view.ts';
import { TerritoryView } from '../../client/territory-view.ts';
import type { Connection } from '../../src/gateway/connection.ts';
import { CONVOY_COUNT_MAX, ROUTE_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import {
  type ConvoyRecord,
  createConvoyRecord,
  createRouteRecord,
  createRouteSummary,
  type RouteSummaryRecord,
} from '../../src/protocol/route-records.ts';
import { SERVER_MESSAGE } from '../../src/protocol/server-messages.ts';
import type { RouteStage } from './route-stage.ts';
import { FakeSocket } from './test-client.ts';

/** Who listens to the gateway of a route stage, and what the board and a listener hold. */

/** Everything on the board, as a client would hold it. */
export function boardOf({ board }: RouteStage) {
  const routes: RouteState[] = [];
  const convoys: (ConvoyRecord & { faction: number })[] = [];
  const summaries: RouteSummaryRecord[] = [];
  board.stable(() => {
    for (const list of [routes, convoys, summaries]) list.length = 0;
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
      if (board.routes.factionOfRoute(row) === 0) continue;
      const record = createRouteRecord();
      board.routes.getRoute(row, record);
      const { districts, count, kept, isProposal, ...fields } = record;
      if (kept !== 0 || isProposal) throw new Error('the board holds a part of a route');
      routes.push({ ...fields, path: [...districts.slice(0, count)] });
    }
    for (let place = 0; place < CONVOY_COUNT_MAX; place++) {
      const faction = board.routes.factionOfConvoy(place);
      if (faction === 0) continue;
      const record = createConvoyRecord();
      board.routes.getConvoy(place, record);
      convoys.push({ ...record, faction });
    }
    for (let faction = 1; faction < SIDE_COUNT; faction++) {
      const record = createRouteSummary();
      if (board.routes.getSummary(faction, record)) summaries.push(record);
    }
  });
  return { routes, convoys: convoys.sort((a, b) => a.entity - b.entity), summaries };
}

/** What a client holds of a faction, in the order of `boardOf`. */
export function heldBy({ routes }: { routes: RoutesView }, faction = 0) {
  return {
    routes: routes.routes(faction).sort((a, b) => a.route - b.route),
    convoys: routes.convoys(faction).sort((a, b) => a.entity - b.entity),
  };
}

/** What the board holds of a faction. */
export function boardOfFaction(stage: RouteStage, faction: number) {
  const { routes, convoys } = boardOf(stage);
  return {
    routes: routes.filter((route) => route.faction === faction),
    convoys: convoys.filter((convoy) => convoy.faction === faction),
  };
}

let slots = 0;

/** A binary client with the views of the SDK, on one connection at a time. */
export class RouteClient {
  readonly routes: RoutesView;
  readonly view: TerritoryView;
  readonly told: string[] = [];
  readonly refused: string[] = [];
  readonly messages: Uint8Array[] = [];
  socket!: FakeSocket;
  connection!: Connection;
  readonly #stage: RouteStage;
  readonly #faction: number;

  /** `faction` of the player; 0 = an observer. */
  constructor(stage: RouteStage, faction = 0) {
    this.#stage = stage;
    this.#faction = faction;
    this.routes = new RoutesView({
      routeGenerated: ({ route, state }) => this.told.push(`route ${route} state ${state}`),
      routeInvalidated: ({ route, state }) => this.told.push(`route ${route} ends in state ${state}`),
      routeProposed: ({ path }) => this.told.push(`proposed ${path.join('-')}`),
      factionRoutesUpdated: ({ faction: of, active }) => this.told.push(`faction ${of} has ${active}`),
      routesInvalidatedByTerritory: ({ district, routes }) => this.told.push(`${district} hits ${routes}`),
      convoyUpdate: ({ entity, event }) => this.told.push(`convoy ${entity} event ${event}`),
    });
    this.view = new TerritoryView(
      {
        territory: () => {},
        worldEvent: () => {},
        refused: (channel) => this.refused.push(channel),
        send: (frame) => this.#stage.gateway.receive(this.connection, frame, true),
      },
      this.routes,
    );
    this.open();
  }

  /** A connection with a session, as after a welcome. */
  open(): void {
    this.socket = new FakeSocket((bytes) => {
      if ((bytes[0] & 7) !== SERVER_MESSAGE.strategic) return;
      this.messages.push(bytes.slice());
      this.view.message(bytes.slice(), 0);
    });
    this.connection = this.#stage.gateway.open(this.socket, '127.0.0.1');
    this.connection.state = 'open';
    this.connection.slot = ++slots;
    this.connection.faction = this.#faction;
    this.view.opened(0);
  }

  drop(): void {
    this.#stage.gateway.closed(this.connection);
  }
}

/** A client of marchland.json.v1, and what it heard. */
export class RouteJsonClient {
  readonly heard: Record<string, unknown>[] = [];
  readonly socket: FakeSocket;
  readonly connection: Connection;
  readonly #stage: RouteStage;

  constructor(stage: RouteStage) {
    this.#stage = stage;
    this.socket = new FakeSocket((bytes) => this.heard.push(JSON.parse(Buffer.from(bytes).toString())));
    this.connection = stage.gateway.open(this.socket, '127.0.0.1', true);
  }

  say(message: object): void {
    this.#stage.gateway.receive(this.connection, Buffer.from(JSON.stringify(message)), false);
  }

  /** The messages of a type, taken out of what was heard. */
  take(type: string): Record<string, unknown>[] {
    const taken = this.heard.filter((message) => message['type'] === type);
    for (const message of taken) this.heard.splice(this.heard.indexOf(message), 1);
    return taken;
  }
}
