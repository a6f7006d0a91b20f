import { OBJECTIVE_STATE } from '../src/protocol/fields.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { element } from './element.ts';
import type { TerritoryModel } from './territory-model.ts';
import { endWords, OBJECTIVES, POINT_WORDS, refusalWords } from './territory-words.ts';

const REFRESH_MS = 100;
/** How long the end of an objective, or a refusal, stays to be read. */
const MESSAGE_MS = 6_000;

const CAPTURE = 1;
const DEFEND = 2;

/** The session, as far as objectives go. */
export interface ObjectiveOrders {
  /** Sends an order for an objective at a control point, 0 = give up. Returns its sequence. */
  objective(objective: number, point: number): number;
}

/** Objectives of the own avatar: what it can set out to do where it stands, and how far that is. */
export class ObjectiveCard {
  readonly view: HTMLElement;
  readonly #world: WorldFile;
  readonly #model: TerritoryModel;
  readonly #orders: ObjectiveOrders;
  readonly #title = element('p', { class: 'name' });
  readonly #buttons = new Map<number, HTMLButtonElement>();
  readonly #choices = element('div', { class: 'choices' });
  readonly #progress = element('progress', { max: 1, value: 0, 'aria-label': 'Progress' });
  readonly #countdown = element('span', { class: 'countdown' });
  readonly #work: HTMLElement;
  readonly #message = element('p', { class: 'dim', role: 'status' });
  #point = -1;
  #x = Number.NaN;
  #y = Number.NaN;
  /** Sequence of the order that waits for its answer, -1 none. */
  #asked = -1;
  #working: { objective: number; point: number; beginTick: number; endTick: number } | undefined;
  #messageUntilMs = -Infinity;
  #updatedMs = -Infinity;

  constructor(world: WorldFile, model: TerritoryModel, orders: ObjectiveOrders) {
    this.#world = world;
    this.#model = model;
    this.#orders = orders;
    for (const { number, name } of OBJECTIVES) {
      const button = element('button', { type: 'button', text: name });
      button.addEventListener('click', () => this.#ask(number));
      this.#buttons.set(number, button);
      this.#choices.append(button);
    }
    const giveUp = element('button', { type: 'button', text: 'Give up' });
    giveUp.addEventListener('click', () => this.#ask(0));
    this.#work = element('div', { class: 'work' }, this.#progress, this.#countdown, giveUp);
    this.view = element(
      'section',
      { id: 'objective', class: 'card', 'aria-label': 'Objectives', hidden: true },
      this.#title,
      this.#choices,
      this.#work,
      this.#message,
    );
  }

  /** The own avatar of `faction` stands at (x, y) meters at `tick`. Without one `x` is NaN. */
  update(x: number, y: number, faction: number, nowMs: number, tick: number): void {
    if (nowMs - this.#updatedMs < REFRESH_MS) return;
    this.#updatedMs = nowMs;
    // An avatar that stands still is where it was, and there are thousands of points to look through.
    if (!Object.is(x, this.#x) || !Object.is(y, this.#y)) this.#point = pointAt(this.#world, x, y);
    this.#x = x;
    this.#y = y;
    const hasMessage = nowMs < this.#messageUntilMs;
    this.view.hidden = this.#point < 0 && !this.#working && !hasMessage;
    if (this.view.hidden) return;
    this.#message.hidden = !hasMessage;
    this.#choices.hidden = this.#working !== undefined || this.#point < 0;
    this.#work.hidden = this.#working === undefined;
    this.#title.textContent = this.#titleWords();
    if (this.#working) this.#drawWork(tick);
    else if (this.#point >= 0) this.#drawChoices(faction);
  }

  /** The server answered an order. */
  answered(sequence: number, result: number, nowMs: number): void {
    if (sequence !== this.#asked) return;
    this.#asked = -1;
    this.#say(refusalWords(result), nowMs);
  }

  /** The server told how an objective goes: to be done at `endTick`, done or given up. */
  told(state: number, objective: number, point: number, endTick: number, nowMs: number, tick: number): void {
    const isWorking = state === OBJECTIVE_STATE.working;
    this.#working = isWorking ? { objective, point, beginTick: tick, endTick } : undefined;
    this.#say(endWords(state), nowMs);
  }

  /** Orders that wait for an answer go by numbers higher by `shift`. */
  renumbered(shift: number): void {
    if (this.#asked >= 0) this.#asked += shift;
  }

  /** The session is another one: what its avatar did is over. */
  forget(): void {
    this.#working = undefined;
    this.#asked = -1;
  }

  #ask(objective: number): void {
    const point = this.#working?.point ?? this.#point;
    if (point >= 0) this.#asked = this.#orders.objective(objective, point);
  }

  #say(words: string, nowMs: number): void {
    this.#message.textContent = words;
    this.#messageUntilMs = words === '' ? -Infinity : nowMs + MESSAGE_MS;
    this.#updatedMs = -Infinity;
  }

  #titleWords(): string {
    const point = this.#working?.point ?? this.#point;
    if (point < 0) return '';
    const { type, district } = this.#world.controlPoints[point];
    const place = `${POINT_WORDS[type]}, ${this.#world.districts[district].name}`;
    const doing = OBJECTIVES.find(({ number }) => number === this.#working?.objective)?.doing;
    return doing === undefined ? place : `${doing} – ${place}`;
  }

  /** The server decides what can be done; only what makes no sense for the owner, or for others, is left out. */
  #drawChoices(faction: number): void {
    const isOwn = this.#model.points.owner[this.#point] === faction;
    this.#buttons.get(CAPTURE)!.hidden = isOwn;
    this.#buttons.get(DEFEND)!.hidden = !isOwn;
    for (const button of this.#buttons.values()) button.disabled = this.#asked >= 0;
  }

  #drawWork(tick: number): void {
    const { beginTick, endTick } = this.#working!;
    this.#progress.value = Math.min(1, Math.max(0, (tick - beginTick) / Math.max(1, endTick - beginTick)));
    this.#countdown.textContent = `${Math.max(0, (endTick - tick) / 60).toFixed(1)} s`;
  }
}

/** The control point that a place in meters lies in, -1 none; of two the nearer one. */
export function pointAt(world: WorldFile, x: number, y: number): number {
  let found = -1;
  let least = Infinity;
  for (let i = 0; i < world.controlPoints.length; i++) {
    const { position, radiusMeters } = world.controlPoints[i];
    const distance = Math.hypot(position[0] - x, position[1] - y);
    // Asked so that NaN, an avatar that is nowhere, is in none.
    if (!(distance <= radiusMeters && distance < least)) continue;
    found = i;
    least = distance;
  }
  return found;
}
