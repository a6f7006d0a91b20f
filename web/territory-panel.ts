import { CHANNEL, FULL_CENTI } from '../src/protocol/territory-records.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { TerritoryHistory } from './territory-history.ts';
import { changeLine, eventLine, type HistoryLine, historyLine, mergeLines } from './territory-lines.ts';
import type { TerritoryModel } from './territory-model.ts';
import type { TerritoryTable } from './territory-table.ts';
import { LABEL_WORDS, POINT_WORDS, percentWords, spanWords } from './territory-words.ts';

/** Figures move many times a second; nobody can read them faster than this. */
const REFRESH_MS = 250;
/** Without news only the ages of lines change. */
const IDLE_REFRESH_MS = 1_000;
const LINES_MAX = 12;
/** Below this a faction is left out, and a trend counts as none; centi-points, and centi-points per minute. */
const SHARE_CENTI_MIN = 10;
const TREND_CENTI_MIN = 10;

export interface PanelWorld {
  world: WorldFile;
  model: TerritoryModel;
  factions: FactionsShown;
  /** Names of world events, from kind 1 on. */
  eventNames: readonly string[];
  ticksPerSecond: number;
}

/** The card of one district: who holds it, how firmly, what happened there and what lies over its region. */
export class TerritoryPanel {
  readonly view: HTMLElement;
  readonly #parts: PanelWorld;
  readonly #history = new TerritoryHistory();
  readonly #body = element('div', { class: 'body' });
  readonly #title = element('h2');
  readonly #region = element('p', { class: 'dim' });
  /** Control points of each district. */
  readonly #points: number[][];
  #district = -1;
  #pinned = false;
  #drawnVersion = -1;
  #drawnHistory = -1;
  #drawnMs = -Infinity;

