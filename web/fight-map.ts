import type { BattleNews, Kit, MarchlandClient, MirrorEntity } from '../client/index.ts';
import { ENTITY_KIND, HARM_FALLEN, RESULT } from '../src/protocol/fields.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { BattleLog } from './battle-log.ts';
import { BattleMarks } from './battle-marks.ts';
import { BattlePanel } from './battle-panel.ts';
import { type Fighter, fightRefusalWords } from './battle-words.ts';
import { element } from './element.ts';
import type { FactionsShown } from './factions-shown.ts';
import { FightCard } from './fight-card.ts';
import { KitCard, type OwnStances } from './kit-card.ts';
import type { LiveMap } from './live-map.ts';
import { OrderLine } from './order-line.ts';
import { POINT_WORDS } from './territory-words.ts';
import type { ServerView } from './world-data.ts';

const CARD_INTERVAL_MS = 100;
const REACH_PIXELS = 14;
/** What is seen after flying to a fight. */
const FLIGHT_METERS = 1_500;

export interface FightScene {
  world: WorldFile;
  view: ServerView;
  map: LiveMap;
  client: MarchlandClient;
  observing: boolean;
  factions: FactionsShown;
}

/** Layers of fights: what is drawn on the map, the log, and the gear of the own avatar. */
export type FightLayerId = 'fights' | 'battles' | 'gear';

/** Everything about fights on the page: it hears of them, draws them and takes orders for the own avatar. */
export class FightMap {
  readonly log: BattleLog;
  /** Entity that was chosen, 0 none. */
  chosen = 0;
  readonly #scene: FightScene;
  readonly #order = new OrderLine(fightRefusalWords);
  readonly #kitCard: KitCard;
  readonly #card: FightCard;
  readonly #marks: BattleMarks;
  readonly #panel: BattlePanel;
  readonly #view: HTMLElement;
  readonly #status = element('p', { role: 'status', hidden: true });
  readonly #listening = new AbortController();
  readonly #silence: (() => void)[];
  #kit: Kit | undefined;
  #stances: OwnStances = {};
  /** One that was ordered and has no answer yet. */
  #askedStance: { sequence: number; stances: OwnStances } | undefined;
  #chosenUse = 0;
  #fellTick = -1;
  #drawnMs = -Infinity;

