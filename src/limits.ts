/**
 * Every maximum of the program, why it is what it is, and how the limits relate. Memory is taken once at
 * boot from these figures; nothing grows while the world runs.
 */

/** Entities alive at once. 2^17 keeps a snapshot of all stores below 16 MB, and an id within 17 bits. */
export const ENTITY_COUNT_MAX = 131_072;

/** Sessions (players and observers, connected or within their resume time). Twice the 7,000-client goal. */
export const SESSION_COUNT_MAX = 16_384;

/** Answers kept per session, so that a command repeated after a reconnect is answered and not done twice. */
export const ANSWER_COUNT_MAX = 64;

/** Tickets remembered as used. They expire within a minute, so this bears 270 joins with a ticket per second. */
export const TICKET_COUNT_MAX = 16_384;

/** Territories of the lowest placed level; fits the 100,000-territory mesh of the benches. */
export const DISTRICT_COUNT_MAX = 131_072;

/** Control points; two to each of the largest number of districts. */
export const CONTROL_POINT_COUNT_MAX = 262_144;

/** Regions of a world. */
export const REGION_COUNT_MAX = 65_536;

/** Who can hold a share of a territory: nobody (0) and seven factions. */
export const SIDE_COUNT = 8;

/** World events that last at the same time. */
export const WORLD_EVENT_COUNT_MAX = 32;

/** Kinds of world events that a designer may describe. */
export const WORLD_EVENT_KIND_MAX = 8;

/** Routes between depots that are kept at once: up to 36 for each of seven factions. */
export const ROUTE_COUNT_MAX = 256;

/** Paths that routes and convoys drive on. Most convoys share their route's; the rest changed over under way. */
export const PATH_COUNT_MAX = 1_024;

/** Districts of a path, its ends included: a row of paths is as long as this. */
export const PATH_NODES = 256;

/** Questions for routes that are out at once; what does not fit waits and is asked later. */
export const ROUTE_REQUEST_COUNT_MAX = 512;

/** Districts about to change hands of which route workers are told in a tick, to work ahead. */
export const EXPECTED_ROADS_MAX = 32;

/** Kinds of disruptions; DISRUPTION in src/routing/route-costs.ts names them. */
export const DISRUPTION_KIND_COUNT = 6;

/** Things that disrupt roads at the same time. */
export const DISRUPTION_COUNT_MAX = 256;

/** Places where goods are gathered and handed over. */
export const DEPOT_COUNT_MAX = 128;

/** Kinds of goods: one for each resource of a world file. */
export const RESOURCE_COUNT = 7;

/** Convoys under way at once, of all factions. */
export const CONVOY_COUNT_MAX = 2_048;

/** Events of convoys that wait to be told: four of every convoy within the two ticks between two tellings. */
export const CONVOY_NEWS_COUNT_MAX = 8_192;

/** Territories that changed within these ticks and touched routes, once for each faction. */
export const LANDFALL_NEWS_COUNT_MAX = 512;

/** Answers to players who asked for a way that wait to be told. */
export const PROPOSAL_NEWS_COUNT_MAX = 64;

/** Things in a bag. A notice carries all of them to their owner. */
export const BAG_SLOTS = 6;

/** Timed effects on a fighter; one more takes the place of the one that is over first. */
export const EFFECT_SLOTS = 6;

/** Forts and bases of a world: those of all depots with up to seven control points each. */
export const SITE_COUNT_MAX = 1_024;

/** Battles that are kept track of at once. */
export const BATTLE_COUNT_MAX = 256;

/** Options of a strategic decision that are kept: the best of each kind of goal, for each of nine numbers of goals. */
export const CANDIDATES_EACH = 8;

/** Options of a strategic decision that are kept in all. */
export const CANDIDATE_MAX = 9 * CANDIDATES_EACH;

/** Goals of a faction at a time. */
export const GOALS_EACH = 3;

/** Operations of a faction at a time: three goals, and answers to threats. */
export const OPERATIONS_EACH = 16;

/** Squads of a faction. */
export const SQUADS_EACH = 24;

/** Soldiers of a squad. */
export const SQUAD_SIZE_MAX = 12;

