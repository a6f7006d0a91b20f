import type { MarchlandClient } from '../client/index.ts';
import { UNITS_PER_METER } from '../client/index.ts';
import { RESULT } from '../src/protocol/fields.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { CrowdMap } from './crowd-map.ts';
import { FactionsShown } from './factions-shown.ts';
import { FightMap } from './fight-map.ts';
import { heatLegend } from './heat-legend.ts';
import type { LiveMap } from './live-map.ts';
import { MindsMap } from './minds-map.ts';
import { ObjectiveCard } from './objective-card.ts';
import { PointTip } from './point-tip.ts';
import { RoutesMap } from './routes-map.ts';
import { ChannelChooser } from './territory-channels.ts';
import { TerritoryFeed } from './territory-feed.ts';
import { heatColor, PressureHeat } from './territory-heat.ts';
import { LayerButtons, type LayerId } from './territory-layers.ts';
import { TerritoryModel } from './territory-model.ts';
import { TerritoryPanel } from './territory-panel.ts';
import { followChannels } from './territory-source.ts';
import type { ServerView } from './world-data.ts';

const CHANNELS_INTERVAL_MS = 250;
const HEAT_INTERVAL_MS = 1_000;
/** Units that the heat map counts at most, so that a crowd costs no frame. */
const HEAT_UNITS_MAX = 2_000;
/** What the whole of a district that is flown to measures on screen. */
const VISIT_FACTOR = 3.5;
/** For a server that does not tell how long a claim must hold. */
const HOLD_SECONDS = 10;

export interface TerritoryScene {
  canvas: HTMLCanvasElement;
  world: WorldFile;
  view: ServerView;
  map: LiveMap;
  client: MarchlandClient;
  observing: boolean;
}

/** Where the pointer is in CSS pixels, NaN when it is nowhere, and the district under it, -1 none. */
export interface Pointer {
  x: number;
  y: number;
  district: number;
}

/** Everything about territory on the page: it hears the channels, paints the land and fills the cards. */
export class TerritoryMap {
  readonly model: TerritoryModel;
  readonly routes: RoutesMap;
  readonly fights: FightMap;
  readonly minds: MindsMap;
  readonly crowds: CrowdMap;
  /** District whose card is pinned, -1 none. */
  selected = -1;
  readonly #scene: TerritoryScene;
  readonly #panel: TerritoryPanel;
  readonly #feed: TerritoryFeed;
  readonly #objectives: ObjectiveCard;
  readonly #tip: PointTip;
  readonly #buttons: LayerButtons;
  readonly #heat: PressureHeat;
  readonly #heatLegend = heatLegend();
  readonly #chooser: ChannelChooser;
  readonly #channels = new Set<string>();
  readonly #focus = { hovered: -1, selected: -1, own: -1 };
  readonly #avatarAt = { x: 0, y: 0 };
  readonly #listening = new AbortController();
  readonly #silence: (() => void)[];
  readonly #holdSeconds: number;
  #channelsMs = -Infinity;
  #heatMs = -Infinity;

