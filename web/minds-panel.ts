import type { AiGoal, MindDecision, MindsView } from '../client/index.ts';
import type { Rules } from '../components/rules.ts';
import type { Names } from '../src/ai/explain-trace.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { KeyedList } from './keyed-list.ts';
import {
  decisionLine,
  goalLine,
  layerName,
  operationLine,
  pactLine,
  reasonLines,
  shownDecisions,
  strategyWords,
} from './mind-words.ts';
import { spanWords } from './territory-words.ts';

const REFRESH_MS = 250;

/** Something between factions that is told once. */
export interface MindNewsLine {
  readonly words: string;
  readonly faction: number;
  readonly tick: number;
}

export interface MindsPanelParts {
  minds: MindsView;
  /** Newest last. */
  news: readonly MindNewsLine[];
  factions: FactionsShown;
  names: Names;
  ticksPerSecond: number;
  /** The factions to choose from; one when there is no choice. */
  choices: readonly number[];
  choose(faction: number): void;
  /** Takes the player to a district. */
  visit(district: number): void;
  close(): void;
}

/** What changes from frame to frame. */
export interface MindsPanelState {
  isOpen: boolean;
  /** Whose mind is shown, 0 = it is not known yet. */
  faction: number;
  tick: number;
  /** The rules of minds, once they are here. */
  ai: Rules['ai'] | undefined;
}

interface Row {
  readonly view: HTMLElement;
  readonly words: HTMLElement;
  readonly note: HTMLElement;
}

/** The card of a faction's mind: what it is out for, what it decided and why, and what happens between factions. */
export class MindsPanel {
  readonly view: HTMLElement;
  readonly #parts: MindsPanelParts;
  readonly #tabs = element('div', { class: 'tabs', role: 'group', 'aria-label': 'Faction' });
  readonly #strategy = element('p', { 'data-part': 'strategy' });
  readonly #goals: KeyedList<Readonly<AiGoal>, Row>;
  readonly #decisions: KeyedList<Readonly<MindDecision>, Row>;
  readonly #news: KeyedList<MindNewsLine, Row>;
  readonly #pacts = element('p', { class: 'dim', 'data-part': 'pacts' });
  #state: MindsPanelState = { isOpen: false, faction: 0, tick: 0, ai: undefined };
  #drawn = '';
  #drawnMs = -Infinity;

  constructor(parts: MindsPanelParts) {
    this.#parts = parts;
    const list = (part: string, label: string) =>
      element('ul', { class: 'rows', 'data-part': part, 'aria-label': label });
    this.#goals = new KeyedList(
      list('goals', 'Goals'),
      ({ kind, district, other }) => `${kind} ${district} ${other}`,
      (goal) => this.#placeRow(goal.district),
      (row, goal) => this.#drawGoal(row, goal),
    );
    this.#decisions = new KeyedList(
      list('decisions', 'Decisions'),
      (decision) => decision,
      (decision) => this.#decisionRow(decision),
      ({ note }, { layer, tick }) => {
        note.textContent = `${layerName(layer)}, ${this.#age(tick)}`;
      },
    );
    this.#news = new KeyedList(
      list('between', 'Between factions'),
      (line) => line,
      (line) => this.#newsRow(line),
      ({ note }, { tick }) => {
        note.textContent = this.#age(tick);
      },
    );
    this.#makeTabs();
    const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close', text: '×' });
    close.addEventListener('click', parts.close);
    this.view = element(
      'section',
      { id: 'minds', class: 'card', 'aria-label': 'Minds', hidden: true },
      element('header', {}, element('h2', { text: 'Minds' }), close),
      this.#tabs,
      this.#strategy,
      element('h3', { text: 'Goals' }),
      this.#goals.view,
      element('h3', { text: 'Decisions' }),
      this.#decisions.view,
      element('h3', { text: 'Between factions' }),
      this.#pacts,
      this.#news.view,
    );
  }

  update(nowMs: number, state: MindsPanelState): void {
    this.#state = state;
    this.view.hidden = !state.isOpen;
    const drawn = `${state.faction} ${state.ai !== undefined}`;
    if (!state.isOpen || (drawn === this.#drawn && nowMs - this.#drawnMs < REFRESH_MS)) return;
    // Reasons are found once for each line: with other rules they are others.
    if (drawn !== this.#drawn) this.#decisions.update([]);
    this.#drawn = drawn;
    this.#drawnMs = nowMs;
    this.#draw();
  }

  #draw(): void {
    const { minds, names, news, factions } = this.#parts;
    const { faction } = this.#state;
    const mind = minds.mind(faction);
    const home = mind === undefined || mind.home === 0 ? '' : `, gathers at ${names.district(mind.home - 1)}`;
    const strategy = mind === undefined ? 'Nothing is told yet.' : `${strategyWords(mind.strategy)}${home}`;
    this.#strategy.textContent = strategy;
    this.#goals.update(mind?.goals ?? []);
    this.#decisions.update(shownDecisions(minds.decisions(faction)));
    this.#news.update([...news].reverse());
    const pacts = minds.pacts().map((pact) => pactLine(pact, factions.nameOf));
    this.#pacts.textContent = pacts.length > 0 ? `${pacts.join('. ')}.` : 'There is no pact.';
    for (const tab of this.#tabs.children) {
      tab.setAttribute('aria-pressed', String(tab.getAttribute('data-faction') === `${faction}`));
    }
  }

  #age(tick: number): string {
    return spanWords((this.#state.tick - tick) / this.#parts.ticksPerSecond);
  }

  #makeTabs(): void {
    const { choices, choose, factions } = this.#parts;
    if (choices.length < 2) return;
    for (const faction of choices) {
      const name = factions.nameOf(faction);
      const attributes = { type: 'button', title: name, 'aria-label': name, 'data-faction': faction };
      const tab = element('button', attributes, factions.swatch(faction));
      tab.addEventListener('click', () => choose(faction));
      this.#tabs.append(tab);
    }
  }

  #placeRow(district: number): Row {
    const words = element('span');
    const note = element('small');
    const button = element('button', { type: 'button', title: 'Fly there' }, words, note);
    button.addEventListener('click', () => this.#parts.visit(district));
    return { view: element('li', {}, button), words, note };
  }

  #drawGoal({ words, note }: Row, goal: Readonly<AiGoal>): void {
    const operations = this.#parts.minds.mind(this.#state.faction)?.operations ?? [];
    words.textContent = goalLine(goal, this.#parts.names);
    note.textContent = operationLine(operations.find(({ place }) => place === goal.operation - 1));
  }

  #decisionRow(decision: Readonly<MindDecision>): Row {
    const { names } = this.#parts;
    const row = this.#placeRow(decision.district);
    row.words.textContent = decisionLine(decision, names);
    const reasons = element('ul', { class: 'reasons' });
    for (const words of reasonLines(decision, names, this.#state.ai)) {
      reasons.append(element('li', { text: words }));
    }
    row.view.append(reasons);
    return row;
  }

  #newsRow({ faction, words: text }: MindNewsLine): Row {
    const mark = element('i', { class: 'dot' });
    mark.style.background = this.#parts.factions.color(faction);
    const words = element('span', { text });
    const note = element('small');
    return { view: element('li', { class: 'line' }, mark, words, note), words, note };
  }
}
