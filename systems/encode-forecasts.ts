import { SESSION_STATE, VIEW_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { FORECAST_TICKS } from '../src/replication/forecasts.ts';
import { addRow } from './actions/frame-rows.ts';
import { encodeNextTurns } from './actions/next-turns.ts';

/**
 * Encodes what is foreseen in each sector, once for all: of those in the views of the sessions whose turn it is, and of
 * those that came into a view in this tick. After the views were chosen, and last of all: how much this is does not
 * follow from the state, and must not decide whose view moves.
 */
export function encodeForecasts(world: World): void {
  const { forecasts, frame, ledger, sectors, session } = world;
  const first = ledger.tick[0] % FORECAST_TICKS;
  for (let slot = first; slot < ledger.sessionHigh[0]; slot += FORECAST_TICKS) {
    const isConnected = session.state[slot] === SESSION_STATE.connected;
    if (isConnected && session.viewState[slot] === VIEW_STATE.held) wantView(world, slot);
  }
  for (let i = 0; i < forecasts.wantedCount && !frame.bytes.overflowed; i++) {
    const sector = forecasts.wanted[i];
    const start = frame.bytes.at;
    encodeNextTurns(world, sectors.members, sectors.start[sector], sectors.start[sector + 1]);
    if (frame.bytes.at > start) addRow(frame, frame.forecasts, sector, start);
  }
  forecasts.clearWanted();
}

function wantView({ forecasts, grid, rules, session }: World, slot: number): void {
  const column = session.viewColumn[slot];
  const row = session.viewRow[slot];
  const radius = rules.viewRadiusSectors;
  const lastColumn = Math.min(grid.columns - 1, column + radius);
  for (let r = Math.max(0, row - radius); r <= Math.min(grid.rows - 1, row + radius); r++) {
    for (let c = Math.max(0, column - radius); c <= lastColumn; c++) forecasts.want(r * grid.columns + c);
  }
}
