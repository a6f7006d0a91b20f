import type { WorldFile } from '../src/territory/world-schema.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { eventLine, ownerWords } from './territory-lines.ts';
import type { TerritoryChange, TerritoryModel } from './territory-model.ts';
import { spanWords } from './territory-words.ts';

const LINES_MAX = 5;
const EVENT_LINES_MAX = 2;
const REFRESH_MS = 1_000;

export interface FeedParts {
  world: WorldFile;
  model: TerritoryModel;
  factions: FactionsShown;
  eventNames: readonly string[];
  ticksPerSecond: number;
  /** Takes the player to a district. */
  visit(district: number): void;
  /** News of another kind, shown below. */
  more: { readonly view: HTMLElement; update(tick: number): void };
}

interface Row {
  readonly item: HTMLElement;
  readonly age: HTMLElement;
}

/** What changed hands anywhere, the newest first; a click flies there. */
export class TerritoryFeed {
  readonly view: HTMLElement;
  readonly #parts: FeedParts;
  readonly #events = element('ul');
  readonly #flips = element('ul');
  /** Lines on the page: they stay the same elements, or a click would miss one that was just replaced. */
  #rows = new Map<TerritoryChange, Row>();
  #drawnMs = -Infinity;
  #shown = true;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    const attributes = { id: 'feed', class: 'card', 'aria-label': 'News', hidden: true };
    this.view = element('section', attributes, this.#events, this.#flips, parts.more.view);
  }

  setShown(shown: boolean): void {
    this.#shown = shown;
    this.#drawnMs = -Infinity;
    this.view.hidden = true;
  }

  update(nowMs: number, tick: number): void {
    if (!this.#shown || nowMs - this.#drawnMs < REFRESH_MS) return;
    this.#drawnMs = nowMs;
    this.#drawEvents(tick);
    this.#drawFlips(tick);
    this.#parts.more.update(tick);
    this.view.hidden = [...this.view.children].every((list) => list.childElementCount === 0);
  }

  #drawFlips(tick: number): void {
    const newest = this.#parts.model.flips.slice(-LINES_MAX).reverse();
    const isSame = newest.length === this.#rows.size && newest.every((change) => this.#rows.has(change));
    if (!isSame) {
      this.#rows = new Map(newest.map((change) => [change, this.#rows.get(change) ?? this.#rowOf(change)]));
      this.#flips.replaceChildren(...[...this.#rows.values()].map(({ item }) => item));
    }
    for (const [change, { age }] of this.#rows) {
      age.textContent = spanWords((tick - change.tick) / this.#parts.ticksPerSecond);
    }
  }

  #rowOf({ index, before, after, cause, actor }: TerritoryChange): Row {
    const { world, factions, visit } = this.#parts;
    const mark = element('i', { class: 'dot' });
    mark.style.background = factions.color(after);
    const name = element('b', { text: world.districts[index].name });
    const words = element('span', {}, name, `: ${ownerWords(before, after, cause, actor, factions.nameOf)}`);
    const age = element('time');
    const button = element('button', { type: 'button', title: 'Fly there' }, mark, words, age);
    button.addEventListener('click', () => visit(index));
    return { item: element('li', {}, button), age };
  }

  #drawEvents(tick: number): void {
    const { model, world, eventNames, ticksPerSecond } = this.#parts;
    const lines = model
      .eventsAt(tick)
      .slice(-EVENT_LINES_MAX)
      .map((event) => {
        const region = world.regions[event.region]?.name ?? '';
        const left = spanWords((event.endTick - tick) / ticksPerSecond);
        return element('li', { class: 'event', text: `${region}: ${eventLine(event, eventNames, left)}` });
      });
    this.#events.replaceChildren(...lines);
  }
}
