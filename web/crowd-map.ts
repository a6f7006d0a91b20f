import type { MarchlandClient } from '../client/index.ts';
import { crowdsChannel } from '../client/index.ts';
import { scaleFor, showsCrowds } from './crowd-dots.ts';
import { CrowdLegend } from './crowd-legend.ts';
import type { LiveMap } from './live-map.ts';
import { followChannels } from './territory-source.ts';
import type { ServerView } from './world-data.ts';

const CHANNELS_INTERVAL_MS = 500;

export interface CrowdScene {
  view: ServerView;
  map: LiveMap;
  client: MarchlandClient;
  observing: boolean;
}

/** How many units are where, on a map on which single ones cannot be seen: it hears their channels and draws them. */
export class CrowdMap {
  /** The scale that is shown, undefined while none is. */
  scale: number | undefined;
  readonly #scene: CrowdScene;
  readonly #legend = new CrowdLegend();
  readonly #channels = new Set<string>();
  #isOn = false;
  #channelsMs = -Infinity;
  #drawnVersion = -1;
  #drawnScale: number | undefined;

  constructor(scene: CrowdScene) {
    this.#scene = scene;
    document.body.append(this.#legend.view);
  }

  applyLayer(isOn: boolean): void {
    this.#isOn = isOn;
    this.#channelsMs = -Infinity;
  }

  /** Brings everything up to date for a frame. */
  frame(nowMs: number): void {
    const { client, map, view } = this.#scene;
    const { pixelsPerMeter } = map.camera;
    const sectorPixels = view.sectorMeters * pixelsPerMeter;
    const isShown = this.#isOn && showsCrowds(sectorPixels, this.scale !== undefined);
    this.scale = isShown ? scaleFor(sectorPixels, client.crowdScales) : undefined;
    this.#follow(nowMs);
    this.#legend.show(this.scale, view.sectorMeters, pixelsPerMeter);
    if (client.crowds.version === this.#drawnVersion && this.scale === this.#drawnScale) return;
    this.#drawnVersion = client.crowds.version;
    this.#drawnScale = this.scale;
    map.crowds.fill(this.scale === undefined ? [] : client.crowds.cells(this.scale), view.sectorMeters);
  }

  /** Listens no more and takes its card away. */
  close(): void {
    followChannels(this.#scene.client, this.#channels, new Set());
    this.#legend.view.remove();
  }

  /** Observers hear of all factions, players of those that the world's settings allow. */
  #follow(nowMs: number): void {
    if (nowMs - this.#channelsMs < CHANNELS_INTERVAL_MS) return;
    this.#channelsMs = nowMs;
    const { client } = this.#scene;
    const { scale } = this;
    const wanted = scale === undefined ? [] : this.#heard().map((faction) => crowdsChannel(scale, faction));
    followChannels(client, this.#channels, new Set(wanted));
  }

  #heard(): number[] {
    const { client, observing, view } = this.#scene;
    if (observing || view.summaries === 'all') return view.factions.map(({ id }) => id);
    const own = client.welcome?.faction ?? 0;
    return view.summaries === 'own' && own > 0 ? [own] : [];
  }
}
