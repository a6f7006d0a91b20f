import type { WorldFile } from '../src/territory/world-schema.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { KeyedList } from './keyed-list.ts';
import { newsWords, type RouteNews, type RouteNewsLine } from './route-news.ts';
import { spanWords } from './territory-words.ts';

const LINES_MAX = 4;
/** What is older is no news: routes that are in trouble still are marked as such on the map. */
const AGE_TICKS_MAX = 10 * 60 * 60;

export interface RouteFeedParts {
  world: WorldFile;
  news: RouteNews;
  factions: FactionsShown;
  ticksPerSecond: number;
  /** Takes the player to a district. */
  visit(district: number): void;
}

interface Row {
  readonly view: HTMLElement;
  readonly words: HTMLElement;
  readonly age: HTMLElement;
}

/** The part of the news that is about routes and convoys, the newest first. */
export class RouteFeed {
  readonly view = element('ul', { 'data-news': 'routes' });
  readonly #parts: RouteFeedParts;
  readonly #list: KeyedList<RouteNewsLine, Row>;
  #tick = 0;

  constructor(parts: RouteFeedParts) {
    this.#parts = parts;
    this.#list = new KeyedList(
      this.view,
      (line) => line,
      (line) => this.#rowOf(line),
      (row, line) => this.#refresh(row, line),
    );
  }

  update(tick: number): void {
    this.#tick = tick;
    const fresh = this.#parts.news.lines.filter((line) => Math.abs(tick - line.tick) < AGE_TICKS_MAX);
    this.#list.update(fresh.slice(-LINES_MAX).reverse());
  }

  #rowOf(line: RouteNewsLine): Row {
    const mark = element('i', { class: 'dot' });
    mark.style.background = this.#parts.factions.color(line.faction);
    const words = element('span');
    const age = element('time');
    const button = element('button', { type: 'button', title: 'Fly there' }, mark, words, age);
    button.addEventListener('click', () => {
      if (line.district >= 0) this.#parts.visit(line.district);
    });
    return { view: element('li', {}, button), words, age };
  }

  #refresh({ words, age }: Row, line: RouteNewsLine): void {
    const { factions, world, ticksPerSecond } = this.#parts;
    words.textContent = newsWords(line, factions.nameOf, (district) => world.districts[district]?.name ?? '');
    age.textContent = spanWords((this.#tick - line.tick) / ticksPerSecond);
  }
}
