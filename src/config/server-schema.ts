import { z } from 'zod';
import { choice, decimal, flag, list, requiredText, section, text, wholeNumber } from './knob.ts';
import { overload } from './overload-schema.ts';

const host = { lengthMin: 1, lengthMax: 253 };
const filePath = { lengthMin: 0, lengthMax: 4096 };

const origin = requiredText({
  lengthMin: 1,
  lengthMax: 300,
  form: {
    pattern: /^https?:\/\/[^/\s]+$/,
    words: 'an origin such as https://play.example.org, without a path',
  },
  effect: 'One origin whose pages may open a connection.',
});

const network = section(
  'The port players connect to, and what one connection may cost.',
  {
    host: text({
      ...host,
      default: '127.0.0.1',
      effect: 'Address to listen on; 0.0.0.0 opens the server to other machines.',
    }),
    port: wholeNumber({
      min: 0,
      max: 65535,
      default: 8080,
      effect: 'TCP port of the live map and the socket; 0 takes any free port.',
    }),
    gatewayThreads: wholeNumber({
      unit: 'threads',
      min: 1,
      max: 16,
      default: 1,
      effect: 'Threads that serve connections; more of them carry more clients on more cores.',
    }),
    connectionsMax: wholeNumber({
      unit: 'connections',
      min: 1,
      max: 100000,
      default: 12000,
      effect: 'Connections open at once; the next one is refused with close code 1013.',
    }),
    connectionsPerAddressMax: wholeNumber({
      unit: 'connections',
      min: 1,
      max: 100000,
      default: 8,
      effect: 'Connections open at once from one address; loopback is exempt.',
    }),
    connectsPerSecondPerAddress: wholeNumber({
      unit: 'connections/s',
      min: 1,
      max: 10000,
      default: 5,
      effect: 'Lasting rate of new connections from one address; loopback is exempt.',
    }),
    connectBurstPerAddress: wholeNumber({
      unit: 'connections',
      min: 1,
      max: 10000,
      default: 20,
      effect: 'New connections one address may open in one go before the rate applies; loopback is exempt.',
    }),
    origins: list(origin, {
      countMin: 0,
      countMax: 100,
      default: [],
      effect: 'Browser origins that may connect; an empty list admits only pages this server serves itself.',
    }),
    payloadBytesMax: wholeNumber({
      unit: 'bytes',
      min: 64,
      max: 65536,
      default: 2048,
      effect: 'Longest frame a client may send; a longer one closes the connection.',
    }),
    // The socket library ends the whole process on a timeout outside 8..960.
    idleTimeoutSeconds: wholeNumber({
      unit: 'seconds',
      min: 8,
      max: 960,
      default: 15,
      effect: 'A connection silent for this long is closed.',
    }),
    framesPerSecond: wholeNumber({
      unit: 'frames/s',
      min: 1,
      max: 10000,
      default: 90,
      effect: 'Lasting rate of frames one client may send; each further order in a frame counts as one.',
    }),
    frameBurst: wholeNumber({
      unit: 'frames',
      min: 1,
      max: 100000,
      default: 120,
      effect: 'Frames one client may send in one go before the rate applies.',
    }),
    bytesPerSecond: wholeNumber({
      unit: 'bytes/s',
      min: 256,
      max: 1048576,
      default: 8192,
      effect: 'Lasting rate of bytes one client may send.',
    }),
    byteBurst: wholeNumber({
      unit: 'bytes',
      min: 256,
      max: 16777216,
      default: 16384,
      effect: 'Bytes one client may send in one go before the rate applies; at least payloadBytesMax.',
    }),
    clientBytesPerSecond: wholeNumber({
      unit: 'bytes/s',
      min: 1024,
      max: 16777216,
      default: 65536,
      effect:
        'Bytes a second one client is sent; above it for a second, it is told less often of what matters least.',
    }),
    malformedFramesMax: wholeNumber({
      unit: 'frames',
      min: 1,
      max: 1000,
      default: 10,
      effect: 'Unreadable frames after which a session is closed.',
    }),
    staleBytes: wholeNumber({
      unit: 'bytes',
      min: 4096,
      max: 16777216,
      default: 65536,
      effect:
        'Bytes waiting for a slow client at which it is marked stale and gets no more changes until it drains.',
    }),
    closeBytes: wholeNumber({
      unit: 'bytes',
      min: 8192,
      max: 67108864,
      default: 1048576,
      effect: 'Bytes waiting for a client at which its connection is closed; above staleBytes.',
    }),
    staleSecondsMax: wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 600,
      default: 30,
      effect: 'Longest time a client may stay stale before its connection is closed.',
    }),
  },
  (values, context) => {
    if (values.closeBytes <= values.staleBytes) {
      context.addIssue({
        code: 'custom',
        path: ['closeBytes'],
        message: `found ${values.closeBytes}, allowed: more than staleBytes (${values.staleBytes}), so that a slow client can become stale before it is closed`,
      });
    }
    if (values.byteBurst < values.payloadBytesMax) {
      context.addIssue({
        code: 'custom',
        path: ['byteBurst'],
        message: `found ${values.byteBurst}, allowed: at least payloadBytesMax (${values.payloadBytesMax}), or the longest frame could never pass`,
      });
    }
  },
);

