import type { MarchlandClient, MirrorEntity } from '../client/index.ts';
import { routesChannel } from '../src/protocol/channel-names.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { clockWords, vehicleWords } from './convoy-words.ts';
import type { FactionsShown } from './factions-shown.ts';
import type { LiveMap } from './live-map.ts';
import { OrderLine } from './order-line.ts';
import type { Holdings } from './route-bands.ts';
import { RouteFeed } from './route-feed.ts';
import type { RouteLayerId } from './route-layer.ts';
import { RoutePlanner } from './route-planner.ts';
import { RoutesLegend } from './routes-legend.ts';
import { RoutesModel } from './routes-model.ts';
import { RoutesPanel, type RoutesPanelActions } from './routes-panel.ts';
import { followChannels } from './territory-source.ts';
import type { ServerView } from './world-data.ts';

const SYNC_INTERVAL_MS = 100;
const CHANNELS_INTERVAL_MS = 500;
const CONVOY_REACH_PIXELS = 12;
/** How much more than the way itself is seen after flying along it. */
const MARGIN_FACTOR = 1.4;
const SIDE_METERS_MIN = 3_000;

export interface RoutesScene {
  world: WorldFile;
  view: ServerView;
  map: LiveMap;
  client: MarchlandClient;
  observing: boolean;
  factions: FactionsShown;
  /** Takes the player to a district. */
  visit(district: number): void;
  /** The list of routes was opened or closed at its card. */
  toggleList(): void;
}

/** Everything about routes and convoys on the page: it hears their channels, draws them and takes orders about them. */
export class RoutesMap {
  readonly model = new RoutesModel();
  readonly planner = new RoutePlanner();
  readonly feed: RouteFeed;
  readonly choice = { route: -1, convoy: 0 };
  readonly #scene: RoutesScene;
  readonly #order = new OrderLine();
  readonly #legend = new RoutesLegend();
  readonly #panel: RoutesPanel;
  readonly #channels = new Set<string>();
  readonly #listening = new AbortController();
  readonly #silence: (() => void)[];
  #isListOpen = false;
  #plannerVersion = 0;
  #syncedMs = -Infinity;
  #channelsMs = -Infinity;

