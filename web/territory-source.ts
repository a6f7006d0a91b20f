/** Where the map hears of territories from, by channels such as `territorial:global` and `territorial:region:12`. */
export interface TerritorySource {
  subscribe(...channels: string[]): void;
  unsubscribe(...channels: string[]): void;
}

/**
 * Listens to the channels of `wanted` and to no others; `current` is what is listened to and is brought up to date.
 * One that the server refuses is not asked for again until it has gone out of want.
 */
export function followChannels(
  source: TerritorySource,
  current: Set<string>,
  wanted: ReadonlySet<string>,
): void {
  const ended = [...current].filter((channel) => !wanted.has(channel));
  const begun = [...wanted].filter((channel) => !current.has(channel));
  for (const channel of ended) current.delete(channel);
  for (const channel of begun) current.add(channel);
  // First what ends: the server allows so many at a time.
  if (ended.length > 0) source.unsubscribe(...ended);
  if (begun.length > 0) source.subscribe(...begun);
}