const sessions = section('Who may join, and for how long a lost connection keeps its place.', {
  guests: choice(['loopback', 'always', 'never'], {
    default: 'loopback',
    effect: 'Who may join without a ticket: clients on this machine, everybody, or nobody.',
  }),
  observers: flag({
    default: true,
    effect: 'Whether a client may watch without an avatar.',
  }),
  ticketPublicKeyFile: text({
    ...filePath,
    default: '',
    effect:
      'File with the Ed25519 public key (PEM) tickets are checked against; empty accepts no tickets. Relative to the directory the server is started in.',
  }),
  ticketAudience: text({
    lengthMin: 1,
    lengthMax: 200,
    default: 'marchland',
    effect: 'Audience a ticket must be made out to.',
  }),
  helloTimeoutSeconds: wholeNumber({
    unit: 'seconds',
    min: 1,
    max: 60,
    default: 3,
    effect: 'Time a new connection has for its first frame.',
  }),
  resumeSeconds: wholeNumber({
    unit: 'seconds',
    min: 0,
    max: 3600,
    default: 60,
    effect: 'How long a lost connection may come back to its avatar; 0 removes the avatar at once.',
  }),
});

const operator = section('The port for operators: metrics, health, performance.', {
  host: text({
    ...host,
    default: '127.0.0.1',
    effect:
      'Address of the operator port; keep it on loopback or a private network, it asks for no password.',
  }),
  port: wholeNumber({
    min: 0,
    max: 65535,
    default: 8081,
    effect: 'TCP port of the operator pages; 0 takes any free port.',
  }),
});

const storage = section('Where the world is kept, and how often.', {
  directory: text({
    lengthMin: 1,
    lengthMax: 4096,
    default: 'data',
    effect:
      'Directory of the saved world, made when missing. Relative to the directory the server is started in.',
  }),
  snapshotIntervalSeconds: wholeNumber({
    unit: 'seconds',
    min: 1,
    max: 3600,
    default: 30,
    effect: 'Time between two snapshots of the whole world.',
  }),
  snapshotsKept: wholeNumber({
    unit: 'snapshots',
    min: 2,
    max: 100,
    default: 3,
    effect: 'Newest snapshots kept on disk; an older one is used when the newest proves damaged.',
  }),
  historyDays: wholeNumber({
    unit: 'days',
    min: 1,
    max: 3650,
    default: 30,
    effect:
      'Days of world time for which the history of territories is kept; 2 GB at the most, oldest first.',
  }),
});

const loop = section('How the 60 Hz loop keeps its time.', {
  spinMicroseconds: wholeNumber({
    unit: 'microseconds',
    min: 0,
    max: 2000,
    default: 150,
    effect: 'Busy waiting before each tick: more starts ticks more exactly and costs more CPU.',
  }),
  catchUpTicksMax: wholeNumber({
    unit: 'ticks',
    min: 1,
    max: 60,
    default: 4,
    effect: 'Late ticks run back to back before the world clock is declared slowed down.',
  }),
  slowTickMilliseconds: decimal({
    unit: 'milliseconds',
    min: 0.001,
    max: 10000,
    default: 33.4,
    effect:
      'A tick that takes longer is slow, and a trace of it is kept; as shipped twice the time a tick has.',
  }),
  tracesKept: wholeNumber({
    unit: 'traces',
    min: 0,
    max: 100,
    default: 5,
    effect: 'Newest traces of slow ticks and crashes kept beside the saved world; 0 keeps none.',
  }),
});

const routes = section('How the ways of convoys are found.', {
  workers: wholeNumber({
    unit: 'threads',
    min: 0,
    max: 8,
    default: 1,
    effect:
      'Threads that search for the ways of convoys; one carries a large world. With 0 the loop searches between two ticks, a few ways at a time, which suits a single core.',
  }),
});

const log = section('What the server writes to its log.', {
  level: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    effect: 'Least severe message that is written.',
  }),
});

/** server.yaml: everything about running the program, nothing about the game. */
export const serverSchema = z
  .strictObject({ network, sessions, operator, storage, loop, overload, routes, log })
  .superRefine((values, context) => {
    if (values.operator.port !== 0 && values.operator.port === values.network.port) {
      context.addIssue({
        code: 'custom',
        path: ['operator', 'port'],
        message: `found ${values.operator.port}, allowed: a port other than network.port`,
      });
    }
  });

export type ServerConfig = z.output<typeof serverSchema>;
