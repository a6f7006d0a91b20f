/** The peers in the order of a round, and what they are called in tables. */
export const PEER_LABELS = {
  marchland: 'Marchland',
  colyseus: 'Colyseus 0.18, positions',
  'colyseus-courses': 'Colyseus 0.18, courses',
  msgpack: 'ws + msgpackr',
  floor: 'bare sends',
} as const;

export type PeerName = keyof typeof PEER_LABELS;

export const PEER_NAMES = Object.keys(PEER_LABELS) as PeerName[];