  constructor(scene: TerritoryScene) {
    this.#scene = scene;
    const { world, view, client } = scene;
    const { captureHoldSeconds = HOLD_SECONDS, eventNames = [] } = view.territory ?? {};
    this.#holdSeconds = captureHoldSeconds;
    this.model = new TerritoryModel(world);
    const factions = new FactionsShown(view.factions, scene.map.palette);
    const common = { world, model: this.model, factions, eventNames, ticksPerSecond: view.tickRate };
    this.#heat = new PressureHeat(world);
    this.#chooser = new ChannelChooser(world);
    this.#panel = new TerritoryPanel(common, () => this.select(-1));
    const visit = (district: number) => this.visit(district);
    // First, so that what a player opens lies over it where a window is too small for all.
    this.fights = new FightMap({ ...scene, factions });
    this.routes = new RoutesMap({
      ...scene,
      factions,
      visit,
      toggleList: () => this.#buttons.toggle('convoys'),
    });
    this.minds = new MindsMap({ ...scene, factions, visit, toggleCard: () => this.#buttons.toggle('minds') });
    this.crowds = new CrowdMap(scene);
    this.#feed = new TerritoryFeed({ ...common, visit, more: this.routes.feed });
    this.#objectives = new ObjectiveCard(world, this.model, client);
    this.#tip = new PointTip(world, this.model, factions);
    this.#buttons = new LayerButtons((id, isOn) => this.#applyLayer(id, isOn));
    for (const part of [this.#buttons, this.#feed, this.#panel, this.#objectives, this.#tip]) {
      document.body.append(part.view);
    }
    document.body.append(this.#heatLegend);
    this.#listenToPage();
    this.#silence = this.#listenToSession();
  }

  /** Pins the card of a district, -1 none. */
  select(district: number): void {
    this.selected = district;
    this.#scene.map.land.setSelected(district);
  }

  /** Flies to a district and pins its card. */
  visit(district: number): void {
    const { center, areaSquareMeters } = this.#scene.world.districts[district];
    this.#scene.map.camera.flyTo(center[0], center[1], Math.sqrt(areaSquareMeters) * VISIT_FACTOR);
    this.select(district);
  }

  /** Brings everything up to date for a frame. */
  frame(nowMs: number, pointer: Pointer): void {
    const { map, client, view } = this.#scene;
    const tick = Math.max(0, Math.floor(client.serverTick(nowMs)));
    this.model.drain(this.#paint);
    this.#followFocus(nowMs, pointer.district);
    if (this.#buttons.states.heat) this.#updateHeat(nowMs);
    map.fronts.update(this.model.districts, map.camera, nowMs);
    map.gauges.update(this.model, map.camera, nowMs, tick, this.#holdSeconds * view.tickRate);
    const isPinned = this.selected >= 0;
    this.#panel.show(isPinned ? this.selected : pointer.district, isPinned);
    this.#panel.update(nowMs, tick);
    this.#feed.update(nowMs, tick);
    this.#tip.update(pointer.district, pointer.x, pointer.y, map.camera, tick, this.#holdSeconds);
    this.#updateObjectives(nowMs, tick);
    this.routes.frame(nowMs, tick, this.model.districts);
    this.fights.frame(nowMs, tick);
    this.minds.frame(nowMs, tick);
    this.crowds.frame(nowMs);
  }

  /** Listens no more and takes its cards away. */
  close(): void {
    this.#listening.abort();
    for (const silence of this.#silence) silence();
    followChannels(this.#scene.client, this.#channels, new Set());
    this.#buttons.close();
    this.#heatLegend.remove();
    this.routes.close();
    this.fights.close();
    this.minds.close();
    this.crowds.close();
    for (const part of [this.#feed, this.#panel, this.#objectives, this.#tip]) part.view.remove();
  }

  readonly #paint = (district: number): void => {
    const { land, fronts, routes } = this.#scene.map;
    const { districts } = this.model;
    land.setOwner(district, districts.owner[district]);
    const first = districts.strongest(district);
    const second = districts.contested[district] === 1 ? districts.strongest(district, first) : first;
    land.setContested(district, first, second);
    fronts.noteChange();
    routes.noteLand();
  };

  #followFocus(nowMs: number, hovered: number): void {
    if (nowMs - this.#channelsMs < CHANNELS_INTERVAL_MS) return;
    this.#channelsMs = nowMs;
    const { map, client } = this.#scene;
    const avatar = client.avatar && client.predictedPosition(nowMs, this.#avatarAt);
    this.#focus.hovered = hovered;
    this.#focus.selected = this.selected;
    this.#focus.own = avatar ? map.districts.at(avatar.x, avatar.y) : -1;
    followChannels(client, this.#channels, this.#chooser.choose(map.camera, this.#focus, nowMs));
  }

  #updateHeat(nowMs: number): void {
    if (nowMs - this.#heatMs < HEAT_INTERVAL_MS) return;
    this.#heatMs = nowMs;
    const { map, client } = this.#scene;
    this.#heat.clearUnits();
    let count = 0;
    for (const { x, y, faction } of client.mirror?.entities.values() ?? []) {
      if (count++ === HEAT_UNITS_MAX) break;
      this.#heat.addUnit(map.districts.at(x / UNITS_PER_METER, y / UNITS_PER_METER), faction);
    }
    this.#heat.update(this.model.districts);
    this.#heat.heat.forEach((heat, district) => {
      map.land.setHeat(district, heatColor(heat), 0.25 + 0.65 * heat);
    });
  }

  #updateObjectives(nowMs: number, tick: number): void {
    const { client, observing } = this.#scene;
    if (observing) return;
    const avatar = client.avatar && client.mirror?.entities.get(client.avatar.id);
    const at = avatar && client.predictedPosition(nowMs, this.#avatarAt);
    this.#objectives.update(at?.x ?? Number.NaN, at?.y ?? Number.NaN, avatar?.faction ?? 0, nowMs, tick);
  }

  #applyLayer(id: LayerId, isOn: boolean): void {
    const { land, fronts, gauges } = this.#scene.map;
    if (id === 'contested') land.showContested(isOn);
    else if (id === 'fronts') fronts.show(isOn);
    else if (id === 'bars') gauges.showBars(isOn);
    else if (id === 'points') gauges.showRings(isOn);
    else if (id === 'feed') this.#feed.setShown(isOn);
    else if (id === 'fights' || id === 'battles' || id === 'gear') this.fights.applyLayer(id, isOn);
    else if (id === 'crowds') this.crowds.applyLayer(isOn);
    else if (id === 'minds') this.minds.applyLayer(isOn);
    else if (id !== 'heat') this.routes.applyLayer(id, isOn);
    else {
      land.showHeat(isOn);
      this.#heatMs = -Infinity;
      this.#heatLegend.hidden = !isOn;
    }
  }

  #listenToSession(): (() => void)[] {
    const { client } = this.#scene;
    const now = () => performance.now();
    return [
      client.on('territory', (record) => this.model.take(record)),
      client.on('worldEvent', (event) => this.model.takeEvent(event)),
      client.on('answered', (sequence, result) => this.#objectives.answered(sequence, result, now())),
      client.on('lost', (sequence) => this.#objectives.answered(sequence, RESULT.done, now())),
      client.on('renumbered', (shift) => this.#objectives.renumbered(shift)),
      client.on('objective', (state, objective, point, endTick) =>
        this.#objectives.told(state, objective, point, endTick, now(), Math.floor(client.serverTick(now()))),
      ),
      client.on('avatar', () => this.#objectives.forget()),
    ];
  }

  #listenToPage(): void {
    const { canvas, map } = this.#scene;
    const { signal } = this.#listening;
    const districtAt = ({ clientX, clientY }: MouseEvent) =>
      map.districts.at(map.camera.worldX(clientX), map.camera.worldY(clientY));
    const options = { signal };
    canvas.addEventListener(
      'contextmenu',
      (event) => {
        event.preventDefault();
        if (!this.fights.rightClick(event.clientX, event.clientY)) this.select(districtAt(event));
      },
      options,
    );
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') this.select(-1);
        else if (event.key.toLowerCase() === 'i' && !event.ctrlKey && !event.metaKey && !event.altKey) {
          this.select(this.selected < 0 ? this.#focus.hovered : -1);
        }
      },
      options,
    );
  }
}