/** Threats of a faction that wait for an answer: a front that breaks makes a dozen in a second. */
export const THREATS_EACH = 64;

/** Districts where a faction failed of late. */
export const SETBACKS_EACH = 16;

/**
 * What happened to minds that waits to be told. A strategic decision is 13 rows: all seven factions may make one, a
 * tactical one, and answer threats between two tellings.
 */
export const MIND_NEWS_COUNT_MAX = 1_024;

/** How much of that is kept for operations and pacts. */
export const MIND_NEWS_KEPT = 256;

/** Districts that became contested or calm, or changed hands, between two tellings. */
export const CONFLICT_NEWS_COUNT_MAX = 512;

/** Sectors of the replication grid: 500 x 500 km at 1 km would be 250,000; beyond, choose larger sectors. */
export const SECTOR_COUNT_MAX = 262_144;

/** Scales for which units are counted; a world's finest has as many cells as a map has room for. */
export const CROWD_SCALE_COUNT = 2;

/** Cells of a scale: 32 x 32, which makes 16 km each on the largest world with sectors of 1 km. */
export const CROWD_CELL_COUNT_MAX = 1_024;

/** Sectors from a view's center to its border; (2 * 6 + 1)^2 = 169 sectors is the largest view. */
export const VIEW_RADIUS_MAX = 6;

/** Gateway threads of one process. */
export const GATEWAY_COUNT_MAX = 16;

/** Threads that answer questions for routes. */
export const ROUTE_WORKER_COUNT_MAX = 8;

/** Records in a gateway's command ring: a second of 90 frames from 180 clients, or 2 per client at 8,000. */
export const COMMAND_RING_RECORDS = 16_384;

/** Commands one tick takes from all rings; the rest waits for the next, so a flood cannot stretch a tick. */
export const INBOX_RECORDS_PER_TICK_MAX = 8_192;

/** Bytes of one client frame, largest legal: a hello with a ticket. */
export const CLIENT_FRAME_BYTES_MAX = 2_048;

/** Bytes of one world frame (everything the gateways are told about one tick). */
export const FRAME_BYTES_MAX = 4 * 1024 * 1024;

/** Bytes of keyframes one tick encodes; views that do not fit wait for the next tick. */
export const KEYFRAME_BYTES_PER_TICK_MAX = 1024 * 1024;

/** The frame ring holds several of the largest frames, and hundreds of ordinary ones. */
export const FRAME_RING_BYTES = 32 * 1024 * 1024;

/**
 * Frames that a gateway may lie behind: five seconds. One that cannot keep up would otherwise tell its clients of ever
 * older ticks until the ring is full, minutes later; beyond this it gives all of them their views anew instead.
 */
export const GATEWAY_LAG_FRAMES_MAX = 300;

/** The largest message one client can get in a tick; the view with every keyframe must fit. */
export const CLIENT_MESSAGE_BYTES_MAX = FRAME_BYTES_MAX;

/** Ticks a client may go without a message; then it gets a beat, a frame without items. */
export const BEAT_INTERVAL_TICKS = 30;

/** Channels one connection may listen to: a map with a window of districts open needs a dozen. */
export const CHANNELS_PER_CONNECTION_MAX = 64;

/** Bytes of strategic blocks that a gateway keeps for clients that were away: a minute of 140 KB/s. */
export const STRATEGIC_LOG_BYTES = 8 * 1024 * 1024;

/** Blocks in that memory. */
export const STRATEGIC_LOG_BLOCKS = 65_536;

/** Ticks that a block is kept, if there is room: a minute. Who was away for longer is sent the whole state. */
export const STRATEGIC_LOG_TICKS = 3_600;

/** Words of the journal ring (16 MB): two minutes of 2,000 commands a second while the disk stands still. */
export const JOURNAL_RING_WORDS = 4 * 1024 * 1024;

/** Rows of history that one tick can make; what goes beyond is counted as lost. */
export const CHRONICLE_ROWS_PER_TICK_MAX = 32_768;

/**
 * Words of the ring to the history thread (16 MB, 524,000 rows). Busy counties make some 1,500 rows a second: six
 * minutes of a disk that stands still. An event over every county makes 12,000 rows in a second: 40 s.
 */
export const CHRONICLE_RING_WORDS = 4 * 1024 * 1024;

