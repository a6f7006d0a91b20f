/** The peers in the order of a round, and what they are called in tables. */
export const PEER_LABELS = {
  marchland: 'Marchland',
  colyseus: 'Colyseus 0.18, positions',
  'colyseus-courses': 'Colyseus 0.18, courses',
  msgpack: 'ws + msgpackr',
  floor: 'bare sends',
  'floor-changes': 'bare sends, each change',
} as const;

export type PeerName = keyof typeof PEER_LABELS;

export const PEER_NAMES = Object.keys(PEER_LABELS) as PeerName[];

/** Whether a peer only sends: no game is behind it. */
export function isFloor(peer: PeerName): boolean {
  return peer === 'floor' || peer === 'floor-changes';
}