  constructor(parts: PanelWorld, unpin: () => void) {
    this.#parts = parts;
    this.#points = parts.world.districts.map(() => []);
    parts.world.controlPoints.forEach((point, index) => {
      this.#points[point.district].push(index);
    });
    const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close', text: '×' });
    close.addEventListener('click', unpin);
    this.view = element(
      'section',
      { id: 'territory', class: 'card', 'aria-label': 'Territory', hidden: true },
      element('header', {}, element('div', {}, this.#title, this.#region), close),
      this.#body,
    );
  }

  /** Shows a district, -1 none. A pinned one stays and takes the pointer; its history is asked for. */
  show(district: number, pinned: boolean): void {
    if (district === this.#district && pinned === this.#pinned) return;
    this.#district = district;
    this.#pinned = pinned;
    this.#drawnMs = -Infinity;
    this.view.hidden = district < 0;
    this.view.dataset['pinned'] = String(pinned);
    if (!pinned) this.#history.forget();
    if (district < 0) return;
    const { world } = this.#parts;
    const { name, region, strategicValue, resource } = world.districts[district];
    this.#title.textContent = name;
    const regionName = world.regions[region]?.name ?? '';
    this.#region.textContent = `${regionName} · value ${strategicValue} · ${resource}`;
  }

  update(nowMs: number, tick: number): void {
    if (this.#district < 0) return;
    if (this.#pinned) this.#history.follow(CHANNEL.district, this.#district, nowMs);
    const { model } = this.#parts;
    const isNews = model.version !== this.#drawnVersion || this.#history.version !== this.#drawnHistory;
    if (nowMs - this.#drawnMs < (isNews ? REFRESH_MS : IDLE_REFRESH_MS)) return;
    this.#drawnMs = nowMs;
    this.#drawnVersion = model.version;
    this.#drawnHistory = this.#history.version;
    this.#body.replaceChildren(
      this.#owner(),
      ...this.#shares(),
      ...this.#events(tick),
      ...this.#controlPoints(),
      ...this.#lines(tick),
    );
  }

  #owner(): HTMLElement {
    const { model, factions } = this.#parts;
    const { districts } = model;
    const owner = districts.owner[this.#district];
    const row = element('p', { class: 'owner' }, factions.swatch(owner), factions.nameOf(owner));
    if (!districts.isKnown(this.#district)) return row;
    const label = LABEL_WORDS[districts.label[this.#district]];
    row.append(element('span', { class: `label ${label}`, text: label }));
    const challenger = districts.challenger[this.#district];
    if (challenger !== 0) {
      row.append(element('span', { class: 'claim', text: `${factions.nameOf(challenger)} claims it` }));
    }
    return row;
  }

  #shares(): HTMLElement[] {
    const { model, factions } = this.#parts;
    const { districts } = model;
    if (!districts.isKnown(this.#district)) {
      return [element('p', { class: 'dim', text: 'Influences are not told yet.' })];
    }
    const ranking = districts.ranking(this.#district, SHARE_CENTI_MIN);
    const rows = ranking.map((faction) => {
      const centi = Math.round(districts.share(this.#district, faction) * FULL_CENTI);
      return element(
        'li',
        {},
        factions.swatch(faction),
        element('span', { text: factions.nameOf(faction) }),
        trendOf(districts, this.#district, faction),
        element('b', { text: percentWords(centi) }),
      );
    });
    return [
      factions.stackedBar(partsOf(districts, this.#district)),
      element('ul', { class: 'shares' }, ...rows),
    ];
  }

  #events(tick: number): HTMLElement[] {
    const { model, world, eventNames, ticksPerSecond } = this.#parts;
    const events = model.eventsOver(world.districts[this.#district].region, tick);
    return events.map((event) => {
      const left = spanWords((event.endTick - tick) / ticksPerSecond);
      return element('p', { class: 'event', text: `Over the region: ${eventLine(event, eventNames, left)}` });
    });
  }

  #controlPoints(): HTMLElement[] {
    const points = this.#points[this.#district];
    if (points.length === 0) return [];
    const { model, world, factions } = this.#parts;
    const rows = points.map((point) => {
      const table = model.points;
      const type = world.controlPoints[point].type;
      const row = element(
        'li',
        {},
        factions.swatch(table.owner[point]),
        element('span', { text: POINT_WORDS[type] }),
        factions.stackedBar(partsOf(table, point)),
      );
      const challenger = table.challenger[point];
      if (challenger !== 0) row.append(element('em', { text: `${factions.nameOf(challenger)} claims it` }));
      else if (table.contested[point] === 1) row.append(element('em', { text: 'contested' }));
      return row;
    });
    return [element('h3', { text: 'Control points' }), element('ul', { class: 'points' }, ...rows)];
  }

  #lines(tick: number): HTMLElement[] {
    const { factions, ticksPerSecond } = this.#parts;
    const lines = this.#lastChanges();
    if (lines.length === 0) {
      return this.#pinned ? [element('p', { class: 'dim', text: 'No changes were seen so far.' })] : [];
    }
    const rows = lines.map((line) => {
      const mark = element('i', { class: 'dot' });
      mark.style.background = factions.color(line.faction);
      const age = `${spanWords((tick - line.tick) / ticksPerSecond)} ago`;
      return element('li', {}, mark, element('span', { text: line.words }), element('time', { text: age }));
    });
    return [element('h3', { text: 'Last changes' }), element('ul', { class: 'lines' }, ...rows)];
  }

  #lastChanges(): HistoryLine[] {
    const { model, factions, eventNames } = this.#parts;
    const seen = model
      .changesOf(CHANNEL.district, this.#district, LINES_MAX)
      .map((change) => changeLine(change, factions.nameOf));
    const stored = this.#history.rows.flatMap((row) => historyLine(row, factions.nameOf, eventNames) ?? []);
    return mergeLines(seen, stored, this.#pinned ? LINES_MAX : 4);
  }
}

function partsOf(table: TerritoryTable, row: number): { faction: number; share: number }[] {
  return table.ranking(row, 1).map((faction) => ({ faction, share: table.share(row, faction) }));
}

function trendOf(table: TerritoryTable, row: number, faction: number): HTMLElement {
  const trend = table.trend(row, faction);
  if (Math.abs(trend) < TREND_CENTI_MIN) return element('small');
  const words = `${trend > 0 ? '▲' : '▼'} ${Math.abs(trend / 100).toFixed(1)}/min`;
  return element('small', { class: trend > 0 ? 'up' : 'down', text: words });
}
