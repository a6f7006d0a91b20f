import {
  type ServerProcess,
  type ServerProcessOptions,
  startServer as startProcess,
} from '../../bench/load/server-process.ts';

export type { SavedWorld, ServerFacts, ServerProcess } from '../../bench/load/server-process.ts';

/**
 * Starts the compiled server as `bench/load/server-process.ts` does, without the overload ladder unless `args` ask for
 * it: on a busy machine it would send away the very clients that a test is about.
 */
export function startServer(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  return startProcess({
    ...options,
    args: ['--set', 'server.overload.rungMax=0', ...(options.args ?? [])],
  });
}