  constructor(scene: RoutesScene) {
    this.#scene = scene;
    const { world, view, client, factions, visit } = scene;
    const placeOf = (district: number) => world.districts[district]?.name ?? '';
    this.feed = new RouteFeed({
      world,
      news: this.model.news,
      factions,
      ticksPerSecond: view.tickRate,
      visit,
    });
    this.#panel = new RoutesPanel({
      model: this.model,
      planner: this.planner,
      order: this.#order,
      factions,
      words: {
        ...{ nameOf: factions.nameOf, placeOf },
        vehicleOf: (vehicle) => vehicleWords(vehicle, view.convoys?.vehicleNames),
        clockOf: (tick) => this.#clockOf(tick),
      },
      orders: client,
      choice: this.choice,
      ticksPerSecond: view.tickRate,
      actions: this.#actions(),
    });
    document.body.append(this.#panel.view, this.#legend.view);
    this.#silence = this.#listenToSession();
    window.addEventListener('keydown', (event) => this.#key(event), { signal: this.#listening.signal });
  }

  /** Shows a route, or a convoy, or with neither what was open before. */
  choose(route: number, convoy: number): void {
    if (convoy !== this.choice.convoy) this.#order.forget();
    this.choice.route = route;
    this.choice.convoy = convoy;
    const lit = convoy > 0 ? (this.model.convoys.get(convoy)?.route ?? -1) : route;
    this.#scene.map.routes.choose(lit);
  }

  /** A click at CSS pixels, over a district or none (-1). Returns whether it was meant for routes or convoys. */
  click(x: number, y: number, district: number): boolean {
    if (this.planner.isChoosing) {
      if (this.planner.choose(district)) this.#askForWay();
      return true;
    }
    const { map } = this.#scene;
    const convoy = map.convoyAt(x, y, CONVOY_REACH_PIXELS);
    const route = convoy > 0 ? -1 : map.routes.routeAt(x, y, map.camera);
    if (convoy > 0 || route >= 0) this.choose(route, convoy);
    return convoy > 0 || route >= 0;
  }

  applyLayer(id: RouteLayerId | 'convoys', isOn: boolean): void {
    if (id === 'convoys') {
      this.#isListOpen = isOn;
      return;
    }
    this.#scene.map.routes.show(id, isOn);
    this.#legend.show(id, isOn);
  }

  /** Brings everything up to date for a frame. */
  frame(nowMs: number, tick: number, holdings: Holdings): void {
    const { map, client } = this.#scene;
    this.#followChannels(nowMs);
    if (nowMs - this.#syncedMs >= SYNC_INTERVAL_MS) {
      this.#syncedMs = nowMs;
      this.model.sync(client.routes);
      map.routes.updateFar(this.model, (entity) => this.#seen(entity) !== undefined);
    }
    this.planner.step(nowMs);
    this.#drawPlan();
    map.routes.update(this.model, holdings, map.camera, nowMs);
    const faction = this.#ownFaction();
    this.#panel.update(nowMs, {
      isListOpen: this.#isListOpen,
      faction,
      seen: (entity) => this.#seen(entity),
      tick,
    });
  }

  /** Listens no more and takes its cards away. */
  close(): void {
    this.#listening.abort();
    for (const silence of this.#silence) silence();
    followChannels(this.#scene.client, this.#channels, new Set());
    this.#panel.view.remove();
    this.#legend.view.remove();
  }

  /** Players may hear of their own faction only, observers of all. */
  #followChannels(nowMs: number): void {
    if (nowMs - this.#channelsMs < CHANNELS_INTERVAL_MS) return;
    this.#channelsMs = nowMs;
    const { client, observing, view } = this.#scene;
    const own = client.welcome?.faction ?? 0;
    const heard = observing ? view.factions.map(({ id }) => id) : [own];
    followChannels(
      client,
      this.#channels,
      new Set(heard.filter((faction) => faction > 0).map(routesChannel)),
    );
  }

  #seen(entity: number): MirrorEntity | undefined {
    const seen = this.#scene.client.mirror?.entities.get(entity);
    return seen?.kind === ENTITY_KIND.convoy ? seen : undefined;
  }

  #ownFaction(): number {
    const { client, observing } = this.#scene;
    return observing ? 0 : (client.welcome?.faction ?? 0);
  }

  #clockOf(tick: number): string {
    const { client, view } = this.#scene;
    return clockWords(Date.now() - ((client.serverTick() - tick) * 1000) / view.tickRate);
  }

  #askForWay(): void {
    const { from, to } = this.planner;
    this.#order.sent('Plan a route', this.#scene.client.planRoute(from, to));
    this.planner.asked(performance.now());
  }

  #drawPlan(): void {
    if (this.planner.version === this.#plannerVersion) return;
    this.#plannerVersion = this.planner.version;
    const { stage, from, to, proposal } = this.planner;
    const { map } = this.#scene;
    map.routes.propose(proposal);
    map.routes.markEnds(stage === 'idle' ? [] : [from, to].filter((district) => district >= 0));
    document.body.classList.toggle('planning', this.planner.isChoosing);
  }

  #flyAlong(route: number): void {
    const { world, map } = this.#scene;
    const path = this.model.routes.get(route)?.path ?? [];
    if (path.length === 0) return;
    const xs = path.map((district) => world.districts[district].center[0]);
    const ys = path.map((district) => world.districts[district].center[1]);
    const [west, east] = [Math.min(...xs), Math.max(...xs)];
    const [north, south] = [Math.min(...ys), Math.max(...ys)];
    const side = Math.max(SIDE_METERS_MIN, Math.max(east - west, south - north) * MARGIN_FACTOR);
    map.camera.flyTo((west + east) / 2, (north + south) / 2, side);
  }

  #actions(): RoutesPanelActions {
    return {
      chooseRoute: (route) => this.choose(route, 0),
      chooseConvoy: (entity) => this.choose(-1, entity),
      back: () => {
        this.choose(-1, 0);
        if (!this.#isListOpen) this.#scene.toggleList();
      },
      close: () => {
        this.choose(-1, 0);
        this.planner.cancel();
        if (this.#isListOpen) this.#scene.toggleList();
      },
      flyAlong: (route) => this.#flyAlong(route),
      plan: () => {
        this.choose(-1, 0);
        this.planner.begin();
      },
      cancelPlan: () => this.planner.cancel(),
      ask: (what, send) => {
        if (this.choice.convoy > 0) this.#order.sent(what, send(this.choice.convoy));
      },
    };
  }

  #listenToSession(): (() => void)[] {
    const { client } = this.#scene;
    const now = () => performance.now();
    const tick = () => Math.floor(client.serverTick());
    return [
      client.on('routeGenerated', (route) => this.model.noteRoute(route, tick())),
      client.on('routeInvalidated', (route) => this.model.noteRoute(route, tick())),
      client.on('routesInvalidatedByTerritory', (landfall) => this.model.noteLandfall(landfall)),
      client.on('convoyUpdate', (convoy) => this.model.noteConvoy(convoy, tick())),
      client.on('routeProposed', (proposal) => {
        this.planner.take(proposal, client.welcome?.session ?? -1, now());
      }),
      client.on('answered', (sequence, result) => {
        const wasSent = this.#order.isWaiting;
        const isDone = this.#order.answered(sequence, result, now());
        // A refused question gets no proposal.
        if (wasSent && !isDone && this.#order.stage === 'refused' && this.planner.stage === 'asked') {
          this.planner.cancel();
        }
      }),
      client.on('confirmed', (sequence) => this.#order.confirmed(sequence, now())),
      client.on('lost', (sequence) => this.#order.lost(sequence)),
      client.on('renumbered', (shift) => this.#order.renumbered(shift)),
    ];
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    if (this.planner.stage !== 'idle') this.planner.cancel();
    else this.choose(-1, 0);
  }
}
