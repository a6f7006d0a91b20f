import type { MarchlandClient } from '../client/index.ts';
import type { Rules } from '../components/rules.ts';
import { AI_EVENTS_CHANNEL, decisionsChannel } from '../src/protocol/channel-names.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { FactionsShown } from './factions-shown.ts';
import { attackLine, pactLine } from './mind-words.ts';
import { type MindNewsLine, MindsPanel } from './minds-panel.ts';
import { followChannels } from './territory-source.ts';
import type { ServerView } from './world-data.ts';

const CHANNELS_INTERVAL_MS = 500;
/** Personas change when the server's configuration does. */
const RULES_INTERVAL_MS = 60_000;
const NEWS_MAX = 8;
const STANDS = 4;

export interface MindsScene {
  world: WorldFile;
  view: ServerView;
  client: MarchlandClient;
  observing: boolean;
  factions: FactionsShown;
  /** Takes the player to a district. */
  visit(district: number): void;
  /** The card was closed at its button. */
  toggleCard(): void;
}

/** Everything about minds on the page: it hears their channels while its card is open, and fills it. */
export class MindsMap {
  readonly #scene: MindsScene;
  readonly #panel: MindsPanel;
  readonly #news: MindNewsLine[] = [];
  readonly #channels = new Set<string>();
  readonly #silence: (() => void)[];
  #chosen = 1;
  #isOpen = false;
  #ai: Rules['ai'] | undefined;
  #channelsMs = -Infinity;
  #rulesMs = -Infinity;

  constructor(scene: MindsScene) {
    this.#scene = scene;
    const { client, factions, observing, view, visit, world } = scene;
    const names = ['nobody', ...view.factions.map(({ id }) => factions.nameOf(id))];
    this.#panel = new MindsPanel({
      ...{ minds: client.minds, news: this.#news, factions, ticksPerSecond: view.tickRate },
      names: { factions: names, district: (district) => world.districts[district]?.name ?? '' },
      choices: observing ? view.factions.map(({ id }) => id) : [],
      choose: (faction) => {
        this.#chosen = faction;
        this.#channelsMs = -Infinity;
      },
      visit: (district) => {
        if (district >= 0) visit(district);
      },
      close: scene.toggleCard,
    });
    document.body.append(this.#panel.view);
    this.#silence = [
      client.on('aiPact', (pact) => {
        if (pact.event !== STANDS) this.#note(pact.faction, pact.tick, pactLine(pact, factions.nameOf));
      }),
      client.on('aiAttack', (attack) =>
        this.#note(attack.faction, attack.tick, attackLine(attack, factions.nameOf)),
      ),
    ];
  }

  applyLayer(isOn: boolean): void {
    this.#isOpen = isOn;
    this.#channelsMs = -Infinity;
  }

  /** Brings everything up to date for a frame. */
  frame(nowMs: number, tick: number): void {
    const { client, observing } = this.#scene;
    const faction = observing ? this.#chosen : (client.welcome?.faction ?? 0);
    this.#follow(nowMs, faction);
    if (this.#isOpen && nowMs - this.#rulesMs >= RULES_INTERVAL_MS) {
      this.#rulesMs = nowMs;
      void this.#loadRules();
    }
    this.#panel.update(nowMs, { isOpen: this.#isOpen, faction, tick, ai: this.#ai });
  }

  /** Listens no more and takes its card away. */
  close(): void {
    for (const silence of this.#silence) silence();
    followChannels(this.#scene.client, this.#channels, new Set());
    this.#panel.view.remove();
  }

  #follow(nowMs: number, faction: number): void {
    if (nowMs - this.#channelsMs < CHANNELS_INTERVAL_MS) return;
    this.#channelsMs = nowMs;
    const wanted = this.#isOpen && faction > 0 ? [decisionsChannel(faction), AI_EVENTS_CHANNEL] : [];
    followChannels(this.#scene.client, this.#channels, new Set(wanted));
  }

  #note(faction: number, tick: number, words: string): void {
    this.#news.push({ faction, tick, words });
    if (this.#news.length > NEWS_MAX) this.#news.shift();
  }

  /** Without the rules the card shows scores in the place of reasons. */
  async #loadRules(): Promise<void> {
    const response = await fetch('/minds.json').catch(() => undefined);
    if (response?.ok) this.#ai = (await response.json()) as Rules['ai'];
  }
}
