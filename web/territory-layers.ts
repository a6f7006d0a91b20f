import { element } from './element.ts';

/** What can be switched on the map. Keys are free of those that move the avatar and the camera. */
export const LAYERS = [
  { id: 'contested', key: 'C', name: 'Contested', hint: 'Hatch contested districts', isOn: true },
  { id: 'fronts', key: 'L', name: 'Fronts', hint: 'Lines between factions', isOn: true },
  { id: 'bars', key: 'B', name: 'Bars', hint: 'Influence in districts, from near', isOn: true },
  { id: 'points', key: 'O', name: 'Points', hint: 'Control points, from near', isOn: true },
  { id: 'heat', key: 'H', name: 'Pressure', hint: 'Heat map of pressure by rivals', isOn: false },
  { id: 'feed', key: 'N', name: 'News', hint: 'What changed hands, and what befell routes', isOn: true },
  { id: 'routes', key: 'R', name: 'Routes', hint: 'Routes of convoys', isOn: true },
  { id: 'risk', key: 'K', name: 'Risk', hint: 'How safe each stretch of a route is', isOn: false },
  { id: 'traffic', key: 'T', name: 'Traffic', hint: 'Convoys under way and trips, by width', isOn: false },
  { id: 'chokes', key: 'P', name: 'Chokes', hint: 'Districts that many routes pass', isOn: false },
  { id: 'convoys', key: 'V', name: 'Convoys', hint: 'List of routes and convoys', isOn: false },
  { id: 'fights', key: 'X', name: 'Fights', hint: 'Health, shots and battles, from near', isOn: true },
  { id: 'battles', key: 'J', name: 'Fight log', hint: 'Who fell by whom, as far as seen', isOn: true },
  { id: 'minds', key: 'M', name: 'Minds', hint: 'What factions are out for, and why', isOn: false },
  { id: 'crowds', key: 'U', name: 'Units', hint: 'How many units are where, from far', isOn: true },
  { id: 'gear', key: 'G', name: 'Gear', hint: 'What your avatar wears and carries', isOn: false },
] as const;

export type LayerId = (typeof LAYERS)[number]['id'];
export type LayerStates = Record<LayerId, boolean>;

const STORAGE_KEY = 'marchland.layers';

/** The part of a browser's storage that is used. */
export type LayerStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Which layers are on, by what was kept; anything unreadable is as if nothing had been. */
export function loadLayers(storage: LayerStorage | undefined): LayerStates {
  const states = Object.fromEntries(LAYERS.map(({ id, isOn }) => [id, isOn])) as LayerStates;
  try {
    const kept: unknown = JSON.parse(storage?.getItem(STORAGE_KEY) ?? '{}');
    for (const { id } of LAYERS) {
      const value = (kept as Record<string, unknown> | null)?.[id];
      if (typeof value === 'boolean') states[id] = value;
    }
  } catch {
    // Another program of the same address may have written there.
  }
  return states;
}

export function keepLayers(storage: LayerStorage | undefined, states: LayerStates): void {
  try {
    storage?.setItem(STORAGE_KEY, JSON.stringify(states));
  } catch {
    // A full or forbidden storage costs the memory of a setting and nothing else.
  }
}

/** The buttons that switch layers, with a key for each. */
export class LayerButtons {
  readonly states: LayerStates;
  readonly view: HTMLElement;
  readonly #storage: LayerStorage | undefined;
  readonly #apply: (id: LayerId, isOn: boolean) => void;
  readonly #buttons = new Map<LayerId, HTMLButtonElement>();
  readonly #listening = new AbortController();

  /** `apply` is called once for every layer, and then at each switch. */
  constructor(apply: (id: LayerId, isOn: boolean) => void) {
    this.#storage = storageOrNone();
    this.#apply = apply;
    this.states = loadLayers(this.#storage);
    this.view = element('section', {
      id: 'layers',
      class: 'card',
      role: 'toolbar',
      'aria-label': 'Map layers',
    });
    for (const { id, key, name, hint } of LAYERS) {
      const button = element(
        'button',
        { type: 'button', title: `${hint} (${key})`, 'aria-keyshortcuts': key, 'data-layer': id },
        element('kbd', { text: key, 'aria-hidden': 'true' }),
        element('span', { text: name }),
      );
      button.addEventListener('click', () => this.toggle(id));
      this.#buttons.set(id, button);
      this.view.append(button);
      this.#set(id, this.states[id]);
    }
    window.addEventListener('keydown', (event) => this.#key(event), { signal: this.#listening.signal });
  }

  toggle(id: LayerId): void {
    this.#set(id, !this.states[id]);
    keepLayers(this.#storage, this.states);
  }

  close(): void {
    this.#listening.abort();
    this.view.remove();
  }

  #set(id: LayerId, isOn: boolean): void {
    this.states[id] = isOn;
    this.#buttons.get(id)!.setAttribute('aria-pressed', String(isOn));
    this.#apply(id, isOn);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const layer = LAYERS.find(({ key }) => key.toLowerCase() === event.key.toLowerCase());
    if (layer) this.toggle(layer.id);
  }
}

/** A browser that forbids storage throws already when it is named. */
function storageOrNone(): LayerStorage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
