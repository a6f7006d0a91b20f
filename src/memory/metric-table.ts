export type MetricKind = 'counter' | 'gauge' | 'histogram';
export type MetricThread = 'sim' | 'gateway' | 'storage' | 'journal' | 'main';

export interface MetricRow {
  readonly thread: MetricThread;
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
}

/** What every thread tells about its garbage collector; their readers take it for granted that none lacks a row. */
function collectionRows<T extends MetricThread>(thread: T) {
  return [
    { thread, name: 'scavenges', kind: 'counter', help: 'young-generation collections' },
    { thread, name: 'majorCollections', kind: 'counter', help: 'old-generation collections' },
    { thread, name: 'collectionMicros', kind: 'counter', help: 'time collections took' },
    { thread, name: 'heapBytes', kind: 'gauge', help: 'heap in use' },
  ] as const;
}

/** Every metric of the world's threads. Histograms take whole microseconds or bytes, as the name says. */
export const METRICS = [
  { thread: 'sim', name: 'ticks', kind: 'counter', help: 'ticks run since boot' },
  { thread: 'sim', name: 'tick', kind: 'gauge', help: 'current tick of the world' },
  { thread: 'sim', name: 'tickMicros', kind: 'histogram', help: 'time one tick takes' },
  { thread: 'sim', name: 'latenessMicros', kind: 'histogram', help: 'tick start behind its deadline' },
  {
    thread: 'sim',
    name: 'catchUpTicks',
    kind: 'counter',
    help: 'ticks run at once after another, to catch up',
  },
  { thread: 'sim', name: 'ticksOverBudget', kind: 'counter', help: 'ticks that took longer than 1/60 s' },
  {
    thread: 'sim',
    name: 'stretchedMicros',
    kind: 'counter',
    help: 'world time openly stretched under overload',
  },
  {
    thread: 'sim',
    name: 'paceThousandths',
    kind: 'gauge',
    help: 'world time per real time, 1000 = real time',
  },
  { thread: 'sim', name: 'entities', kind: 'gauge', help: 'entities alive' },
  { thread: 'sim', name: 'patrols', kind: 'gauge', help: 'patrols alive' },
  { thread: 'sim', name: 'avatars', kind: 'gauge', help: 'avatars alive' },
  { thread: 'sim', name: 'sessions', kind: 'gauge', help: 'sessions connected or waiting to resume' },
  { thread: 'sim', name: 'inboxRecords', kind: 'counter', help: 'records taken from the inbox' },
  { thread: 'sim', name: 'inboxDeferred', kind: 'counter', help: 'ticks that left records for the next' },
  { thread: 'sim', name: 'changes', kind: 'counter', help: 'entity changes noted for replication' },
  { thread: 'sim', name: 'blocks', kind: 'counter', help: 'sector blocks encoded' },
  { thread: 'sim', name: 'keyframes', kind: 'counter', help: 'sector keyframes encoded' },
  { thread: 'sim', name: 'viewMoves', kind: 'counter', help: 'views that moved or were refreshed' },
  { thread: 'sim', name: 'frameBytes', kind: 'counter', help: 'bytes encoded for the gateways' },
  {
    thread: 'sim',
    name: 'framesOverflowed',
    kind: 'counter',
    help: 'frames that did not fit and became refreshes',
  },
  {
    thread: 'sim',
    name: 'worldHash',
    kind: 'gauge',
    help: 'trail of the world: hash over shares of its states',
  },
  ...collectionRows('sim'),
  {
    thread: 'sim',
    name: 'snapshotCopyMicros',
    kind: 'histogram',
    help: 'copying all stores between two ticks',
  },
  { thread: 'gateway', name: 'connections', kind: 'gauge', help: 'sockets open' },
  { thread: 'gateway', name: 'clients', kind: 'gauge', help: 'sockets with a session' },
  { thread: 'gateway', name: 'connects', kind: 'counter', help: 'sockets opened' },
  { thread: 'gateway', name: 'resumes', kind: 'counter', help: 'sessions resumed' },
  { thread: 'gateway', name: 'bytesSent', kind: 'counter', help: 'payload bytes sent to clients' },
  { thread: 'gateway', name: 'messagesSent', kind: 'counter', help: 'messages sent to clients' },
  { thread: 'gateway', name: 'bytesReceived', kind: 'counter', help: 'payload bytes received' },
  { thread: 'gateway', name: 'messagesReceived', kind: 'counter', help: 'messages received' },
  { thread: 'gateway', name: 'ordersReceived', kind: 'counter', help: 'orders handed to the sim' },
  { thread: 'gateway', name: 'ordersBusy', kind: 'counter', help: 'orders refused as the ring was full' },
  { thread: 'gateway', name: 'framesMalformed', kind: 'counter', help: 'client frames refused as malformed' },
  {
    thread: 'gateway',
    name: 'framesLimited',
    kind: 'counter',
    help: 'client frames refused by a rate limit',
  },
  {
    thread: 'gateway',
    name: 'closedMalformed',
    kind: 'counter',
    help: 'connections closed for malformed frames',
  },
  { thread: 'gateway', name: 'closedFlooding', kind: 'counter', help: 'connections closed for flooding' },
  {
    thread: 'gateway',
    name: 'closedNoHello',
    kind: 'counter',
    help: 'connections closed without a hello in time',
  },
  {
    thread: 'gateway',
    name: 'closedSlow',
    kind: 'counter',
    help: 'connections closed for reading too slowly',
  },
  {
    thread: 'gateway',
    name: 'refusedFull',
    kind: 'counter',
    help: 'connections refused as the server is full',
  },
  { thread: 'gateway', name: 'refusedTicket', kind: 'counter', help: 'hellos refused for their ticket' },
  { thread: 'gateway', name: 'refusedOrigin', kind: 'counter', help: 'upgrades refused for their origin' },
  {
    thread: 'gateway',
    name: 'refusedAddress',
    kind: 'counter',
    help: 'upgrades refused by an address limit',
  },
  {
    thread: 'gateway',
    name: 'staleClients',
    kind: 'gauge',
    help: 'clients that lag and get nothing until drained',
  },
  { thread: 'gateway', name: 'staleEntries', kind: 'counter', help: 'times a client was marked stale' },
  { thread: 'gateway', name: 'messagesDropped', kind: 'counter', help: 'messages not sent to stale clients' },
  { thread: 'gateway', name: 'resyncRequests', kind: 'counter', help: 'fresh views asked for by clients' },
  { thread: 'gateway', name: 'laps', kind: 'counter', help: 'times the gateway fell a whole ring behind' },
  {
    thread: 'gateway',
    name: 'fanOutMicros',
    kind: 'histogram',
    help: 'gathering and sending one frame to all',
  },
  { thread: 'gateway', name: 'wakeMicros', kind: 'histogram', help: 'frame published to gateway awake' },
  {
    thread: 'gateway',
    name: 'clientFrameMicros',
    kind: 'histogram',
    help: 'decode, validate, enqueue one frame (1 of 64 timed)',
  },
  {
    thread: 'gateway',
    name: 'bufferedBytes',
    kind: 'gauge',
    help: 'bytes waiting in the sockets of stale clients',
  },
  ...collectionRows('gateway'),
  { thread: 'storage', name: 'snapshots', kind: 'counter', help: 'snapshots written and verified' },
  {
    thread: 'storage',
    name: 'snapshotFailures',
    kind: 'counter',
    help: 'snapshots that failed or did not verify',
  },
  { thread: 'storage', name: 'snapshotBytes', kind: 'gauge', help: 'size of the newest snapshot' },
  { thread: 'storage', name: 'snapshotTick', kind: 'gauge', help: 'tick of the newest verified snapshot' },
  {
    thread: 'storage',
    name: 'snapshotMicros',
    kind: 'histogram',
    help: 'writing and verifying one snapshot',
  },
  { thread: 'storage', name: 'quarantined', kind: 'gauge', help: 'inbox records taken out of the replay' },
  ...collectionRows('storage'),
  {
    thread: 'main',
    name: 'worldRestarts',
    kind: 'counter',
    help: 'times the world was restarted from disk',
  },
  {
    thread: 'main',
    name: 'worldHangs',
    kind: 'counter',
    help: 'times the simulation hung and was ended',
  },
  { thread: 'main', name: 'gatewayRestarts', kind: 'counter', help: 'gateway threads that were restarted' },
  { thread: 'main', name: 'safeMode', kind: 'gauge', help: '1 when the world was given up' },
  ...collectionRows('main'),
  { thread: 'journal', name: 'entries', kind: 'counter', help: 'ticks written to the journal' },
  { thread: 'journal', name: 'journalBytes', kind: 'counter', help: 'bytes written to the journal' },
  { thread: 'journal', name: 'commitMicros', kind: 'histogram', help: 'making one group of entries safe' },
  {
    thread: 'journal',
    name: 'durableTick',
    kind: 'gauge',
    help: 'newest tick whose inputs are safe on disk',
  },
  { thread: 'journal', name: 'diskFull', kind: 'gauge', help: '1 while the disk takes no more' },
  { thread: 'journal', name: 'diskFullFailures', kind: 'counter', help: 'writes that found the disk full' },
  ...collectionRows('journal'),
] as const satisfies readonly MetricRow[];