/** Bytes of history kept on disk, whatever storage.historyDays says: some 40 million rows. */
export const HISTORY_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Ticks that what is safe on disk may lie behind before the operator is told: half a second, 50 times the usual. */
export const DURABILITY_LAG_ALARM_TICKS = 30;

/** Ticks of lag from which new orders are refused: nobody should wait longer than five seconds for a confirmation. */
export const DURABILITY_LAG_REFUSE_TICKS = 300;

/** Milliseconds between two attempts to write to a full disk. */
export const DISK_FULL_RETRY_MS = 250;

/** Milliseconds of a full disk after which the world stands still: it must not live on what would be lost. */
export const DISK_FULL_PAUSE_MS = 10_000;

/**
 * Milliseconds without a new tick after which the simulation counts as hung and is restarted: longer than any garbage
 * collection, and so short that a world which hangs after every restart meets the limit of restarts in a minute.
 */
export const HANG_MS = 5_000;

/** The highest rung of the overload ladder; what each of them does is in components/overload.ts. */
export const OVERLOAD_RUNG_MAX = 6;

/** The shortest window in which load is judged: in a shorter one, a single bad tick would be more than a tenth. */
export const OVERLOAD_WINDOW_TICKS_MIN = 10;

/** Ticks that the flight recorder holds, and so what a trace shows: 30 s. */
export const TRACE_TICKS = 1_800;

/** Milliseconds between two traces of slow ticks: as long as what a trace shows, so that no slow tick goes untold. */
export const TRACE_INTERVAL_MS = 30_000;

/** Ticks after a start in which a slow one makes no trace: the program is still being compiled while they run. */
export const TRACE_WARM_UP_TICKS = 300;

/** Bytes of journal kept with a trace: 20 s of the fullest inboxes there can be. */
export const TRACE_JOURNAL_BYTES_MAX = 64 * 1024 * 1024;

/** Milliseconds that a trace waits for what entered the slow tick to be safe on disk. */
export const TRACE_JOURNAL_WAIT_MS = 3_000;

function relate(holds: boolean, relation: string): void {
  if (!holds) throw new Error(`limits.ts: ${relation}`);
}

relate(ENTITY_COUNT_MAX <= 1 << 20, 'an entity id must fit three varint bytes');
relate(KEYFRAME_BYTES_PER_TICK_MAX * 2 <= FRAME_BYTES_MAX, 'keyframes may take half a frame at most');
relate(FRAME_BYTES_MAX * 4 <= FRAME_RING_BYTES, 'the ring must hold several frames, or one laps its readers');
relate(
  BEAT_INTERVAL_TICKS * 4 < 256,
  'a message names its tick by 8 bits, so messages may not lie further apart',
);
relate(ENTITY_COUNT_MAX * 24 <= FRAME_BYTES_MAX, 'a keyframe of every entity there can be must fit a frame');
relate(INBOX_RECORDS_PER_TICK_MAX <= COMMAND_RING_RECORDS, 'one full ring must drain within two ticks');
relate(
  JOURNAL_RING_WORDS >= 16 * INBOX_RECORDS_PER_TICK_MAX * 16,
  'the journal ring must hold many full inboxes',
);
relate(
  DURABILITY_LAG_ALARM_TICKS < DURABILITY_LAG_REFUSE_TICKS,
  'the operator must hear of a slow disk before the players do',
);
relate(FRAME_BYTES_MAX < STRATEGIC_LOG_BYTES, 'a block as long as a frame must fit the memory of blocks');
relate(CONVOY_NEWS_COUNT_MAX >= 4 * CONVOY_COUNT_MAX, 'a busy tick of all convoys must be told');
relate(PATH_NODES <= 256, 'a step of a path is counted in 8 bits');
relate(2 ** 32 % JOURNAL_RING_WORDS === 0, 'ring positions are taken modulo 2^32');
relate(2 ** 32 % CHRONICLE_RING_WORDS === 0, 'ring positions are taken modulo 2^32');
relate(
  CHRONICLE_RING_WORDS >= 8 * CHRONICLE_ROWS_PER_TICK_MAX * 8,
  'the ring to the history thread must hold several of the fullest ticks',
);
