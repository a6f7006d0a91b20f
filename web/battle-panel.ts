import type { BattleLine, BattleLog } from './battle-log.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { KeyedList } from './keyed-list.ts';
import { spanWords } from './territory-words.ts';

/** In a war there are more lines a second than anybody reads. */
const REFRESH_MS = 500;

interface Row {
  readonly view: HTMLElement;
  readonly age: HTMLElement;
}

/** The log of fights as a card; a click on a line flies there. */
export class BattlePanel {
  readonly view: HTMLElement;
  readonly #log: BattleLog;
  readonly #factions: FactionsShown;
  readonly #ticksPerSecond: number;
  readonly #flyTo: (x: number, y: number) => void;
  readonly #list: KeyedList<BattleLine, Row>;
  #tick = 0;
  #shown = true;
  #drawnMs = -Infinity;

  constructor(
    log: BattleLog,
    factions: FactionsShown,
    ticksPerSecond: number,
    flyTo: (x: number, y: number) => void,
  ) {
    this.#log = log;
    this.#factions = factions;
    this.#ticksPerSecond = ticksPerSecond;
    this.#flyTo = flyTo;
    this.#list = new KeyedList<BattleLine, Row>(
      element('ul', { tabindex: 0, 'aria-label': 'Fights, newest first' }),
      ({ key }) => key,
      (line) => this.#rowOf(line),
      ({ age }, { tick }) => {
        const words = spanWords((this.#tick - tick) / this.#ticksPerSecond);
        if (age.textContent !== words) age.textContent = words;
      },
    );
    const attributes = { id: 'battles', class: 'card', 'aria-label': 'Fights', hidden: true };
    this.view = element('section', attributes, this.#list.view);
  }

  setShown(shown: boolean): void {
    this.#shown = shown;
    this.#drawnMs = -Infinity;
    this.view.hidden = true;
  }

  update(nowMs: number, tick: number): void {
    if (!this.#shown || nowMs - this.#drawnMs < REFRESH_MS) return;
    this.#drawnMs = nowMs;
    this.view.hidden = this.#log.lines.length === 0;
    if (this.view.hidden) return;
    this.#tick = tick;
    this.#list.update(this.#log.lines);
  }

  #rowOf({ faction, isOwn, words, place, x, y }: BattleLine): Row {
    const mark = element('i', { class: 'dot', 'aria-hidden': 'true' });
    mark.style.background = this.#factions.color(faction);
    const told = element('span', { class: isOwn ? 'own' : undefined, text: words });
    if (place !== '') told.append(element('small', { text: ` · ${place}` }));
    const age = element('time');
    const button = element('button', { type: 'button', title: 'Fly there' }, mark, told, age);
    button.addEventListener('click', () => this.#flyTo(x, y));
    return { view: element('li', {}, button), age };
  }
}
