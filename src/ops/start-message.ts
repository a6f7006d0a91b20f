/** What a person who starts the server wants to know. */
export interface StartFacts {
  readonly mapUrl: string;
  readonly socketUrl: string;
  readonly operatorUrl: string;
  readonly worldTitle: string;
  readonly districts: number;
  readonly entities: number;
  readonly tick: number;
  /** Whether the world comes from a snapshot. */
  readonly restored: boolean;
  /** Hash of the world at `tick`. */
  readonly hash: number;
  /** Time the start took. */
  readonly seconds: number;
  readonly dataDirectory: string;
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** The hash of a world as it is written everywhere: eight hexadecimal digits. */
export function hashText(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** One screen about a server that is up: where things are, which world runs, how to stop it. */
export function startMessage(facts: StartFacts): string {
  const { worldTitle, tick, restored } = facts;
  const origin = restored
    ? `restored from the snapshot of tick ${thousands(tick)}`
    : `new, at tick ${thousands(tick)}`;
  const rows = [
    ['map', facts.mapUrl],
    ['socket', facts.socketUrl],
    ['metrics', new URL('/metrics', facts.operatorUrl).href],
    ['report', new URL('/api/performance', facts.operatorUrl).href],
    [],
    [
      'world',
      `${worldTitle}: ${thousands(facts.districts)} districts, ${thousands(facts.entities)} entities`,
    ],
    ['state', origin],
    ['hash', hashText(facts.hash)],
    ['saved in', facts.dataDirectory],
    [],
    ['stop', 'Ctrl+C, or SIGTERM: the world is saved first'],
  ];
  const lines = rows.map(([name, text]) => (name ? `  ${name.padEnd(9)} ${text}` : ''));
  return ['', `Marchland is up after ${facts.seconds.toFixed(1)} s`, '', ...lines, ''].join('\n');
}