  constructor(scene: FightScene) {
    this.#scene = scene;
    const { world, view, client, factions, map } = scene;
    this.log = new BattleLog({
      nameOf: factions.nameOf,
      fighterOf: (entity) => this.#fighterOf(entity),
      pointWords: (point) => POINT_WORDS[world.controlPoints[point]?.type] ?? 'a control point',
      placeAt: (x, y) => world.districts[map.districts.at(x, y)]?.name ?? '',
    });
    this.#marks = new BattleMarks({
      ...{ world, map, mirror: () => client.mirror },
      positionOf: client.drawPosition.bind(client),
    });
    this.#panel = new BattlePanel(this.log, factions, view.tickRate, (x, y) =>
      map.camera.flyTo(x, y, FLIGHT_METERS),
    );
    this.#kitCard = new KitCard(view.combat?.items ?? [], client, (what, sequence, stances) => {
      this.#order.sent(what, sequence);
      if (stances !== undefined) this.#askedStance = { sequence, stances };
    });
    this.#card = new FightCard(factions, () => this.choose(0));
    this.#card.attack.addEventListener('click', () => this.attack(this.chosen));
    this.#card.breakOff.addEventListener('click', () => this.attack(0));
    const attributes = { id: 'fight', class: 'card', 'aria-label': 'Your avatar in fights', hidden: true };
    this.#view = element('section', attributes, this.#card.view, this.#kitCard.view, this.#status);
    document.body.append(this.#panel.view, this.#view);
    this.#silence = this.#listenToSession();
    const { signal } = this.#listening;
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && this.choose(0), { signal });
  }

  /** Shows an entity as a target, 0 none. */
  choose(entity: number): void {
    this.chosen = entity;
    this.#chosenUse = this.#entity(entity)?.generation ?? 0;
    this.#drawnMs = -Infinity;
  }

  /** Has the own avatar attack an entity; 0 breaks it off. */
  attack(entity: number): void {
    this.#order.sent(entity === 0 ? 'Break off' : 'Attack', this.#scene.client.attack(entity));
    this.#drawnMs = -Infinity;
  }

  /** A click at CSS pixels. Returns whether it was meant for somebody of another faction. */
  click(x: number, y: number): boolean {
    const enemy = this.#foreignerAt(x, y);
    if (enemy !== 0) this.choose(enemy);
    return enemy !== 0;
  }

  /** A right click: the own avatar attacks whoever of another faction is there. Returns whether somebody is. */
  rightClick(x: number, y: number): boolean {
    const enemy = this.#own() === undefined ? 0 : this.#foreignerAt(x, y);
    if (enemy === 0) return false;
    this.choose(enemy);
    this.attack(enemy);
    return true;
  }

  applyLayer(id: FightLayerId, isOn: boolean): void {
    if (id === 'fights') this.#scene.map.fights.show(isOn);
    else if (id === 'battles') this.#panel.setShown(isOn);
    else this.#kitCard.showThings(isOn);
  }

  /** Brings everything up to date for a frame. */
  frame(nowMs: number, tick: number): void {
    const chosen = this.#entity(this.chosen);
    if (this.chosen !== 0 && chosen?.generation !== this.#chosenUse) this.choose(0);
    const own = this.#own();
    this.#scene.map.fights.mark(own?.target ?? 0, this.chosen);
    if (own?.harm !== HARM_FALLEN) this.#fellTick = -1;
    else if (this.#fellTick < 0) this.#fellTick = tick;
    this.#panel.update(nowMs, tick);
    if (nowMs - this.#drawnMs < CARD_INTERVAL_MS) return;
    this.#drawnMs = nowMs;
    this.#drawCards(own, this.#entity(this.chosen), nowMs, tick);
  }

  /** Listens no more and takes its cards away. */
  close(): void {
    this.#listening.abort();
    for (const silence of this.#silence) silence();
    this.#panel.view.remove();
    this.#view.remove();
  }

  #drawCards(
    own: MirrorEntity | undefined,
    chosen: MirrorEntity | undefined,
    nowMs: number,
    tick: number,
  ): void {
    const { view } = this.#scene;
    this.#view.hidden = own === undefined && chosen === undefined;
    const { isWaiting } = this.#order;
    this.#card.update(chosen, this.#entity(chosen?.target ?? 0), own, isWaiting);
    this.#kitCard.view.hidden = own === undefined;
    if (own) {
      const respawnSeconds = view.combat?.respawnSeconds ?? Number.NaN;
      const riseSeconds = respawnSeconds - (tick - this.#fellTick) / view.tickRate;
      const fighter = { harm: own.harm, riseSeconds, stances: this.#stances, kit: this.#kit };
      this.#kitCard.update(fighter, isWaiting);
    }
    const words = this.#order.words(nowMs);
    this.#status.hidden = words === '';
    if (this.#status.textContent !== words) this.#status.textContent = words;
  }

  /** The own avatar; an observer has none. */
  #own(): MirrorEntity | undefined {
    const { client, observing } = this.#scene;
    return observing ? undefined : client.avatar && this.#entity(client.avatar.id);
  }

  #entity(id: number): MirrorEntity | undefined {
    return this.#scene.client.mirror?.entities.get(id);
  }

  #fighterOf(id: number): Fighter | undefined {
    const entity = this.#entity(id);
    return entity && { kind: entity.kind, faction: entity.faction, isOwnAvatar: entity === this.#own() };
  }

  /** Who of another faction is drawn at a place of the screen, 0 nobody. The server knows who is an enemy. */
  #foreignerAt(x: number, y: number): number {
    const own = this.#own()?.faction ?? 0;
    return this.#scene.map.unitAt(x, y, REACH_PIXELS, (id) => {
      const entity = this.#entity(id);
      if (!entity || entity.kind === ENTITY_KIND.wreck) return false;
      return entity.faction !== own && entity.harm !== HARM_FALLEN;
    });
  }

  #listenToSession(): (() => void)[] {
    const { client } = this.#scene;
    const now = () => performance.now();
    return [
      client.on('battle', (news) => this.#tell(news, now())),
      client.on('kit', (kit) => {
        this.#kit = kit;
      }),
      client.on('avatar', () => {
        this.#stances = {};
        this.#order.forget();
      }),
      client.on('answered', (sequence, result) => {
        this.#order.answered(sequence, result, now());
        if (this.#askedStance?.sequence !== sequence) return;
        if (result === RESULT.done) this.#stances = { ...this.#stances, ...this.#askedStance.stances };
        this.#askedStance = undefined;
      }),
      client.on('confirmed', (sequence) => this.#order.confirmed(sequence, now())),
      client.on('lost', (sequence) => this.#order.lost(sequence)),
      client.on('renumbered', (shift) => {
        this.#order.renumbered(shift);
        if (this.#askedStance) this.#askedStance.sequence += shift;
      }),
    ];
  }

  /** Something happened in a fight: it is drawn and written down. */
  #tell(news: BattleNews, nowMs: number): void {
    const at = this.#marks.draw(news, nowMs);
    if (at) this.log.note(news, at.x, at.y);
  }
}
