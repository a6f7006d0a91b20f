import { parseArgs } from 'node:util';

export interface PeerServerOptions {
  readonly clients: number;
  readonly seed: number;
  /** Whether courses are told where they change, instead of positions in every tick. */
  readonly courses: boolean;
}

/** What the runner tells a peer's server to do. */
export function readServerOptions(): PeerServerOptions {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      courses: { type: 'boolean', default: false },
    },
  });
  return { clients: Number(values.clients), seed: Number(values.seed), courses: values.courses };
}

/** Tells the runner that clients may come. */
export function announce(port: number): void {
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}
