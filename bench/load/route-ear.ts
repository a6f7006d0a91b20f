import { RoutesView } from '../../client/routes-view.ts';
import type { ConvoyRecord, RouteRecord, RouteSummaryRecord } from '../../src/protocol/route-records.ts';
import { type ChannelAddress, type HeardChannel, Listener } from './listener.ts';
import type { Tally } from './tally.ts';

/** A new path that comes later than this after the change before it, has another reason that nobody tells. */
const ANSWER_MICROS_MAX = 5_000_000;

const UNHEARD = {
  ...{ routeGenerated: () => {}, routeInvalidated: () => {}, routeProposed: () => {} },
  ...{ factionRoutesUpdated: () => {}, routesInvalidatedByTerritory: () => {}, convoyUpdate: () => {} },
};

/** A question that this client has asked. */
interface Question {
  readonly from: number;
  readonly to: number;
  readonly sequence: number;
  readonly sentMicros: number;
}

/** What a client hears of the routes and convoys of factions: the view of the SDK, fed and checked. */
export class RouteEar extends Listener<HeardChannel> {
  /** Number of the own session, as proposals name it; -1 before its welcome. */
  session = -1;
  /** What was heard. */
  readonly view = new RoutesView(UNHEARD);
  #question: Question | undefined;
  /** The whole state of a channel, while it is compared. */
  #whole = new RoutesView(UNHEARD);
  /** Routes whose newest change waits for a new path. */
  readonly #waiting = new Set<number>();

  constructor(channels: readonly ChannelAddress[], tally: Tally) {
    super(
      channels.map(({ level, index }) => ({ level, index, era: 0, sequence: 0 })),
      tally,
    );
  }

  /** Whether a question of this client waits for its answer; a server takes one at a time. */
  get isAsking(): boolean {
    return this.#question !== undefined;
  }

  /** The client has asked for the way between two districts by the order of that sequence. */
  asked(from: number, to: number, sequence: number): void {
    this.tally.trade.asked++;
    this.#question = { from, to, sequence, sentMicros: this.tally.nowMicros };
  }

  /** An order was not carried out. */
  refused(sequence: number): void {
    if (this.#question?.sequence !== sequence) return;
    this.#question = undefined;
    this.tally.trade.askedRefused++;
  }

  route(record: RouteRecord): void {
    if (this.mode === 'skip') return;
    if (this.mode === 'compare') {
      this.#whole.take(record);
      return;
    }
    this.#count();
    const before = this.view.route(record.route);
    const known = before && { version: before.version, causeTick: before.causeTick };
    if (!this.view.take(record)) this.tally.strategic.lost++;
    if (this.isChecking) return;
    if (record.isProposal) this.#takeProposal(record);
    else if (!this.isCatchingUp) this.#measure(record, known);
  }

  summary(record: RouteSummaryRecord): void {
    if (this.mode === 'compare') this.#whole.takeSummary(record);
    else if (this.mode === 'take') {
      this.#count();
      this.view.takeSummary(record);
    }
  }

  landfall(): void {
    if (this.mode === 'take') this.#count();
  }

  convoy(record: ConvoyRecord): void {
    if (this.mode === 'skip' || !this.channel) return;
    if (this.mode === 'compare') this.#whole.takeConvoy(this.channel.index, record);
    else {
      this.#count();
      this.view.takeConvoy(this.channel.index, record);
    }
  }

  protected override begin({ index }: HeardChannel): void {
    this.view.begin(index);
  }

  protected override beginCompare(): void {
    this.#whole = new RoutesView(UNHEARD);
  }

  protected override endCompare({ index }: HeardChannel): void {
    const heard = statesOf(this.view, index);
    const board = statesOf(this.#whole, index);
    for (const key of new Set([...heard.keys(), ...board.keys()])) {
      if (heard.get(key) !== board.get(key)) this.tally.strategic.differences++;
    }
  }

  #count(): void {
    if (!this.isChecking) this.tally.strategic.updates++;
  }

  #measure(record: RouteRecord, known: { version: number; causeTick: number } | undefined): void {
    const { trade } = this.tally;
    const delay = this.tally.nowMicros - this.tally.dueMicros(record.causeTick);
    const isNewPath = record.version > (known?.version ?? 0);
    if (isNewPath)
      trade.generated(record.faction, `${record.route} ${record.from} ${record.to} ${record.version}`);
    if (known && record.causeTick !== 0 && record.causeTick !== known.causeTick) {
      trade.causes.add(`${record.reasonDistrict} ${record.causeTick}`);
      trade.causedDelays.add(delay);
      // A new path that comes with it is that of a change before: nobody has searched for this one yet.
      this.#waiting.add(record.route);
      return;
    }
    if (isNewPath && this.#waiting.delete(record.route) && delay < ANSWER_MICROS_MAX) {
      trade.newPathDelays.add(delay);
    }
  }

  #takeProposal({ faction, from, route: session, tick, to }: RouteRecord): void {
    const { trade } = this.tally;
    trade.generated(faction, `${session} ${tick} ${from} ${to}`);
    const question = this.#question;
    if (session !== this.session || question?.from !== from || question.to !== to) return;
    this.#question = undefined;
    trade.answered++;
    // Who was away when the answer came has not waited for the server.
    if (!this.isCatchingUp) trade.askedDelays.add(this.tally.nowMicros - question.sentMicros);
  }
}

/** All that a view holds of a faction, as text by what it is of. */
function statesOf(view: RoutesView, faction: number): Map<string, string> {
  const states = new Map<string, string>();
  for (const route of view.routes(faction)) states.set(`route ${route.route}`, JSON.stringify(route));
  for (const convoy of view.convoys(faction)) states.set(`convoy ${convoy.entity}`, JSON.stringify(convoy));
  states.set('summary', JSON.stringify(view.summary(faction)));
  return states;
}
