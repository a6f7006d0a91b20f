import type { MarchlandClient } from '../client/index.ts';
import type { Playback } from '../client/playback.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { cssColor, type Palette } from './palette.ts';
import type { ServerView } from './world-data.ts';

const REFRESH_MS = 250;

/** The cards around the map: the connection, the factions and the district under the pointer. */
export class Panel {
  readonly #world: WorldFile;
  readonly #view: ServerView;
  readonly #palette: Palette;
  readonly #fields = new Map<string, HTMLElement>();
  #nextRefreshMs = 0;
  #district = -1;
  #ownFaction = 0;
  #problem: string | undefined;

  constructor(world: WorldFile, view: ServerView, palette: Palette) {
    this.#world = world;
    this.#view = view;
    this.#palette = palette;
    for (const field of document.querySelectorAll<HTMLElement>('[data-field]')) {
      this.#fields.set(field.dataset['field']!, field);
    }
    document.title = `${view.title} – Marchland`;
    this.#write('title', view.title);
    this.#write(
      'world',
      `${count(world.regions.length)} regions · ${count(world.districts.length)} districts`,
    );
    this.#drawLegend();
  }

  /** Refreshes the figures a few times a second; faster than that nobody can read them. */
  update(client: MarchlandClient, nowMs: number, fps: number): void {
    if (nowMs < this.#nextRefreshMs) return;
    this.#nextRefreshMs = nowMs + REFRESH_MS;
    const figures = client.diagnostics();
    const live = figures.state === 'connected';
    byId('panel').dataset['live'] = String(live);
    this.#write('state', live ? this.#rate(figures.servedHz) : figures.state);
    if (live) this.#write('tick', count(Math.floor(client.serverTick(nowMs))));
    this.#write(
      'delay',
      `${milliseconds(figures.deliveryMsP50)} / ${milliseconds(figures.deliveryMsP99)} ms`,
    );
    this.#write('bytes', bytesPerSecond(figures.bytesPerSecond));
    this.#writeMirror(figures.entities, figures.hashChecks, figures.hashMismatches, fps);
    this.#write('durable', ticksBehind(figures.durableLagTicks));
  }

  /** The same of a recording, which has neither delay nor disk. */
  updatePlayback(playback: Playback, nowMs: number, fps: number): void {
    if (nowMs < this.#nextRefreshMs) return;
    this.#nextRefreshMs = nowMs + REFRESH_MS;
    const { playing, speed, tick, untilTick, mirror, problem } = playback;
    byId('panel').dataset['live'] = String(playing);
    const resting = tick >= untilTick ? 'end of the recording' : 'paused';
    this.#write('state', playing ? `playing · ${speed}×` : resting);
    this.#write('tick', count(Math.floor(tick)));
    this.#writeMirror(mirror.entities.size, mirror.hashChecks, mirror.hashMismatches, fps);
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.setBanner(problem === undefined ? undefined : `The recording is damaged: ${problem}`);
  }

  /** Names the recording that is shown. */
  setRecording(name: string): void {
    this.#write('recording', name);
  }

  /** Says over the map that what it shows is no longer fresh; undefined takes that back. */
  setBanner(words: string | undefined): void {
    const banner = byId('banner');
    banner.hidden = words === undefined;
    banner.textContent = words ?? '';
  }

  /** Marks the faction this client plays for. */
  setOwnFaction(faction: number): void {
    if (faction === this.#ownFaction) return;
    this.#ownFaction = faction;
    this.#drawLegend();
  }

  /** Shows a district and its owner; -1 = none. */
  setDistrict(district: number, owner: number): void {
    if (district === this.#district) return;
    this.#district = district;
    byId('district').hidden = district < 0;
    if (district < 0) return;
    const { name, region, strategicValue, resource } = this.#world.districts[district];
    this.#write('districtName', name);
    this.#write('districtRegion', this.#world.regions[region]?.name ?? '');
    this.#fields.get('districtOwner')!.replaceChildren(this.#swatch(owner), this.#factionName(owner));
    this.#write('districtValue', `${strategicValue} of 100`);
    this.#write('districtResource', resource);
  }

  #rate(servedHz: number): string {
    const { tickRate } = this.#view;
    return servedHz === tickRate ? `live · ${tickRate} Hz` : `live · ${servedHz} of ${tickRate} Hz`;
  }

  #writeMirror(entities: number, checks: number, mismatches: number, fps: number): void {
    this.#write('entities', count(entities));
    const exact = mismatches === 0;
    this.#write(
      'mirror',
      exact ? `exact · ${count(checks)} checks` : `${count(mismatches)} of ${count(checks)} differ`,
    );
    this.#fields.get('mirror')!.classList.toggle('wrong', !exact);
    this.#write('fps', `${Math.round(fps)} / s`);
  }

  #drawLegend(): void {
    const rows = this.#view.factions.map((faction) => {
      const row = document.createElement('p');
      row.append(this.#swatch(faction.id), faction.name);
      row.dataset['own'] = String(faction.id === this.#ownFaction);
      return row;
    });
    byId('legend').replaceChildren(...rows);
  }

  /** Land color with the unit color beside it. */
  #swatch(faction: number): HTMLElement {
    const swatch = document.createElement('i');
    swatch.className = 'swatch';
    swatch.style.background = cssColor(this.#palette.land[faction] ?? this.#palette.land[0]);
    swatch.style.borderColor = cssColor(this.#palette.unit[faction] ?? this.#palette.unit[0]);
    return swatch;
  }

  #factionName(faction: number): string {
    return this.#view.factions.find((one) => one.id === faction)?.name ?? 'nobody';
  }

  #write(field: string, words: string): void {
    this.#fields.get(field)!.textContent = words;
  }
}

function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function milliseconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 10 ? 1 : 0) : '–';
}

function ticksBehind(ticks: number): string {
  return ticks === 1 ? '1 tick behind' : `${count(ticks)} ticks behind`;
}

function bytesPerSecond(value: number): string {
  return value < 1_000 ? `${Math.round(value)} B/s` : `${(value / 1_000).toFixed(1)} KB/s`;
}
