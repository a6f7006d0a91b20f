import { INBOX_RECORD_WORDS, INPUT, WORD } from '../components/inbox.ts';
import {
  createAnswerHead,
  readAnswerHead,
  readAnswerPath,
  routeAnswerStart,
} from '../components/route-answers.ts';
import { completesRules, readRules, rulesStart } from '../components/rules.ts';
import { SESSION_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { PATH_NODES } from '../src/limits.ts';
import { joinSession } from './actions/join-session.ts';
import { resumeSession } from './actions/resume-session.ts';
import { leaveSession } from './actions/sessions.ts';
import { setRules } from './actions/set-rules.ts';
import { setPressure, setRung } from './actions/slow-down.ts';
import { takeOrder } from './actions/take-order.ts';
import { takeRouteAnswer } from './actions/take-route-answer.ts';
import { refreshView } from './actions/views.ts';

const answer = createAnswerHead();
const path = new Uint32Array(PATH_NODES);

/** Carries out everything that entered this tick, in the order in which it is journalled. */
export function takeInbox(world: World): void {
  const { inbox } = world;
  for (let record = 0; record < inbox.count; record++) {
    inbox.current[0] = record;
    const at = record * INBOX_RECORD_WORDS;
    switch (inbox.words[at + WORD.kind]) {
      case INPUT.join:
        joinSession(world, at);
        break;
      case INPUT.resume:
        resumeSession(world, at);
        break;
      case INPUT.away:
        if (isCurrent(world, at)) leaveSession(world, inbox.words[at + WORD.slot]);
        break;
      case INPUT.order:
        if (isCurrent(world, at)) takeOrder(world, at);
        break;
      case INPUT.refresh:
        if (isCurrent(world, at)) refreshView(world, inbox.words[at + WORD.slot]);
        break;
      case INPUT.pressure:
        if (isCurrent(world, at))
          setPressure(world, inbox.words[at + WORD.slot], inbox.words[at + WORD.pressure]);
        break;
      case INPUT.overload:
        setRung(world, inbox.words[at + WORD.rung]);
        break;
      case INPUT.rules:
        if (completesRules(inbox.words, at)) setRules(world, readRules(inbox.words, rulesStart(at)));
        break;
      case INPUT.routeAnswer:
        answerRoute(world, at);
        break;
      case INPUT.gatewayLost:
        loseGateway(world, inbox.words[at + WORD.gateway]);
        break;
      case INPUT.abandon:
        abandonConnection(world, inbox.words[at + WORD.gateway], inbox.words[at + WORD.connection]);
        break;
    }
  }
  inbox.current[0] = -1;
}

/** Whether a record comes from the connection that holds the session now: an older one has been replaced. */
function isCurrent(world: World, at: number): boolean {
  const { inbox, session, ledger } = world;
  const slot = inbox.words[at + WORD.slot];
  return (
    slot >= 0 &&
    slot < ledger.sessionHigh[0] &&
    session.state[slot] === SESSION_STATE.connected &&
    session.epoch[slot] === inbox.words[at + WORD.epoch] >>> 0
  );
}

/** At the last record of an answer, and only if all of them are there. */
function answerRoute(world: World, at: number): void {
  const { inbox, roads, routeRequest } = world;
  const start = routeAnswerStart(inbox.words, at);
  if (start < 0) return;
  readAnswerHead(inbox.words, start, answer);
  const { request, serial, cost, hops, versionTick } = answer;
  if (!readAnswerPath(roads.graph, inbox.words, start, routeRequest.from[request], path)) return;
  takeRouteAnswer(world, request, serial, cost, hops, path, versionTick);
}

function loseGateway(world: World, gateway: number): void {
  const { ledger, session } = world;
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] === SESSION_STATE.connected && session.gateway[slot] === gateway) {
      leaveSession(world, slot);
    }
  }
}

/** The gateway gave a connection up before it heard which session it got, if any: nobody else could end that one. */
function abandonConnection(world: World, gateway: number, connection: number): void {
  const { ledger, session } = world;
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    const held = session.gateway[slot] === gateway && session.connection[slot] === connection;
    if (held && session.state[slot] === SESSION_STATE.connected) leaveSession(world, slot);
  }
}
