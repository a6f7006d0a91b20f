import type { RouteProposal } from '../client/index.ts';

/** How long a proposed way stays on the map. */
const SHOWN_MS = 45_000;
/** Longer than any search takes: then there was no room to keep the answer, or nobody to hear it. */
const PATIENCE_MS = 15_000;

/** What the tool waits for: two districts, then the server's answer, which it shows for a while. */
export type PlanStage = 'idle' | 'from' | 'to' | 'asked' | 'shown' | 'unanswered';

/** The tool with which a player asks for a way between two districts. */
export class RoutePlanner {
  stage: PlanStage = 'idle';
  from = -1;
  to = -1;
  /** The answer, while it is shown. */
  proposal: Readonly<RouteProposal> | undefined;
  /** Rises when anything of it changed. */
  version = 0;
  #untilMs = Infinity;

  /** Whether a click on the map names a district for it. */
  get isChoosing(): boolean {
    return this.stage === 'from' || this.stage === 'to';
  }

  begin(): void {
    this.#enter('from', Infinity);
    this.from = -1;
    this.to = -1;
    this.proposal = undefined;
  }

  /** Names the next district, -1 for none. Returns whether both are known, so that the server can be asked. */
  choose(district: number): boolean {
    if (district < 0 || !this.isChoosing) return false;
    if (this.stage === 'from') {
      this.from = district;
      this.#enter('to', Infinity);
      return false;
    }
    if (district === this.from) return false;
    this.to = district;
    return true;
  }

  /** The server was asked. */
  asked(nowMs: number): void {
    this.#enter('asked', nowMs + PATIENCE_MS);
  }

  /** Takes a proposal on the faction's channel: it is ours when `session` asked for it, between these districts. */
  take(proposal: Readonly<RouteProposal>, session: number, nowMs: number): boolean {
    const isOurs = proposal.session === session && proposal.from === this.from && proposal.to === this.to;
    if (!isOurs || (this.stage !== 'asked' && this.stage !== 'unanswered')) return false;
    this.proposal = proposal;
    this.#enter('shown', nowMs + SHOWN_MS);
    return true;
  }

  /** Gives up, or takes the proposal off the map. */
  cancel(): void {
    if (this.stage === 'idle') return;
    this.proposal = undefined;
    this.#enter('idle', Infinity);
  }

  /** Ends what lasted long enough. */
  step(nowMs: number): void {
    if (nowMs < this.#untilMs) return;
    if (this.stage === 'asked') this.#enter('unanswered', nowMs + PATIENCE_MS);
    else this.cancel();
  }

  #enter(stage: PlanStage, untilMs: number): void {
    this.stage = stage;
    this.#untilMs = untilMs;
    this.version++;
  }
}

/** What the tool says at each stage; '' when it has nothing to say. */
export function planWords(stage: PlanStage, from: string): string {
  switch (stage) {
    case 'idle':
    case 'shown':
      return '';
    case 'from':
      return 'Click the district it is to set out from.';
    case 'to':
      return `From ${from}: click the district it is to lead to.`;
    case 'asked':
      return 'Looking for the best way …';
    case 'unanswered':
      return 'No answer came. Try again.';
  }
}
