export {
  type SavedWorld,
  type ServerFacts,
  type ServerProcess,
  startServer,
} from '../../bench/load/server-process.ts';
